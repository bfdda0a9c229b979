// Answers one query over a run's lines, fed with them in order; holds no line longer than it shows it.
import { LineCourse } from './lineCourse.ts';
import type { LineFormats } from './lineFormats.ts';
import { LineGroups } from './lineGroups.ts';
import { filterOf, type LineAnswer, type LineFilter, type LineQuery, type LineSeries } from './lineQuery.ts';
import { LineRows, numbersOf } from './lineRows.ts';

/** Rows handed out. */
const mostShown = 200;
/** Intervals of a course. */
const mostIntervals = 400;

export class LineTable {
  readonly #formats: LineFormats;
  readonly #counts: number[];
  readonly #filter: LineFilter;
  readonly #rows: LineRows | undefined;
  readonly #groups: LineGroups | undefined;
  /** One a column that is a number, and one for the lines. */
  readonly #courses = new Map<number, LineCourse>();
  readonly #lines = new LineCourse(mostIntervals);
  #query: LineQuery;
  #taken = 0;
  #scanned = 0;
  #last = 0;

  constructor(formats: LineFormats, query: LineQuery) {
    this.#formats = formats;
    this.#query = query;
    this.#counts = formats.shapes.map(() => 0);
    const shape = formats.shapes[query.shape];
    this.#filter = shape ? filterOf(query.filter, shape) : () => false;
    if (shape === undefined) return;
    if (query.groupBy === null) this.#rows = new LineRows(shape, query.sortBy, query.isDescending);
    else this.#groups = new LineGroups(shape, query.groupBy);
    for (const [index, { base }] of shape.columns.entries())
      if (base === 10) this.#courses.set(index, new LineCourse(mostIntervals));
  }

  /** Asks otherwise of what was read already; false where everything must be read anew for it. */
  ask(query: LineQuery): boolean {
    const { shape, groupBy, filter, sortBy, isDescending } = this.#query;
    if (query.shape !== shape || query.groupBy !== groupBy || query.filter !== filter) return false;
    if (groupBy === null && (query.sortBy !== sortBy || query.isDescending !== isDescending)) return false;
    this.#query = query;
    return true;
  }

  /** `at`: milliseconds since the run's start. */
  add(text: string, isOutput: boolean, at: number): void {
    const number = this.#scanned++;
    this.#last = at;
    const matched = isOutput ? this.#formats.match(text) : undefined;
    if (matched === undefined) return;
    this.#counts[matched.shape] = (this.#counts[matched.shape] ?? 0) + 1;
    const shape = this.#formats.shapes[matched.shape];
    if (matched.shape !== this.#query.shape || shape === undefined) return;
    const { cells } = matched;
    const numbers = numbersOf(cells, shape);
    if (!this.#filter(cells, numbers)) return;
    this.#taken++;
    this.#lines.add(at, 1);
    for (const [column, course] of this.#courses) course.add(at, numbers[column] ?? 0);
    this.#rows?.add(cells, numbers, number);
    this.#groups?.add(cells, numbers, at);
  }

  answer(lineCount: number): LineAnswer {
    const { sortBy, isDescending } = this.#query;
    const rows =
      this.#groups?.rows(sortBy ?? 1, sortBy === null || isDescending, mostShown) ?? this.#rows?.rows(mostShown);
    return {
      query: this.#query,
      shapes: this.#formats.shapes,
      counts: this.#counts,
      scanned: this.#scanned,
      lineCount,
      taken: this.#taken,
      headings: this.#groups?.headings ?? this.#rows?.headings ?? [],
      rows: rows ?? [],
      rowCount: this.#groups?.count ?? this.#taken,
      beyond: this.#groups?.beyond ?? 0,
      series: this.#series(),
    };
  }

  #series(): LineSeries {
    const { series, shape } = this.#query;
    const course = series === null ? this.#lines : (this.#courses.get(series) ?? this.#lines);
    const { interval, counts, sums, largest } = course;
    const times = counts.map((_, index) => index * interval);
    if (course === this.#lines) {
      // The last interval is not over: its rate is that of the time so far.
      const seconds = counts.map((_, index) => {
        const end = Math.min((index + 1) * interval, Math.max(this.#last, index * interval + 1));
        return (index === counts.length - 1 ? Math.max(end - index * interval, interval / 2) : interval) / 1000;
      });
      const values = counts.map((count, index) => count / (seconds[index] ?? 1));
      return { times, interval, curves: [{ name: 'lines/s', values }] };
    }
    const name = this.#formats.shapes[shape]?.columns[series ?? 0]?.name ?? '';
    const none = (index: number): boolean => (counts[index] ?? 0) === 0;
    return {
      times,
      interval,
      curves: [
        { name: `${name} mean`, values: sums.map((sum, index) => (none(index) ? null : sum / (counts[index] ?? 1))) },
        { name: `${name} max`, values: largest.map((value, index) => (none(index) ? null : value)) },
      ],
    };
  }
}
