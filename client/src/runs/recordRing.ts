// The last records of a run that are not lines, numbered from its start.
import type { TraceRecord } from './record.ts';

const capacity = 10_000;

/** Bounded: the oldest go first. */
export class RecordRing {
  #first = 0;
  #records: TraceRecord[] = [];

  push(record: TraceRecord): void {
    this.#records.push(record);
    // Cut in steps, as moving the array for each record would cost its whole length.
    if (this.#records.length >= 2 * capacity) {
      this.#records = this.#records.slice(-capacity);
      this.#first += capacity;
    }
  }

  /** Records from number `from` on, as far as they are still held; `next` is what to ask for next time. */
  since(from: number): { readonly next: number; readonly records: readonly TraceRecord[] } {
    return {
      next: this.#first + this.#records.length,
      records: this.#records.slice(Math.max(0, from - this.#first)),
    };
  }
}
