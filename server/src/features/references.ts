// References and document highlight: every place where the name under the cursor stands.
import type { Occurrence } from '../syntax/script.ts';
import type { Analysis } from './analysis.ts';
import { occurrenceAt } from './wordAt.ts';

/** All occurrences of the script's own name at an offset, in text order. */
export function references(analysis: Analysis, offset: number, withDeclaration = true): readonly Occurrence[] {
  const declaration = occurrenceAt(analysis, offset)?.declaration;
  if (!declaration) return [];
  return analysis.script.names.occurrences
    .filter((occurrence) => occurrence.declaration === declaration)
    .filter(({ range }) => withDeclaration || range.start !== declaration.nameRange.start)
    .toSorted((a, b) => a.range.start - b.range.start);
}
