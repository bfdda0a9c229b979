// The lines of a shape as rows: the newest, or those first in the order of a column; bounded.
import { type LineColumn, type LineShape, numberOf, whyCut } from './lineFormats.ts';
import type { LineHeading, LineRow } from './lineQuery.ts';

/** Rows that are kept. */
const mostRows = 500;

interface Row {
  readonly cells: readonly string[];
  readonly line: number;
  /** What it is sorted by. */
  readonly value: number | string;
}

export class LineRows {
  readonly #shape: LineShape;
  readonly #sortBy: number | null;
  readonly #isDescending: boolean;
  #rows: Row[] = [];

  constructor(shape: LineShape, sortBy: number | null, isDescending: boolean) {
    this.#shape = shape;
    this.#sortBy = sortBy;
    this.#isDescending = isDescending;
  }

  get headings(): readonly LineHeading[] {
    return this.#shape.columns.map(({ name, base }) => ({ title: name, isNumber: base !== undefined }));
  }

  add(cells: readonly string[], numbers: readonly number[], line: number): void {
    const by = this.#sortBy;
    if (by === null) {
      this.#rows.push({ cells, line, value: line });
      // Cut in steps: the newest rows are wanted, the others are let go together.
      if (this.#rows.length >= 2 * mostRows) this.#rows = this.#rows.slice(-mostRows);
      return;
    }
    const number = numbers[by] ?? Number.NaN;
    const row = { cells, line, value: Number.isNaN(number) ? (cells[by] ?? '') : number };
    const last = this.#rows.at(-1);
    if (last !== undefined && this.#rows.length >= mostRows && this.#compare(row, last) >= 0) return;
    this.#rows.splice(this.#placeOf(row), 0, row);
    if (this.#rows.length > mostRows) this.#rows.pop();
  }

  rows(most: number): readonly LineRow[] {
    const first = this.#sortBy === null ? this.#rows.slice(-most).reverse() : this.#rows.slice(0, most);
    return first.map(({ cells, line }) => ({ cells, line, course: [], cut: cutOf(cells, this.#shape.columns) }));
  }

  /** Behind its equals, so that the first that came stays first. */
  #placeOf(row: Row): number {
    let [low, high] = [0, this.#rows.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#rows[middle];
      if (other !== undefined && this.#compare(other, row) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #compare(a: Row, b: Row): number {
    const turn = this.#isDescending ? -1 : 1;
    if (typeof a.value === 'number' && typeof b.value === 'number') return turn * (a.value - b.value);
    const [one, other] = [String(a.value), String(b.value)];
    return turn * (one < other ? -1 : one > other ? 1 : 0);
  }
}

/** Which texts are as long as they may be. */
export function cutOf(cells: readonly string[], columns: readonly (LineColumn | undefined)[]): readonly number[] {
  return cells.flatMap((cell, index) => {
    const column = columns[index];
    return column !== undefined && whyCut(cell, column) !== '' ? [index] : [];
  });
}

/** The number that each cell spells, NaN for none. */
export function numbersOf(cells: readonly string[], { columns }: LineShape): readonly number[] {
  return cells.map((cell, index) => numberOf(cell, columns[index]?.base));
}
