// Sums over time in a bounded number of intervals: when they run out, two and two become one of double length.

/** The first length of an interval, in milliseconds. */
const shortest = 1000;

/** One interval after the other, from the run's start on. */
export class LineCourse {
  readonly #most: number;
  #interval = shortest;
  #counts: number[] = [];
  #sums: number[] = [];
  #largest: number[] = [];

  /** `most`: intervals that are kept, an even number. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Milliseconds. */
  get interval(): number {
    return this.#interval;
  }

  /** Values in each interval; none where the array is shorter. */
  get counts(): readonly number[] {
    return this.#counts;
  }

  /** Of the values in each interval. */
  get sums(): readonly number[] {
    return this.#sums;
  }

  /** The largest value in each interval. */
  get largest(): readonly number[] {
    return this.#largest;
  }

  /** `at`: milliseconds since the run's start. */
  add(at: number, value: number): void {
    while (at >= this.#interval * this.#most) this.#halve();
    const index = Math.floor(at / this.#interval);
    for (let next = this.#counts.length; next <= index; next++) {
      this.#counts.push(0);
      this.#sums.push(0);
      this.#largest.push(Number.NEGATIVE_INFINITY);
    }
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.#sums[index] = (this.#sums[index] ?? 0) + value;
    this.#largest[index] = Math.max(this.#largest[index] ?? value, value);
  }

  #halve(): void {
    this.#interval *= 2;
    this.#counts = pairs(this.#counts, 0, (a, b) => a + b);
    this.#sums = pairs(this.#sums, 0, (a, b) => a + b);
    this.#largest = pairs(this.#largest, Number.NEGATIVE_INFINITY, Math.max);
  }
}

function pairs(values: readonly number[], none: number, join: (a: number, b: number) => number): number[] {
  const joined: number[] = [];
  for (let index = 0; index < values.length; index += 2)
    joined.push(join(values[index] ?? none, values[index + 1] ?? none));
  return joined;
}
