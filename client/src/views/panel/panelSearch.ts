// The search of one panel: started and given up by its page, fed with the lines that come.
import { join } from 'node:path';
import type { OutputFormat } from '../../../../server/src/protocol.ts';
import type { OutputLine, Run } from '../../runs/run.ts';
import type { SearchQuery } from '../../runs/spool/searchQuery.ts';
import { SpoolSearch } from '../../runs/spool/spoolSearch.ts';
import type { ToPage } from '../panelMessages.ts';

/** Matches this near to each other are read together with what lies between. */
const nearby = 200;

export class PanelSearch {
  readonly #run: Run;
  readonly #changed: () => void;
  #search: SpoolSearch | undefined;
  #error = '';
  #formats: readonly OutputFormat[] = [];

  /** `changed`: there is news for the page. */
  constructor(run: Run, changed: () => void) {
    this.#run = run;
    this.#changed = changed;
  }

  start(query: SearchQuery | null): void {
    this.#search?.stop();
    this.#search = undefined;
    this.#error = '';
    if (query !== null) {
      try {
        this.#search = new SpoolSearch(join(this.#run.request.spoolFolder, this.#run.id), query, this.#changed, {
          formats: this.#formats,
          hosts: this.#run.hosts?.map(({ name }) => name) ?? [],
        });
        this.extend();
      } catch (error) {
        this.#error = error instanceof Error ? error.message : String(error);
      }
    }
    this.#changed();
  }

  /** The columns of its lines can be named from now on. */
  know(formats: readonly OutputFormat[]): void {
    this.#formats = formats;
    if (this.#search !== undefined) this.start(this.#search.query);
  }

  /** Lines have come. */
  extend(): void {
    this.#search?.extend(this.#run.lineCount);
  }

  /** Undefined where nothing is looked for. */
  get news(): ToPage | undefined {
    const search = this.#search;
    if (search === undefined && this.#error === '') return undefined;
    return {
      kind: 'found',
      runId: this.#run.id,
      count: search?.count ?? 0,
      isFull: search?.isFull ?? false,
      scanned: search?.scanned ?? 0,
      lineCount: this.#run.lineCount,
      error: search?.failure ?? this.#error,
    };
  }

  nextTo(line: number, backwards: boolean): ToPage | undefined {
    const next = this.#search?.nextTo(line, backwards);
    return next && { kind: 'goTo', runId: this.#run.id, ...next };
  }

  /** Lines out of what was found, numbered by their place in it. */
  async lines(first: number, count: number): Promise<readonly OutputLine[]> {
    const numbers = this.#search?.numbers(first, count) ?? [];
    const lines: OutputLine[] = [];
    for (let at = 0; at < numbers.length; ) {
      const from = numbers[at] ?? 0;
      let end = at + 1;
      while (end < numbers.length && (numbers[end] ?? 0) - (numbers[end - 1] ?? 0) < nearby) end++;
      const wanted = new Set(numbers.slice(at, end));
      const read = await this.#run.lines(from, (numbers[end - 1] ?? 0) - from + 1);
      for (const line of read) if (wanted.has(line.number)) lines.push({ ...line, number: first + lines.length });
      at = end;
    }
    return lines;
  }

  dispose(): void {
    this.#search?.stop();
  }
}
