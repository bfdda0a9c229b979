// Completion: matches, ranks and cuts what may stand at the cursor.
import type { Candidate } from '../syntax/candidate.ts';
import type { TextEdit } from '../syntax/finding.ts';
import type { Analysis } from './analysis.ts';
import { candidatesAt } from './candidatesAt.ts';
import { matcherOf } from './matching.ts';

/** Items of one answer: more would only be scrolled past, and cost the editor time. */
const MOST_ITEMS = 100;

/** One thing to insert. */
export interface CompletionItem {
  /** What it is; its documentation is made only when read. */
  readonly candidate: Candidate;
  readonly edit: TextEdit;
  /** Whether the edit's text is an LSP snippet. */
  readonly isSnippet: boolean;
}

/** The best first. */
export interface Completion {
  readonly items: readonly CompletionItem[];
  /** What is typed, against which the items were matched. */
  readonly typed: string;
  /** Ask again after the next letter. */
  readonly incomplete: boolean;
}

/** What may be inserted at an offset, matched against what is typed there. */
export function complete(analysis: Analysis, offset: number): Completion {
  const cursor = analysis.language.cursorAt(analysis.source, offset);
  const at = candidatesAt(analysis, cursor, offset, MOST_ITEMS);
  if (!at) return { items: [], typed: '', incomplete: false };

  const rankOf = matcherOf(at.typed);
  const ranked: Candidate[][] = [[], [], []];
  const seen = new Set<string>();
  for (const candidate of at.groups.flat()) {
    const rank = rankOf(candidate.label);
    if (rank === undefined || seen.has(candidate.label)) continue;
    seen.add(candidate.label);
    ranked[rank]?.push(candidate);
  }
  const kernelNames = new Set(at.kernelNames.filter(({ label }) => !seen.has(label)));
  const all = [...ranked.flat(), ...kernelNames];
  // An editor that closes quotes and brackets by itself has put the suffix there already.
  const suffix = analysis.source.text[at.replace.end] === at.suffix[0] ? '' : at.suffix;
  const items = all.slice(0, MOST_ITEMS).map((candidate) => {
    const newText = (candidate.snippet ?? candidate.label) + (kernelNames.has(candidate) ? suffix : '');
    return { candidate, edit: { range: at.replace, newText }, isSnippet: candidate.snippet !== undefined };
  });
  // With something typed, the next letter may bring other humps and substrings than the editor would find by itself.
  return { items, typed: at.typed, incomplete: at.incomplete || at.typed !== '' || all.length > MOST_ITEMS };
}
