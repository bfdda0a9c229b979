// Places of source code that a line of output names: `fs/read_write.c:463`, `vfs_read+0x10/0x200`, `0xffffffff8134a0b0`.
import type { SourcePlace } from '../panelMessages.ts';

/** A place, and where in the text it is named. */
export interface NamedPlace {
  readonly from: number;
  readonly to: number;
  readonly place: SourcePlace;
}

// Neither begins within a word, which also keeps long words from being read again from each of their letters.
// Only what names a source file by its ending: a time or a host with its port looks the same otherwise.
const source = String.raw`(?<![\w./+@-])(?<file>[\w./+@-]*[\w+-]\.(?:[chS]|cc|cpp|cxx|hh|hpp|inc|rs|go|py|stp|stpm|bt|d)):(?<line>\d+)(?::(?<column>\d+))?(?![\w.])`;
const symbol = String.raw`(?<![\w.$])(?<name>[A-Za-z_][\w.$]{2,})\+(?:0x[\da-f]+|\d+)(?:\/0x[\da-f]+)?(?!\w)`;
// Where Linux lies on every machine of 64 bits that the tracers know.
const address = String.raw`(?<![\w.])(?:0x)?(?<address>ffff[\da-f]{12})(?!\w)`;
const any = new RegExp(`${source}|${symbol}|${address}`, 'g');

/** In their order. */
export function placesIn(text: string): readonly NamedPlace[] {
  // Asked of every line that comes into sight: most name none.
  if (!text.includes(':') && !text.includes('+') && !text.includes('ffff')) return [];
  return [...text.matchAll(any)].map(({ 0: whole, index, groups = {} }) => ({
    from: index,
    to: index + whole.length,
    place: placeOf(groups),
  }));
}

function placeOf({ file, line, column, name = '', address }: Record<string, string | undefined>): SourcePlace {
  if (address !== undefined) return { kind: 'address', address };
  if (file === undefined) return { kind: 'function', name };
  return { kind: 'line', file, line: Number(line), column: Number(column ?? 1) };
}
