// The last records of a run that are not lines, numbered from its start.
import type { HostRecord } from './record.ts';
import type { RecordsSince } from './run.ts';

const capacity = 10_000;

/** Bounded: the oldest go first. */
export class RecordRing {
  #first = 0;
  #records: HostRecord[] = [];
  /** When each came. */
  #moments: number[] = [];

  /** `moment`: milliseconds since the run's start. */
  push(record: HostRecord, moment: number): void {
    this.#records.push(record);
    this.#moments.push(moment);
    // Cut in steps, as moving the array for each record would cost its whole length.
    if (this.#records.length >= 2 * capacity) {
      this.#records = this.#records.slice(-capacity);
      this.#moments = this.#moments.slice(-capacity);
      this.#first += capacity;
    }
  }

  /** Records from number `from` on, as far as they are still held; `next` is what to ask for next time. */
  since(from: number): RecordsSince {
    const start = Math.max(0, from - this.#first);
    return {
      next: this.#first + this.#records.length,
      records: this.#records.slice(start),
      moments: this.#moments.slice(start),
    };
  }
}
