// Definition: where a name is declared, in the script or in a file of the pack's tapset.
import type { Range } from '../syntax/range.ts';
import type { Analysis } from './analysis.ts';
import { namedAt, occurrenceAt } from './wordAt.ts';

/** A place in the script itself, or in the pack's tapset. */
export interface Definition {
  /** Path below the tapset folder; undefined: the script itself. */
  readonly tapsetPath: string | undefined;
  readonly range: Range;
  /** The name that was asked about. */
  readonly asked: Range;
}

/** Where the name at an offset is declared: in the script, or in the tapset. */
export function definition(analysis: Analysis, offset: number): Definition | undefined {
  const occurrence = occurrenceAt(analysis, offset);
  if (occurrence) {
    return { tapsetPath: undefined, range: occurrence.declaration.nameRange, asked: occurrence.range };
  }
  const named = namedAt(analysis, offset);
  const origin = named?.candidate.origin;
  return named && origin && { tapsetPath: origin.path, range: origin.range, asked: named.range };
}
