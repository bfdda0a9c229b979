// What stands between tokens: blanks, line ends and comments.
import type { Range } from '../../syntax/range.ts';

const blanks = /[ \t\r\n]+/y;
/** Where bpftrace only looks ahead, it takes any blank of C for one. */
const anyBlanks = /[ \t\r\n\f\v]+/y;

/** The offset behind blanks and comments; an unclosed comment runs to the end of the text. */
export function skipLayout(text: string, offset: number, comments?: Range[]): number {
  return skip(text, offset, blanks, comments);
}

/** The same as bpftrace looks ahead: form feeds and vertical tabs are blanks too. */
export function lookPastLayout(text: string, offset: number): number {
  return skip(text, offset, anyBlanks);
}

function skip(text: string, start: number, pattern: RegExp, comments?: Range[]): number {
  let offset = start;
  while (offset < text.length) {
    pattern.lastIndex = offset;
    const blank = pattern.exec(text);
    if (blank) {
      offset += blank[0].length;
      continue;
    }
    const end = commentEnd(text, offset);
    if (end === undefined) return offset;
    comments?.push({ start: offset, end });
    offset = end;
  }
  return offset;
}

/** The end of the comment that begins at an offset, undefined where none does. */
export function commentEnd(text: string, offset: number): number | undefined {
  if (text.startsWith('//', offset)) {
    const end = text.indexOf('\n', offset);
    return end < 0 ? text.length : end;
  }
  if (text.startsWith('/*', offset)) {
    const end = text.indexOf('*/', offset + 2);
    return end < 0 ? text.length : end + 2;
  }
  return undefined;
}
