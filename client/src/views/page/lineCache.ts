// The lines the page holds: a window around what it shows, never the whole log.
import type { PageLine } from '../panelMessages.ts';

/** Lines kept on each side of the window. */
const margin = 400;

/** Lines by number, with one request in flight at a time. */
export class LineCache {
  readonly #lines = new Map<number, PageLine>();
  readonly #pull: (first: number, count: number) => void;
  #isPulling = false;

  constructor(pull: (first: number, count: number) => void) {
    this.#pull = pull;
  }

  get(number: number): PageLine | undefined {
    return this.#lines.get(number);
  }

  /** Asks for what is missing of the lines from `first` up to, not including, `end`; false when something is missing. */
  want(first: number, end: number): boolean {
    let from = first;
    while (from < end && this.#lines.has(from)) from++;
    if (from >= end) return true;
    let to = end;
    while (to > from && this.#lines.has(to - 1)) to--;
    if (!this.#isPulling) {
      this.#isPulling = true;
      this.#pull(from, to - from);
    }
    return false;
  }

  /** Takes an answer in and forgets what is far from it. */
  add(first: number, lines: readonly PageLine[]): void {
    this.#isPulling = false;
    for (const line of lines) this.#lines.set(line.number, line);
    for (const number of this.#lines.keys()) {
      if (number < first - margin || number > first + lines.length + margin) this.#lines.delete(number);
    }
  }

  clear(): void {
    this.#lines.clear();
    this.#isPulling = false;
  }
}
