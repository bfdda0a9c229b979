// Lines by what one of their columns holds: how many, how often, and sums of the numbers beside it.
import { LineCourse } from './lineCourse.ts';
import type { LineShape } from './lineFormats.ts';
import type { LineHeading, LineRow } from './lineQuery.ts';
import { cutOf } from './lineRows.ts';

/** Groups that are kept; lines of further ones are counted together. */
const mostGroups = 10_000;
/** Intervals of a group's course. */
const mostIntervals = 40;

interface Group {
  readonly name: string;
  count: number;
  readonly sums: number[];
  readonly largest: number[];
  readonly course: LineCourse;
}

export class LineGroups {
  readonly #by: number;
  /** Columns that are added up. */
  readonly #added: readonly number[];
  readonly #shape: LineShape;
  readonly #groups = new Map<string, Group>();
  #first: number | undefined;
  #last = 0;
  /** Lines of groups beyond the bound. */
  beyond = 0;

  constructor(shape: LineShape, by: number) {
    this.#shape = shape;
    this.#by = by;
    this.#added = shape.columns.flatMap(({ base, isLabel }, index) => {
      return base === 10 && !isLabel && index !== by ? [index] : [];
    });
  }

  get count(): number {
    return this.#groups.size;
  }

  add(cells: readonly string[], numbers: readonly number[], at: number): void {
    this.#first ??= at;
    this.#last = at;
    const name = cells[this.#by] ?? '';
    let group = this.#groups.get(name);
    if (group === undefined) {
      if (this.#groups.size >= mostGroups) {
        this.beyond++;
        return;
      }
      const sums = this.#added.map(() => 0);
      const largest = this.#added.map(() => Number.NEGATIVE_INFINITY);
      group = { name, count: 0, sums, largest, course: new LineCourse(mostIntervals) };
      this.#groups.set(name, group);
    }
    group.count++;
    group.course.add(at, 1);
    for (const [place, column] of this.#added.entries()) {
      const value = numbers[column] ?? 0;
      group.sums[place] = (group.sums[place] ?? 0) + value;
      group.largest[place] = Math.max(group.largest[place] ?? value, value);
    }
  }

  get headings(): readonly LineHeading[] {
    const name = (column: number): string => this.#shape.columns[column]?.name ?? '';
    return [
      { title: name(this.#by), isNumber: this.#shape.columns[this.#by]?.base !== undefined },
      { title: 'lines', isNumber: true },
      { title: 'per second', isNumber: true },
      ...this.#added.flatMap((column) =>
        ['sum', 'mean', 'max'].map((what) => ({ title: `${name(column)} ${what}`, isNumber: true })),
      ),
    ];
  }

  /** The first `most` rows by the heading `sortBy`. */
  rows(sortBy: number, isDescending: boolean, most: number): readonly LineRow[] {
    // Less than a second is taken for one: a rate of few lines in no time says nothing.
    const seconds = Math.max(1, (this.#last - (this.#first ?? 0)) / 1000);
    const base = this.#shape.columns[this.#by]?.base;
    const all = [...this.#groups.values()].map((group) => {
      const values = [
        base === undefined ? Number.NaN : Number(group.name),
        group.count,
        group.count / seconds,
        ...this.#added.flatMap((_, place) => {
          const sum = group.sums[place] ?? 0;
          return [sum, sum / group.count, group.largest[place] ?? 0];
        }),
      ];
      return { group, values };
    });
    const turn = isDescending ? -1 : 1;
    all.sort((a, b) => {
      const [one, other] = [a.values[sortBy] ?? Number.NaN, b.values[sortBy] ?? Number.NaN];
      if (Number.isNaN(one) || Number.isNaN(other))
        return turn * a.group.name.localeCompare(b.group.name, 'en', { numeric: true });
      return turn * (one - other);
    });
    return all.slice(0, most).map(({ group, values }) => ({
      cells: [group.name, ...values.slice(1).map(spell)],
      cut: cutOf([group.name], [this.#shape.columns[this.#by]]),
      course: group.course.counts,
    }));
  }
}

function spell(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(Math.abs(value) < 10 ? 2 : 1);
}
