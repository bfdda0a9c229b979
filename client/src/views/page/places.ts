// Places of source code that a line of output names: `fs/read_write.c:463`, `vfs_read+0x10/0x200`.
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
const either = new RegExp(`${source}|${symbol}`, 'g');

/** In their order. */
export function placesIn(text: string): readonly NamedPlace[] {
  // Asked of every line that comes into sight: most name none.
  if (!text.includes(':') && !text.includes('+')) return [];
  return [...text.matchAll(either)].map(({ 0: whole, index, groups }) => {
    const { file, line, column, name = '' } = groups ?? {};
    const place: SourcePlace =
      file === undefined
        ? { kind: 'function', name }
        : { kind: 'line', file, line: Number(line), column: Number(column ?? 1) };
    return { from: index, to: index + whole.length, place };
  });
}
