// Stretches of a text.

/** A half-open stretch of a text in UTF-16 offsets: `start` belongs to it, `end` does not. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Whether an offset lies in a range or at one of its edges, as an editor's cursor does. */
export function touches(range: Range, offset: number): boolean {
  return range.start <= offset && offset <= range.end;
}
