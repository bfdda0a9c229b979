// What is asked about the columns of a run's lines, and what is answered: the words of table and chart.
import type { LineShape } from './lineFormats.ts';

/** Which lines, and how they are put together. */
export interface LineQuery {
  /** Index of the shape. */
  readonly shape: number;
  /** Index of the column that lines are grouped by; null: every line is a row. */
  readonly groupBy: number | null;
  /** Index of a heading of the answer; null: the newest lines first. */
  readonly sortBy: number | null;
  readonly isDescending: boolean;
  /** See `filterOf`; '' takes every line. */
  readonly filter: string;
  /** Column that is told over time; null: lines a second. */
  readonly series: number | null;
}

export interface LineHeading {
  readonly title: string;
  readonly isNumber: boolean;
}

export interface LineRow {
  /** As shown, one a heading. */
  readonly cells: readonly string[];
  /** A text that may have been cut where it was printed, by the number of its cell. */
  readonly cut: readonly number[];
  /** How often it came over the run, oldest first; only of groups. */
  readonly course: readonly number[];
  /** The line it stands on; only of lines. */
  readonly line?: number;
}

/** How the columns went over time. */
export interface LineSeries {
  /** Milliseconds since the run's start at which each interval begins. */
  readonly times: readonly number[];
  /** Milliseconds that an interval lasts. */
  readonly interval: number;
  readonly curves: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
}

export interface LineAnswer {
  /** What was asked. */
  readonly query: LineQuery;
  readonly shapes: readonly LineShape[];
  /** Lines of each shape that were seen so far, whatever the filter. */
  readonly counts: readonly number[];
  /** Lines looked at, of `lineCount`. */
  readonly scanned: number;
  readonly lineCount: number;
  /** Lines that the filter took. */
  readonly taken: number;
  readonly headings: readonly LineHeading[];
  /** The first rows of the order asked for. */
  readonly rows: readonly LineRow[];
  /** Rows there are in all. */
  readonly rowCount: number;
  /** Lines of groups beyond the bound: they are in no row. */
  readonly beyond: number;
  readonly series: LineSeries;
}

/** Takes a line by its cells. */
export type LineFilter = (cells: readonly string[], numbers: readonly number[]) => boolean;

export const comparison = /^\s*(.+?)\s*(:|!=|>=|<=|=|>|<)\s*(.*?)\s*$/;

/**
 * `column:text` (holds it, in any case), `column=value`, `!=`, and `<`, `<=`, `>`, `>=` for numbers; several with ` and ` between;
 * anything else is looked for in all columns.
 */
export function filterOf(text: string, { columns }: LineShape): LineFilter {
  const parts = text
    .split(/\s+and\s+/i)
    .filter((part) => part.trim() !== '')
    .map((part) => partOf(part, columns));
  return (cells, numbers) => parts.every((takes) => takes(cells, numbers));
}

function partOf(text: string, columns: LineShape['columns']): LineFilter {
  const [, name, operator, value = ''] = comparison.exec(text) ?? [];
  const column = columns.findIndex((one) => one.name.toLowerCase() === name?.toLowerCase());
  const sought = (column < 0 ? text.trim() : value).toLowerCase();
  if (column < 0) return (cells) => cells.some((cell) => cell.toLowerCase().includes(sought));
  const wanted = Number(value);
  switch (operator) {
    case '=':
      return (cells) => cells[column] === value;
    case '!=':
      return (cells) => cells[column] !== value;
    case '>':
      return (_, numbers) => (numbers[column] ?? Number.NaN) > wanted;
    case '>=':
      return (_, numbers) => (numbers[column] ?? Number.NaN) >= wanted;
    case '<':
      return (_, numbers) => (numbers[column] ?? Number.NaN) < wanted;
    case '<=':
      return (_, numbers) => (numbers[column] ?? Number.NaN) <= wanted;
    default:
      return (cells) => cells[column]?.toLowerCase().includes(sought) === true;
  }
}
