// The text of a counted copy, and where its lines hold more than those of the script.
import type { CountedCopy } from '../../../server/src/protocol.ts';

/** A stretch that the copy has more in a line; bytes of the copy, from 0. */
export interface Extra {
  readonly at: number;
  readonly length: number;
}

export function countedText(text: string, { insertions }: CountedCopy): string {
  const pieces: string[] = [];
  let from = 0;
  for (const { offset, text: more } of insertions) {
    pieces.push(text.slice(from, offset), more);
    from = offset;
  }
  return [...pieces, text.slice(from)].join('');
}

/** By line, from 0; what stands behind the script's end is on no line of it. */
export function extrasByLine(text: string, { insertions }: CountedCopy): ReadonlyMap<number, readonly Extra[]> {
  const extras = new Map<number, Extra[]>();
  for (const { offset, text: more } of insertions) {
    if (more.includes('\n')) continue;
    const before = text.slice(0, offset);
    const line = before.split('\n').length - 1;
    const known = extras.get(line) ?? [];
    const shift = known.reduce((sum, { length }) => sum + length, 0);
    const at = Buffer.byteLength(before.slice(before.lastIndexOf('\n') + 1)) + shift;
    extras.set(line, [...known, { at, length: Buffer.byteLength(more) }]);
  }
  return extras;
}

/** The script's column of one of the copy, both from 1; what points into something of ours points to where that stands. */
export function scriptColumn(extras: readonly Extra[] | undefined, column: number): number {
  const at = column - 1;
  let shift = 0;
  for (const extra of extras ?? []) {
    if (extra.at > at) break;
    shift += Math.min(extra.length, at - extra.at);
  }
  return column - shift;
}
