// A search over all lines of a run: goes on as lines come, and can be given up at any time.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { expressionOf, type SearchQuery } from './searchQuery.ts';
import type { SearchNews, SearchOrder } from './searchWorker.ts';

/** Formats of the script's lines, whose columns can be named, and the hosts of a group. */
export type Nameable = Pick<SearchOrder, 'formats' | 'hosts'>;

const nothing: Nameable = { formats: [], hosts: [] };

/** Matches that are kept, unless told otherwise: 4 bytes each. */
const mostFound = 20_000_000;

export class SpoolSearch {
  readonly query: SearchQuery;
  readonly #worker: Worker;
  readonly #most: number;
  #found = new Uint32Array(1024);
  #count = 0;
  #isFull = false;
  #scanned = 0;
  #failure: string | undefined;

  /** `folder`: the run's. `known`: what may be named in the query beside text. Throws a `SyntaxError` for a query that is none. `onNews`: more was found or looked at. `most`: matches that are kept. */
  constructor(folder: string, query: SearchQuery, onNews: () => void, known: Nameable = nothing, most = mostFound) {
    this.#most = most;
    expressionOf(query);
    this.query = query;
    const order: SearchOrder = { folder, query, ...known };
    this.#worker = new Worker(workerFile(), { workerData: order });
    this.#worker.on('message', (news: SearchNews) => {
      this.#take(news);
      onNews();
    });
    this.#worker.on('error', (error) => {
      this.#failure = error.message;
      onNews();
    });
    // A search nobody stopped must not keep a process alive.
    this.#worker.unref();
  }

  /** Lines that matched so far. */
  get count(): number {
    return this.#count;
  }

  /** There are more matches than are kept. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** Lines looked at so far. */
  get scanned(): number {
    return this.#scanned;
  }

  /** Why it ended early; undefined while it has not. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Looks on, up to this number of lines. */
  extend(lineCount: number): void {
    this.#worker.postMessage(lineCount);
  }

  /** The numbers of the matches from the `first`th on. */
  numbers(first: number, count: number): readonly number[] {
    return [...this.#found.subarray(Math.min(first, this.#count), Math.min(first + count, this.#count))];
  }

  /** The next match after a line, or the one before it, going round at the ends; undefined where there is none. */
  nextTo(line: number, backwards: boolean): { readonly line: number; readonly index: number } | undefined {
    if (this.#count === 0) return undefined;
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const found = this.#found[middle] ?? 0;
      if (backwards ? found < line : found <= line) low = middle + 1;
      else high = middle;
    }
    const index = backwards ? (low - 1 + this.#count) % this.#count : low % this.#count;
    return { line: this.#found[index] ?? 0, index };
  }

  stop(): void {
    void this.#worker.terminate();
  }

  #take({ found, scanned }: SearchNews): void {
    this.#scanned = scanned;
    const count = Math.min(this.#count + found.length, this.#most);
    this.#isFull ||= this.#count + found.length > this.#most;
    if (count > this.#found.length) {
      const larger = new Uint32Array(Math.max(count, this.#found.length * 2));
      larger.set(this.#found);
      this.#found = larger;
    }
    this.#found.set(found.subarray(0, count - this.#count), this.#count);
    this.#count = count;
  }
}

/** Beside the extension's bundle, or among the sources. */
function workerFile(): string {
  const folder = dirname(fileURLToPath(import.meta.url));
  const bundled = join(folder, 'searchWorker.js');
  return existsSync(bundled) ? bundled : join(folder, 'searchWorker.ts');
}
