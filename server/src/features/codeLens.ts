// Code lenses: how many places of this kernel each clause attaches to, before anything is attached, and how often functions are used.
import type { Range } from '../syntax/range.ts';
import type { Clause } from '../syntax/script.ts';
import type { Analysis } from './analysis.ts';
import { references } from './references.ts';

/** What is told above the line of a range. */
export interface CodeLens {
  readonly range: Range;
  readonly title: string;
  readonly kind: 'places' | 'references';
}

/** In text order: the places of each clause, the references of what is declared to be used elsewhere. */
export function codeLenses(analysis: Analysis): readonly CodeLens[] {
  const places = analysis.script.clauses.flatMap((clause): readonly CodeLens[] => {
    const title = titleOf(analysis, clause);
    return title === undefined ? [] : [{ range: clause.probePoints[0]?.range ?? clause.range, title, kind: 'places' }];
  });
  return [...places, ...usage(analysis)].toSorted((a, b) => a.range.start - b.range.start);
}

/** What is declared to be used elsewhere; a variable is looked up by a key, its lens would only be in the way. */
const used: ReadonlySet<string> = new Set(['function', 'macro', 'alias']);

function usage(analysis: Analysis): readonly CodeLens[] {
  return analysis.script.names.declarations
    .filter(({ kind }) => used.has(kind))
    .map(({ nameRange: range }) => {
      const { length } = references(analysis, range.start, false);
      return { range, title: length === 1 ? '1 reference' : `${length} references`, kind: 'references' };
    });
}

/** `1 place`, `1,204 places`. */
export function places(count: number): string {
  return count === 1 ? '1 place' : `${count.toLocaleString('en-US')} places`;
}

function titleOf({ language, source }: Analysis, { probePoints }: Clause): string | undefined {
  let total = 0;
  let unknown = 0;
  let nowhere = 0;
  for (const { text } of probePoints) {
    const { count, isNowhere } = language.matches(text, source);
    if (isNowhere) nowhere++;
    else if (count === undefined) unknown++;
    else total += count;
  }
  // Where the pack tells nothing a lens would say nothing; that a timer is one place is none.
  if (probePoints.length === unknown + nowhere) return undefined;
  return unknown > 0 ? `at least ${places(total)}` : places(total);
}
