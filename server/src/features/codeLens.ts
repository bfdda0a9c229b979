// Code lenses: how many places of this kernel each clause attaches to, before anything is attached.
import type { Range } from '../syntax/range.ts';
import type { Clause } from '../syntax/script.ts';
import type { Analysis } from './analysis.ts';

export interface CodeLens {
  readonly range: Range;
  readonly title: string;
}

export function codeLenses(analysis: Analysis): readonly CodeLens[] {
  return analysis.script.clauses.flatMap((clause) => {
    const title = titleOf(analysis, clause);
    return title === undefined ? [] : [{ range: clause.probePoints[0]?.range ?? clause.range, title }];
  });
}

/** `1 place`, `1,204 places`. */
export function places(count: number): string {
  return count === 1 ? '1 place' : `${count.toLocaleString('en-US')} places`;
}

function titleOf({ language, source }: Analysis, { probePoints }: Clause): string | undefined {
  let total = 0;
  let unknown = 0;
  for (const { text } of probePoints) {
    const { count } = language.matches(text, source);
    if (count === undefined) unknown++;
    else total += count;
  }
  // Where the pack tells nothing a lens would say nothing.
  if (probePoints.length === unknown) return undefined;
  return unknown > 0 ? `at least ${places(total)}` : places(total);
}
