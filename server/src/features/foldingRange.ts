// Folding: the language's own stretches, and runs of line comments.
import type { Range } from '../syntax/range.ts';
import type { Analysis } from './analysis.ts';

/** A stretch that can be folded away. */
export interface Fold {
  readonly range: Range;
  readonly isComment: boolean;
}

/** Bodies and comments that take more than a line. */
export function foldingRanges({ script }: Analysis): readonly Fold[] {
  const comments = new Set(script.comments.map(({ start }) => start));
  const folds = new Map<string, Fold>();
  for (const range of [...script.folds, ...commentRuns(script.text, script.comments)]) {
    if (!script.text.slice(range.start, range.end).includes('\n')) continue;
    folds.set(`${range.start}:${range.end}`, { range, isComment: comments.has(range.start) });
  }
  return [...folds.values()];
}

/** Comments with nothing but blanks and one line break between them, each run as one stretch. */
function commentRuns(text: string, comments: readonly Range[]): readonly Range[] {
  const runs: { start: number; end: number }[] = [];
  for (const comment of comments.toSorted((a, b) => a.start - b.start)) {
    const run = runs.at(-1);
    if (run && /^[ \t\r]*\n?[ \t]*$/.test(text.slice(run.end, comment.start))) run.end = comment.end;
    else runs.push({ ...comment });
  }
  return runs;
}
