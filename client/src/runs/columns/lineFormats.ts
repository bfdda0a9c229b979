// All formats of a script: which of them printed a line, and what its columns are.
import type { OutputFormat, OutputPiece } from '../../../../server/src/protocol.ts';
import { isCutBy, type TextLimit } from '../textLimit.ts';
import { matchFormat } from './matchFormat.ts';

/** One column of a table of lines. */
export interface LineColumn {
  readonly name: string;
  /** The base of its numbers; undefined: text. */
  readonly base: 8 | 10 | 16 | undefined;
  /** The script's own expression, '' where it has none. */
  readonly expression: string;
  /** A text of so many characters may have been cut. */
  readonly cutAt?: number;
  /** Of a text: how long the tracer lets it be. */
  readonly limit?: TextLimit;
  /** A number that names something: a sum of such says nothing. */
  readonly isLabel?: true;
}

/** Lines with the same columns, whichever format prints them. */
export interface LineShape {
  readonly columns: readonly LineColumn[];
  /** The lines of the script that print it, from 0. */
  readonly scriptLines: readonly number[];
}

/** A line that was printed by a format with values. */
export interface LineCells {
  /** Index of its shape. */
  readonly shape: number;
  /** As printed, without padding. */
  readonly cells: readonly string[];
  /** Where each of them begins in the line. */
  readonly starts: readonly number[];
}

interface Known {
  readonly pieces: OutputFormat['pieces'];
  readonly shape: number;
  /** How much a match says. */
  readonly weight: number;
  readonly begin: string;
  readonly end: string;
}

export class LineFormats {
  readonly shapes: readonly LineShape[];
  readonly #known: readonly Known[];
  readonly #limit: TextLimit | undefined;

  /** `limit`: how long a text can be, where that is known. */
  constructor(formats: readonly OutputFormat[], limit?: TextLimit) {
    this.#limit = limit;
    const shapes = new Map<string, { index: number; columns: readonly LineColumn[]; lines: number[] }>();
    const known: Known[] = [];
    for (const same of alike(formats)) {
      const { pieces } = same[0] as OutputFormat;
      const columns = columnsOf(same, limit);
      let shape = -1;
      if (columns.length > 0) {
        const key = JSON.stringify(columns.map(({ name, base }) => [name, base]));
        const found = shapes.get(key) ?? { index: shapes.size, columns, lines: [] };
        shapes.set(key, found);
        found.lines.push(...same.map(({ line }) => line));
        shape = found.index;
      }
      const [begin, end] = [pieces[0], pieces.at(-1)].map((piece) => (piece?.kind === 'literal' ? piece.text : ''));
      known.push({ pieces, shape, weight: weightOf(pieces), begin: begin ?? '', end: end ?? '' });
    }
    this.shapes = [...shapes.values()].map(({ columns, lines }) => ({
      columns,
      scriptLines: [...new Set(lines)].sort((a, b) => a - b),
    }));
    this.#known = known.sort((a, b) => b.weight - a.weight);
  }

  /** Undefined for a line without values, and for one that no format or more than one can have printed. */
  match(line: string): LineCells | undefined {
    let found: LineCells | undefined;
    let weight = 0;
    for (const format of this.#known) {
      // The one that says most wins; two that say as much are a riddle.
      if (found !== undefined && format.weight < weight) break;
      if (!line.startsWith(format.begin) || !line.endsWith(format.end)) continue;
      const printed = matchFormat(format.pieces, line);
      if (printed === undefined) continue;
      const cells = printed.map(({ cell }) => cell);
      if (found !== undefined && (found.shape !== format.shape || found.cells.join('\0') !== cells.join('\0')))
        return undefined;
      found = { shape: format.shape, cells, starts: printed.map(({ start }) => start) };
      weight = format.weight;
    }
    return found === undefined || found.shape < 0 ? undefined : found;
  }

  /** Why the tracer may have cut a text of this line, for the user; '' where all are whole. */
  whyCut(line: string): string {
    const limit = this.#limit;
    if (limit === undefined || line.length * 3 < Math.min(...limit.lengths)) return '';
    const found = this.match(line);
    const columns = found === undefined ? [] : (this.shapes[found.shape]?.columns ?? []);
    return found?.cells.some((cell, index) => columns[index]?.limit && isCutBy(cell, limit)) ? limit.why : '';
  }
}

/** Why the rest of a text may be missing, for the user; '' where it is whole. */
export function whyCut(cell: string, { cutAt = 0, limit }: LineColumn): string {
  if (limit !== undefined && isCutBy(cell, limit)) return limit.why;
  return cutAt > 0 && cell.length >= cutAt ? 'As long as it can be: the rest may have been cut off.' : '';
}

/** Formats that print the same for all that can be seen. */
function alike(formats: readonly OutputFormat[]): Iterable<readonly OutputFormat[]> {
  const groups = new Map<string, OutputFormat[]>();
  for (const format of formats) {
    const seen = format.pieces.map((piece) =>
      piece.kind === 'literal' ? piece.text : [piece.type, piece.width, piece.isLeft, piece.longest],
    );
    const key = JSON.stringify(seen);
    const group = groups.get(key);
    if (group) group.push(format);
    else groups.set(key, [format]);
  }
  return groups.values();
}

/** Names that differ among formats that look alike are all told; a name that comes twice is numbered. */
function columnsOf(formats: readonly OutputFormat[], limit: TextLimit | undefined): readonly LineColumn[] {
  const values = formats.map(({ pieces }) => pieces.filter((piece) => piece.kind === 'value'));
  const taken = new Map<string, number>();
  return (values[0] ?? []).map(({ type, longest, cutAt = longest, isLabel, expression }, index) => {
    const all = values.map((one) => one[index]);
    const name = [...new Set(all.map((value) => value?.column ?? ''))].join('/');
    const times = (taken.get(name) ?? 0) + 1;
    taken.set(name, times);
    return {
      name: times === 1 ? name : `${name} ${times}`,
      base: baseOf(type),
      expression: all.every((value) => value?.expression === expression) ? expression : '',
      ...(cutAt !== undefined && { cutAt }),
      ...(limit && type === 'text' && { limit }),
      ...(isLabel && { isLabel }),
    };
  });
}

function baseOf(type: Extract<OutputPiece, { kind: 'value' }>['type']): LineColumn['base'] {
  if (type === 'integer' || type === 'decimal') return 10;
  return type === 'hexadecimal' ? 16 : type === 'octal' ? 8 : undefined;
}

/** Text of the format's own says most, then numbers, since they take no other characters. */
function weightOf(pieces: OutputFormat['pieces']): number {
  let weight = 0;
  for (const piece of pieces) {
    if (piece.kind === 'literal') weight += 100 * piece.text.replaceAll(/\s/g, '').length + piece.text.length;
    else if (piece.type !== 'text') weight += piece.type === 'word' ? 5 : 10;
  }
  return weight;
}

/** The number that a cell spells, NaN for none. */
export function numberOf(cell: string, base: LineColumn['base']): number {
  if (base === undefined) return Number.NaN;
  return base === 10 ? Number(cell) : Number.parseInt(cell, base);
}
