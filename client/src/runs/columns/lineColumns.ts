// The columns of a run's lines as the panel asks for them: read in a thread, further while lines come, and only while they are wanted.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { OutputFormat } from '../../../../server/src/protocol.ts';
import type { TextLimit } from '../textLimit.ts';
import type { LineAnswer, LineQuery } from './lineQuery.ts';
import type { LineTableOrder, LineTableWish } from './lineTableWorker.ts';

/** So many lines are looked at before anybody asks, to know whether there is anything to ask for. */
const tasted = 2000;

const first: LineQuery = { shape: 0, groupBy: null, sortBy: null, isDescending: true, filter: '', series: null };

export class LineColumns {
  readonly #worker: Worker;
  #query = first;
  #isWanted = false;
  #lineCount = 0;
  #answer: LineAnswer | undefined;
  #failure: string | undefined;
  #wished: LineTableWish = { lineCount: 0, query: first };

  /** `folder`: the run's. `limit`: how long a text can be. `onNews`: there is another answer. */
  constructor(folder: string, formats: readonly OutputFormat[], limit: TextLimit, onNews: () => void) {
    const order: LineTableOrder = { folder, formats, query: first, limit };
    this.#worker = new Worker(workerFile(), { workerData: order });
    this.#worker.on('message', (answer: LineAnswer) => {
      // What was asked before is no answer any more.
      if (JSON.stringify(answer.query) !== JSON.stringify(this.#query)) return;
      this.#answer = answer;
      onNews();
    });
    this.#worker.on('error', (error) => {
      this.#failure = error.message;
      onNews();
    });
    // A reader nobody stopped must not keep a process alive.
    this.#worker.unref();
  }

  /** The newest answer to what is asked; undefined while there is none. */
  get answer(): LineAnswer | undefined {
    return this.#answer;
  }

  /** Why it ended early; undefined while it has not. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Asks this from now on; null: nobody looks, so that nothing is read but a taste. */
  ask(query: LineQuery | null): void {
    this.#isWanted = query !== null;
    this.#query = query ?? this.#query;
    this.#wish();
  }

  /** There are so many lines now. */
  extend(lineCount: number): void {
    this.#lineCount = lineCount;
    this.#wish();
  }

  stop(): void {
    void this.#worker.terminate();
  }

  #wish(): void {
    const taste = Math.min(this.#lineCount, tasted);
    // What is read already stays read while nobody looks.
    const lineCount = this.#isWanted ? this.#lineCount : Math.max(this.#wished.lineCount, taste);
    const { query, lineCount: before } = this.#wished;
    if (lineCount === 0 || (lineCount === before && query === this.#query)) return;
    this.#wished = { lineCount, query: this.#query };
    this.#worker.postMessage(this.#wished);
  }
}

/** Beside the extension's bundle, or among the sources. */
function workerFile(): string {
  const folder = dirname(fileURLToPath(import.meta.url));
  const bundled = join(folder, 'lineTableWorker.js');
  return existsSync(bundled) ? bundled : join(folder, 'lineTableWorker.ts');
}
