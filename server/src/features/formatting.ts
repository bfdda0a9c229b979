// Formatting: the language's new layout as the fewest edits, so that cursors and folds stay where they are.
import type { TextEdit } from '../syntax/finding.ts';
import type { Range } from '../syntax/range.ts';
import type { Analysis } from './analysis.ts';

/** Edits that lay the script out; none while it has parse errors. `within`: only those that lie in it. */
export function formatting({ language, script }: Analysis, within?: Range): readonly TextEdit[] {
  const formatted = language.format(script);
  if (formatted === undefined || formatted === script.text) return [];
  const edits = blankEdits(script.text, formatted);
  if (!edits) return within ? [] : [{ range: { start: 0, end: script.text.length }, newText: formatted }];
  return within ? edits.filter(({ range }) => within.start <= range.start && range.end <= within.end) : edits;
}

/** Edits that lay out the clause whose closing brace was typed just before an offset; none where it is not the clause's last. */
export function formattingOnType(analysis: Analysis, offset: number): readonly TextEdit[] {
  const clause = analysis.script.clauses.find(({ body }) => body.end === offset);
  return clause ? formatting(analysis, clause.range) : [];
}

/** One edit for each run of blanks that differs; undefined where more than blanks does. */
function blankEdits(from: string, to: string): readonly TextEdit[] | undefined {
  const edits: TextEdit[] = [];
  let a = 0;
  let b = 0;
  while (a < from.length || b < to.length) {
    const endA = blanksEnd(from, a);
    const endB = blanksEnd(to, b);
    const newText = to.slice(b, endB);
    if (from.slice(a, endA) !== newText) edits.push({ range: { start: a, end: endA }, newText });
    a = endA;
    b = endB;
    if (from[a] !== to[b]) return undefined;
    while (a < from.length && from[a] === to[b] && !isBlank(from[a])) {
      a++;
      b++;
    }
  }
  return edits;
}

function blanksEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && isBlank(text[at])) at++;
  return at;
}

function isBlank(char: string | undefined): boolean {
  return char === ' ' || char === '\t' || char === '\n' || char === '\r';
}
