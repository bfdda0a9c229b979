// The name under a cursor and what it is, shared by hover, definition and rename.
import type { Candidate } from '../syntax/candidate.ts';
import { type Range, touches } from '../syntax/range.ts';
import type { Occurrence } from '../syntax/script.ts';
import type { Analysis } from './analysis.ts';
import { candidateNamed, candidatesAt } from './candidatesAt.ts';

/** A name of the language, the pack or the library, found at an offset. */
export interface NamedAt {
  readonly range: Range;
  readonly candidate: Candidate;
}

/** The occurrence of a script's own name at an offset. */
export function occurrenceAt(analysis: Analysis, offset: number): Occurrence | undefined {
  return analysis.script.names.occurrences.find(({ range }) => touches(range, offset));
}

/** What the word at an offset is, where completion at its end would offer just that word. */
export function namedAt(analysis: Analysis, offset: number): NamedAt | undefined {
  const { text } = analysis.source;
  let end = offset;
  while (end < text.length && /\w/.test(text[end] ?? '')) end++;
  const cursor = analysis.language.cursorAt(analysis.source, end);
  const at = candidatesAt(analysis, cursor, end, 100);
  if (!at || !touches(at.replace, offset)) return undefined;
  const candidate = candidateNamed(at, text.slice(at.replace.start, at.replace.end));
  return candidate && { range: at.replace, candidate };
}
