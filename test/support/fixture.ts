// Reads the marks of a test's script: `<|>` is the cursor, `<|…|>` a selection; a script without the mark it needs throws.
import type { Range } from '../../server/src/syntax/range.ts';

/** A script with a cursor. */
export interface CursorFixture {
  readonly text: string;
  /** The cursor as a UTF-16 offset into the text. */
  readonly offset: number;
}

/** A script with a selection. */
export interface RangeFixture {
  readonly text: string;
  readonly range: Range;
}

/** Takes the one `<|>` out of a script. */
export function cursorFixture(marked: string): CursorFixture {
  const parts = dedent(marked).split('<|>');
  if (parts.length !== 2) throw new Error(`expected one <|> in the fixture, found ${parts.length - 1}:\n${marked}`);
  const [before = '', after = ''] = parts;
  return { text: before + after, offset: before.length };
}

/** Takes the one `<|…|>` out of a script. */
export function rangeFixture(marked: string): RangeFixture {
  const { text, ranges } = rangesFixture(marked);
  const [range] = ranges;
  if (range === undefined || ranges.length !== 1) {
    throw new Error(`expected one <|…|> in the fixture, found ${ranges.length}:\n${marked}`);
  }
  return { text, range };
}

/** Takes every `<|…|>` out of a script, at least one. */
export function rangesFixture(marked: string): { readonly text: string; readonly ranges: readonly Range[] } {
  const ranges: Range[] = [];
  let text = '';
  for (const [index, piece] of dedent(marked).split('<|').entries()) {
    if (index === 0) {
      text = piece;
      continue;
    }
    const end = piece.indexOf('|>');
    if (end < 0) throw new Error(`<| without |> in the fixture:\n${marked}`);
    ranges.push({ start: text.length, end: text.length + end });
    text += piece.slice(0, end) + piece.slice(end + 2);
  }
  if (ranges.length === 0) throw new Error(`no <|…|> in the fixture:\n${marked}`);
  return { text, ranges };
}

/** Takes the indentation that all lines share, an empty first line and a blank last line off, so that scripts can stand indented in tests. */
export function dedent(text: string): string {
  if (!text.startsWith('\n')) return text;
  const lines = text.slice(1).split('\n');
  if (lines.at(-1)?.trim() === '') lines[lines.length - 1] = '';
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  const indent = Math.min(...indents, Number.MAX_SAFE_INTEGER);
  return lines.map((line) => line.slice(indent)).join('\n');
}
