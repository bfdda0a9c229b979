// Reads the values out of a line that one format printed. Goes forward only: what is not certain is not a match.
import type { OutputFormat, OutputPiece } from '../../../../server/src/protocol.ts';

type Value = Extract<OutputPiece, { kind: 'value' }>;
type FixedType = Exclude<Value['type'], 'text' | 'word'>;

/** What the values that say themselves where they end look like. */
const tokens: Readonly<Record<FixedType, RegExp>> = {
  integer: /[+-]?\d+/y,
  hexadecimal: /(?:0[xX])?[\da-fA-F]+/y,
  octal: /[0-7]+/y,
  decimal: /[+-]?(?:\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|inf|nan)/y,
  character: /[\s\S]/uy,
};
/** Their characters, for reading backwards. */
const characters: Readonly<Record<FixedType, RegExp>> = {
  integer: /[\d+-]/,
  hexadecimal: /[\da-fA-FxX]/,
  octal: /[0-7]/,
  decimal: /[\w.+-]/,
  character: /[\s\S]/,
};

/** A value of a line as it was printed, without its padding. */
export interface PrintedCell {
  readonly cell: string;
  /** Where it begins in the line, in UTF-16 units. */
  readonly start: number;
}

/** A field in the line: its value, and where the next begins (or, read backwards, where it begins itself). */
interface Field extends PrintedCell {
  readonly edge: number;
}

/** The values of a line in their order; undefined where the format did not print this line, or could have in more than one way. */
export function matchFormat(pieces: OutputFormat['pieces'], line: string): readonly PrintedCell[] | undefined {
  const before: PrintedCell[] = [];
  const after: PrintedCell[] = [];
  let [start, end] = [0, line.length];
  let [first, last] = [0, pieces.length - 1];
  // What says itself where it ends is read from both ends, so that a text in the middle may hold anything.
  for (; first <= last; first++) {
    const piece = pieces[first];
    if (piece === undefined || isText(piece)) break;
    if (piece.kind === 'literal') {
      if (!line.startsWith(piece.text, start)) return undefined;
      start += piece.text.length;
      continue;
    }
    const field = forwards(piece, line, start);
    if (field === undefined) return undefined;
    before.push(field);
    start = field.edge;
  }
  for (; first <= last; last--) {
    const piece = pieces[last];
    if (piece === undefined || isText(piece)) break;
    if (piece.kind === 'literal') {
      if (!line.endsWith(piece.text, end)) return undefined;
      end -= piece.text.length;
      continue;
    }
    const field = backwards(piece, pieces[last - 1], line, start, end);
    if (field === undefined) return undefined;
    after.unshift(field);
    end = field.edge;
  }
  if (end < start) return undefined;
  if (first > last) return start === end ? [...before, ...after] : undefined;
  const middle = texts(pieces.slice(first, last + 1), line, start, end);
  return middle && [...before, ...middle, ...after];
}

function isText(piece: OutputPiece): boolean {
  return piece.kind === 'value' && (piece.type === 'text' || piece.type === 'word');
}

/** Pieces that begin and end with texts: each ends at the first place where what follows it fits. */
function texts(
  pieces: readonly OutputPiece[],
  line: string,
  from: number,
  end: number,
): readonly PrintedCell[] | undefined {
  const cells: PrintedCell[] = [];
  let start = from;
  for (const [index, piece] of pieces.entries()) {
    if (piece.kind === 'literal') {
      if (!line.startsWith(piece.text, start)) return undefined;
      start += piece.text.length;
      continue;
    }
    if (!isText(piece)) {
      const field = forwards(piece, line, start);
      if (field === undefined || field.edge > end) return undefined;
      cells.push(field);
      start = field.edge;
      continue;
    }
    const edge = index === pieces.length - 1 ? end : textEdge(piece, pieces.slice(index + 1), line, start, end);
    const cell = edge === undefined ? undefined : textCell(piece, line.slice(start, edge), start);
    if (edge === undefined || cell === undefined) return undefined;
    cells.push(cell);
    start = edge;
  }
  return start === end ? cells : undefined;
}

/** Where a text ends that other pieces follow. */
function textEdge(
  { width }: Value,
  [next, afterNext]: readonly OutputPiece[],
  line: string,
  start: number,
  end: number,
): number | undefined {
  const least = start + width;
  if (next?.kind !== 'literal') {
    // Only padding tells two values apart that nothing stands between.
    const isApart = width > 0 && least < end && (line[least - 1] === ' ' || line[least] === ' ');
    return isApart ? least : undefined;
  }
  for (let at = line.indexOf(next.text, least); at >= 0 && at < end; at = line.indexOf(next.text, at + 1)) {
    const then = at + next.text.length;
    if (afterNext?.kind !== 'value' || isText(afterNext) || forwards(afterNext, line, then) !== undefined) return at;
  }
  return undefined;
}

/** A text without its padding; undefined where it cannot have been printed so. */
function textCell({ type, width, isLeft, longest }: Value, field: string, edge: number): PrintedCell | undefined {
  if (field.length < width && isPlain(field)) return undefined;
  const cell = width === 0 || field.length > width ? field : isLeft ? field.trimEnd() : field.trimStart();
  if (longest !== undefined && cell.length > longest) return undefined;
  if (type === 'word' && (/\s/.test(cell) || cell === '')) return undefined;
  return { cell, start: isLeft ? edge : edge + field.length - cell.length };
}

function forwards(value: Value, line: string, start: number): Field | undefined {
  const { type, width, isLeft } = value;
  const token = tokens[type as FixedType];
  let begin = start;
  if (!isLeft && width > 1 && type !== 'character') while (line[begin] === ' ') begin++;
  if (!isLeft && type === 'character') begin += Math.max(0, width - 1);
  token.lastIndex = begin;
  const cell = token.exec(line)?.[0];
  if (cell === undefined || (begin > start && begin - start !== width - cell.length)) return undefined;
  const padding = isLeft ? Math.max(0, width - cell.length) : 0;
  const edge = begin + cell.length + padding;
  return isBlank(line, edge - padding, edge) ? { cell, start: begin, edge } : undefined;
}

function backwards(
  value: Value,
  before: OutputPiece | undefined,
  line: string,
  start: number,
  end: number,
): Field | undefined {
  const { type, width, isLeft } = value;
  const token = tokens[type as FixedType];
  let stop = end;
  if (isLeft && type !== 'character') while (stop > start && line[stop - 1] === ' ') stop--;
  if (isLeft && type === 'character') stop = Math.max(start, end - Math.max(0, width - 1));
  let begin = stop;
  if (type === 'character') begin = Math.max(start, stop - 1);
  else while (begin > start && characters[type as FixedType].test(line[begin - 1] ?? '')) begin--;
  const literal = before?.kind === 'literal' ? before.text : '';
  // Of `0x1f` behind a literal `0x`, or `5` behind a `-`, only the rest is the value.
  for (; begin < stop; begin++) {
    token.lastIndex = begin;
    const [cell] = token.exec(line) ?? [];
    if (cell === undefined || cell.length !== stop - begin) continue;
    if (isLeft && end - begin !== Math.max(width, cell.length)) return undefined;
    const edge = isLeft ? begin : begin - Math.max(0, width - cell.length);
    if (edge < start || !isBlank(line, edge, begin)) continue;
    if (literal !== '' && line.slice(Math.max(start, edge - literal.length), edge) !== literal) continue;
    if (before?.kind === 'value' && edge > start && line[edge] !== ' ' && line[edge - 1] !== ' ') return undefined;
    return { cell, start: begin, edge };
  }
  return undefined;
}

function isBlank(line: string, start: number, end: number): boolean {
  if (end > line.length) return false;
  for (let at = start; at < end; at++) if (line[at] !== ' ') return false;
  return true;
}

/** Padding counts bytes, which only plain text tells. */
function isPlain(text: string): boolean {
  return !/[^\u0000-\u007f]/.test(text);
}
