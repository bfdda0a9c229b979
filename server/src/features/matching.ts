// How well a word matches what is typed: the order that the kernel's name index uses, for the short lists beside it.
import { humpMatcher } from '../kernel/humps.ts';

/** 0 prefix, 1 humps, 2 substring; undefined: no match. */
export type MatchRank = 0 | 1 | 2 | undefined;

/** Makes a matcher of one typed text, case-blind. */
export function matcherOf(typed: string): (label: string) => MatchRank {
  const needle = typed.toLowerCase();
  const matchesHumps = humpMatcher(typed);
  return (label) => {
    const folded = label.toLowerCase();
    if (folded.startsWith(needle)) return 0;
    if (matchesHumps?.(label, 0, label.length)) return 1;
    return folded.includes(needle) ? 2 : undefined;
  };
}
