// Applies edits to a text.
import type { TextEdit } from '../syntax/finding.ts';

/** The text after all edits; they are made from the end, so that each still fits its place. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  return edits
    .toSorted((a, b) => b.range.start - a.range.start)
    .reduce((edited, { range, newText }) => edited.slice(0, range.start) + newText + edited.slice(range.end), text);
}
