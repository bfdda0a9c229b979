// What a panel holds of the run that it shows, and what its page is told of it. Another run, or another host of it: another of these.
import { join } from 'node:path';
import type { OutputFormatsResult, PrintingClause } from '../../../../server/src/protocol.ts';
import { LineColumns } from '../../runs/columns/lineColumns.ts';
import { LineFormats } from '../../runs/columns/lineFormats.ts';
import type { LineQuery } from '../../runs/columns/lineQuery.ts';
import { PastRun } from '../../runs/history/pastRun.ts';
import type { OutputLine, PassTime, Run } from '../../runs/run.ts';
import type { SearchQuery } from '../../runs/spool/searchQuery.ts';
import { type EnvironmentPatterns, environmentOfAll } from '../../targets/environment.ts';
import { tracers } from '../../tracers/tracers.ts';
import type { OtherRun, PageLine, RunStatus, ToPage } from '../panelMessages.ts';
import { CountedRun } from './countedRun.ts';
import { type GroupTotals, hostStatusOf } from './hostStatus.ts';
import { PanelSearch } from './panelSearch.ts';
import { runStatusOf } from './runStatus.ts';
import { silenceChecks } from './silence.ts';

/** Lines handed out at once, whatever the page asks for. */
const mostLines = 1000;

/** Of what there is news; `formats`: what the script prints is known now. */
export type PanelNews = 'status' | 'aggregates' | 'figures' | 'found' | 'lineTable' | 'formats';

/** What it asks of the panel around it. */
export interface PanelRunEvents {
  news(of: PanelNews): void;
  log(message: string): void;
  /** What the run's script prints, and by which clauses. */
  formatsOf(run: Run): Promise<OutputFormatsResult>;
}

export class PanelRun {
  readonly run: Run;
  readonly #whole: Run;
  readonly #totals: GroupTotals;
  readonly #events: PanelRunEvents;
  readonly #counted: CountedRun;
  readonly #search: PanelSearch;
  readonly #subscription: { dispose(): void };
  /** The runs that this one is compared with. */
  others: readonly OtherRun[] = [];
  #asked: LineQuery | null;
  /** Undefined while the script's formats are not known, and where it has none. */
  #columns: LineColumns | undefined;
  #formats: LineFormats | undefined;
  /** What the page is told of the run's script, as soon as it is known. */
  #ofScript: Extract<ToPage, { kind: 'formats' }> | undefined;
  #endedAt: number | null;
  #firstLine = 0;
  /** The passes so far; the run's state holds them only while it prepares. */
  #passes: readonly PassTime[];
  /** Of the run's script, as soon as they are known. */
  #clauses: readonly PrintingClause[] = [];
  #isOver = false;

  /** `run`: all of `totals.run`, or one host of it. `asked`: as in `ask`. */
  constructor(run: Run, totals: GroupTotals, asked: LineQuery | null, events: PanelRunEvents) {
    this.run = run;
    this.#whole = totals.run;
    this.#totals = totals;
    this.#asked = asked;
    this.#events = events;
    this.#counted = new CountedRun(run);
    this.#search = new PanelSearch(run, () => events.news('found'));
    this.#endedAt = run.state.kind === 'ended' ? (run instanceof PastRun ? run.endedAt : Date.now()) : null;
    this.#passes = run instanceof PastRun ? run.passes : [];
    this.#subscription = this.#whole.onChange((change) => {
      if (change === 'figures') {
        events.news('figures');
        return;
      }
      if (run.state.kind === 'ended') this.#endedAt ??= Date.now();
      events.news('status');
      if (change === 'output') this.#search.extend();
      if (change === 'output') this.#columns?.extend(run.lineCount);
      if (change !== 'findings') events.news('aggregates');
    });
    void this.#readColumns();
  }

  /** `patterns`: the user's, of environments. */
  status(scriptUri: string, patterns: EnvironmentPatterns): RunStatus {
    const { run } = this;
    const whole = this.#whole;
    if (run.state.kind === 'preparing') this.#passes = run.state.passes;
    const hosts = run === whole ? whole.hosts?.map(({ name }) => name) : undefined;
    return runStatusOf(run, {
      wholeId: whole.id,
      hosts: hostStatusOf(whole.hosts ?? [], this.#totals.hosts, patterns, this.#endedAt ?? Date.now()),
      environment: environmentOfAll(hosts ?? [run.request.target.name], patterns) ?? '',
      scriptUri,
      passes: this.#passes,
      firstLine: this.#firstLine,
      endedAt: this.#endedAt,
      checks: silenceChecks({
        ...this.#counted.attachment,
        byteCount: run.byteCount,
        lost: [...run.losses.values()].reduce((sum, count) => sum + count, 0),
        clauses: this.#clauses,
      }),
    });
  }

  /** What there is to tell; undefined where there is nothing, or not yet. */
  tell(of: Exclude<PanelNews, 'status'>): ToPage | undefined {
    const runId = this.run.id;
    switch (of) {
      case 'aggregates':
        this.#totals.read();
        return this.#counted.read();
      case 'figures':
        return { kind: 'figures', runId, figures: this.run.figures ?? null };
      case 'found':
        return this.#search.news;
      case 'formats':
        return this.#ofScript;
      case 'lineTable': {
        const answer = this.#columns?.answer;
        return answer && { kind: 'lineTable', runId, answer, error: this.#columns?.failure ?? '' };
      }
    }
  }

  async lines(first: number, count: number): Promise<ToPage> {
    const lines = await this.#read(() => this.run.lines(first, Math.min(count, mostLines)));
    return { kind: 'lines', runId: this.run.id, first, lines: lines.map((line) => this.#marked(line)) };
  }

  /** Looks for this in all lines; null: nothing any more. */
  search(query: SearchQuery | null): void {
    this.#search.start(query);
  }

  async foundLines(first: number, count: number): Promise<ToPage> {
    const lines = await this.#read(() => this.#search.lines(first, Math.min(count, mostLines)));
    return { kind: 'foundLines', runId: this.run.id, first, lines: lines.map((line) => this.#marked(line)) };
  }

  nextTo(line: number, backwards: boolean): ToPage | undefined {
    return this.#search.nextTo(line, backwards);
  }

  /** Answers this about the lines' columns, as soon as they are known; null: nobody looks at them. */
  ask(query: LineQuery | null): void {
    this.#asked = query;
    this.#columns?.ask(query);
  }

  /** Forgets the lines shown so far. */
  clear(): void {
    this.#firstLine = this.run.lineCount;
  }

  dispose(): void {
    this.#isOver = true;
    this.#subscription.dispose();
    this.#search.dispose();
    this.#columns?.stop();
  }

  /** Begins to read the lines' columns as soon as it is known what the script prints. */
  async #readColumns(): Promise<void> {
    const { run } = this;
    const {
      formats,
      clauses,
      stringSize,
      aggregations = {},
    } = await this.#events.formatsOf(run).catch((error) => {
      this.#events.log(`formats of ${run.request.script.name}: ${error}`);
      return { formats: [], clauses: [], stringSize: undefined, aggregations: {} };
    });
    if (this.#isOver) return;
    const textLimit = tracers[run.request.tracer].textLimit(run.request.options, stringSize);
    this.#formats = new LineFormats(formats, textLimit);
    this.#counted.know(aggregations);
    this.#totals.know(aggregations);
    this.#ofScript = { kind: 'formats', runId: run.id, formats, textLimit, aggregations };
    this.#search.know(formats);
    this.#clauses = clauses;
    this.#events.news('formats');
    const hasValues = formats.some(({ pieces }) => pieces.some(({ kind }) => kind === 'value'));
    if (!hasValues) return;
    const folder = join(run.request.spoolFolder, run.id);
    this.#columns = new LineColumns(folder, formats, textLimit, () => this.#events.news('lineTable'));
    this.#columns.extend(run.lineCount);
    if (this.#asked !== null) this.#columns.ask(this.#asked);
  }

  /** With the reason where a text in it may have been cut. */
  #marked(line: OutputLine): PageLine {
    const cut = line.stream === 'stdout' && !line.ofRecord ? (this.#formats?.whyCut(line.text) ?? '') : '';
    return cut === '' ? line : { ...line, cut };
  }

  async #read(read: () => Promise<readonly OutputLine[]>): Promise<readonly OutputLine[]> {
    try {
      return await read();
    } catch (error) {
      this.#events.log(`lines of run ${this.run.id}: ${error}`);
      return [];
    }
  }
}
