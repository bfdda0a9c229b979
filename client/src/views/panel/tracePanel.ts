// One trace panel: shows the newest run of one script and passes between its page and the run.
import { basename, join } from 'node:path';
import { type Disposable, env, Uri, type WebviewPanel, window } from 'vscode';
import type { OutputFormatsResult, PrintingClause } from '../../../../server/src/protocol.ts';
import { LineColumns } from '../../runs/columns/lineColumns.ts';
import { LineFormats } from '../../runs/columns/lineFormats.ts';
import type { LineQuery } from '../../runs/columns/lineQuery.ts';
import { HostTotals } from '../../runs/group/oddHosts.ts';
import { PastRun } from '../../runs/history/pastRun.ts';
import type { OutputLine, PassTime, Run } from '../../runs/run.ts';
import { settings } from '../../settings.ts';
import { environmentOfAll } from '../../targets/environment.ts';
import { tracers } from '../../tracers/tracers.ts';
import type { FromPage, OtherRun, PageLine, RunStatus, SourcePlace, ToPage } from '../panelMessages.ts';
import { Coalescer } from './coalescer.ts';
import { CountedRun } from './countedRun.ts';
import { hostStatusOf } from './hostStatus.ts';
import { showPage } from './pageHtml.ts';
import { PanelSearch } from './panelSearch.ts';
import { RememberedRun } from './rememberedRun.ts';
import { runStatusOf } from './runStatus.ts';
import { savePicture } from './savePicture.ts';
import { silenceChecks } from './silence.ts';

/** What the page's buttons do. */
export interface PanelActions {
  /** `group`: of a run group, its name. */
  rerun(scriptUri: Uri, group?: string): void;
  save(scriptUri: Uri): void;
  pickTarget(): void;
  showLog(): void;
  /** A line of the script, from 1. */
  showLine(scriptUri: Uri, line: number): void;
  /** What a line of the run's output names. */
  showPlace(scriptUri: Uri, run: Run, place: SourcePlace): void;
  log(message: string): void;
  /** Asks for the runs to compare with; undefined where the user went back. */
  othersFor(run: Run): Promise<readonly OtherRun[] | undefined>;
  /** Writes the condition for a picked value into the script. */
  narrow(scriptUri: Uri, run: Run, picked: Extract<FromPage, { kind: 'narrow' }>): void;
  /** What a run's script prints, and by which clauses. */
  formatsOf(run: Run): Promise<OutputFormatsResult>;
}

/** Milliseconds between two messages of a kind. */
const statusPace = 100;
const aggregatesPace = 500;
/** Lines handed out at once, whatever the page asks for. */
const mostLines = 1000;

export class TracePanel {
  readonly scriptUri: Uri;
  readonly #panel: WebviewPanel;
  readonly #actions: PanelActions;
  readonly #status = new Coalescer(statusPace, () => this.#sendStatus());
  readonly #aggregates = new Coalescer(aggregatesPace, () => this.#sendAggregates());
  readonly #found = new Coalescer(statusPace, () => this.#sendFound());
  readonly #lineTable = new Coalescer(aggregatesPace, () => this.#sendLineTable());
  #search: PanelSearch | undefined;
  #asked: LineQuery | null = null;
  /** The runs that this one is compared with. */
  #others: readonly OtherRun[] = [];
  /** Undefined while the script's formats are not known, and where it has none. */
  #columns: LineColumns | undefined;
  #formats: LineFormats | undefined;
  /** What the page is told of the run's script, as soon as it is known. */
  #ofScript: Omit<Extract<ToPage, { kind: 'formats' }>, 'kind' | 'runId'> | undefined;
  #subscription: Disposable | { dispose(): void } | undefined;
  /** The run or the run group, and what of it is shown: all, or one host. */
  #whole: Run | undefined;
  #run: Run | undefined;
  #counted: CountedRun | undefined;
  #totals = new HostTotals();
  /** Number of the next record of the group that `#totals` has not seen. */
  #nextTotaled = 0;
  #endedAt: number | null = null;
  #firstLine = 0;
  /** The passes so far; the run's state holds them only while it prepares. */
  #passes: readonly PassTime[] = [];
  /** Of the run's script, as soon as they are known. */
  #clauses: readonly PrintingClause[] = [];
  /** Shown while there is no run. */
  #remembered: RememberedRun | undefined;

  constructor(panel: WebviewPanel, scriptUri: Uri, extensionUri: Uri, actions: PanelActions) {
    this.#panel = panel;
    this.scriptUri = scriptUri;
    this.#actions = actions;
    panel.title = basename(scriptUri.path);
    panel.iconPath = Uri.joinPath(extensionUri, 'media', 'panel.svg');
    panel.webview.onDidReceiveMessage((message: FromPage) => this.#receive(message));
    panel.onDidDispose(() => this.#dispose());
    panel.onDidChangeViewState(() => {
      // A page that comes back asks anew.
      if (!panel.visible) this.#columns?.ask(null);
    });
    showPage(panel.webview, extensionUri);
  }

  /** From now on this run is shown, or all hosts of it. */
  show(run: Run): void {
    this.#whole = run;
    this.#totals = new HostTotals();
    this.#nextTotaled = 0;
    if (this.#remembered?.isStopWanted) void run.stop();
    this.#show(run);
  }

  /** `run`: the whole, or one host's part of it. */
  #show(run: Run): void {
    const whole = this.#whole ?? run;
    this.#subscription?.dispose();
    this.#run = run;
    this.#panel.title = `${run.request.script.name} on ${run.request.target.name}`;
    this.#remembered = undefined;
    this.#endedAt = run.state.kind === 'ended' ? (run instanceof PastRun ? run.endedAt : Date.now()) : null;
    this.#firstLine = 0;
    this.#passes = run instanceof PastRun ? run.passes : [];
    this.#counted = new CountedRun(run);
    this.#clauses = [];
    this.#others = [];
    this.#search?.dispose();
    this.#search = new PanelSearch(run, () => this.#found.request());
    this.#columns?.stop();
    this.#columns = undefined;
    this.#formats = undefined;
    this.#ofScript = undefined;
    void this.#readColumns(run);
    this.#subscription = whole.onChange((change) => {
      if (change === 'figures') {
        this.#sendFigures();
        return;
      }
      if (run.state.kind === 'ended') this.#endedAt ??= Date.now();
      this.#status.request();
      if (change === 'output') this.#search?.extend();
      if (change === 'output') this.#columns?.extend(run.lineCount);
      if (change !== 'findings') this.#aggregates.request();
    });
    this.#status.request();
    this.#aggregates.request();
    this.#sendFigures();
  }

  /** A run of the window before this one, until it is found out what became of it. */
  showRemembered(status: RunStatus): void {
    this.#remembered = new RememberedRun(status);
    this.#status.request();
  }

  /** Nothing is left of the run but what is remembered. */
  showGone(): void {
    this.#remembered?.gone();
    this.#status.request();
  }

  reveal(): void {
    this.#panel.reveal(undefined, true);
  }

  get isActive(): boolean {
    return this.#panel.active;
  }

  /** The whole, also while one host of it is shown. */
  get run(): Run | undefined {
    return this.#whole;
  }

  /** What the header tells; undefined where there is nothing to show yet. */
  get status(): RunStatus | undefined {
    const [run, counted] = [this.#run, this.#counted];
    if (run === undefined || counted === undefined) return this.#remembered?.status;
    if (run.state.kind === 'preparing') this.#passes = run.state.passes;
    const whole = this.#whole ?? run;
    const patterns = settings.environments();
    const names = whole.hosts?.map(({ name }) => name) ?? [run.request.target.name];
    return runStatusOf(run, {
      wholeId: whole.id,
      hosts: hostStatusOf(whole.hosts ?? [], this.#totals, patterns, this.#endedAt ?? Date.now()),
      environment: environmentOfAll(run === whole ? names : [run.request.target.name], patterns) ?? '',
      scriptUri: this.scriptUri.toString(),
      passes: this.#passes,
      firstLine: this.#firstLine,
      endedAt: this.#endedAt,
      checks: silenceChecks({
        ...counted.attachment,
        byteCount: run.byteCount,
        lost: [...run.losses.values()].reduce((sum, count) => sum + count, 0),
        clauses: this.#clauses,
      }),
    });
  }

  onDispose(listener: () => void): void {
    this.#panel.onDidDispose(listener);
  }

  #receive(message: FromPage): void {
    switch (message.kind) {
      case 'ready':
        this.#sendStatus();
        this.#sendFormats();
        this.#sendAggregates();
        this.#sendLineTable();
        this.#sendFigures();
        if (this.#others.length > 0) this.#sendOthers(false);
        break;
      case 'pull':
        void this.#sendLines(message.first, message.count);
        break;
      case 'search':
        this.#search?.start(message.query);
        break;
      case 'pullFound':
        void this.#sendFoundLines(message.first, message.count);
        break;
      case 'findNext': {
        const next = this.#search?.nextTo(message.from, message.backwards);
        if (next !== undefined) this.#send(next);
        break;
      }
      case 'askLines':
        this.#asked = message.query;
        this.#columns?.ask(message.query);
        break;
      case 'stop':
        this.#remembered?.stopWhenFound();
        void this.#whole?.stop();
        this.#status.request();
        break;
      case 'rerun':
        this.#actions.rerun(this.scriptUri, this.#whole?.hosts && this.#whole.request.target.name);
        break;
      case 'save':
        this.#actions.save(this.scriptUri);
        break;
      case 'compare':
        void this.#compare();
        break;
      case 'narrow':
        if (this.#run !== undefined) this.#actions.narrow(this.scriptUri, this.#run, message);
        break;
      case 'copy':
        void env.clipboard.writeText(message.text);
        window.setStatusBarMessage('Copied', 2000);
        break;
      case 'savePicture':
        if (this.#run !== undefined) void savePicture(this.#run, message.view, message.format, message.data);
        break;
      case 'order':
        this.#run?.order(message.order);
        break;
      case 'showLine':
        this.#actions.showLine(this.scriptUri, message.line);
        break;
      case 'showPlace':
        if (this.#run !== undefined) this.#actions.showPlace(this.scriptUri, this.#run, message.place);
        break;
      case 'showHost': {
        const host = this.#whole?.hosts?.find(({ name }) => name === message.host);
        const shown = host?.run ?? this.#whole;
        if (shown !== undefined && shown !== this.#run) this.#show(shown);
        break;
      }
      case 'clear':
        this.#firstLine = this.#run?.lineCount ?? 0;
        this.#sendStatus();
        break;
      case 'pickTarget':
        this.#actions.pickTarget();
        break;
      case 'showLog':
        this.#actions.showLog();
        break;
    }
  }

  /** A hidden page is gone; it asks anew when it is back. */
  #send(message: ToPage): void {
    if (this.#panel.visible) void this.#panel.webview.postMessage(message);
  }

  #sendStatus(): void {
    const { status } = this;
    if (status !== undefined) this.#send({ kind: 'status', status });
  }

  #sendAggregates(): void {
    const counted = this.#counted?.read();
    if (counted === undefined) return;
    this.#addTotals();
    this.#send(counted);
  }

  /** Which host is odd is told from all of them, whichever is shown. */
  #addTotals(): void {
    if (this.#whole?.hosts === undefined) return;
    const { next, records, moments } = this.#whole.records(this.#nextTotaled);
    this.#nextTotaled = next;
    this.#totals.add(records, moments);
  }

  async #compare(): Promise<void> {
    const run = this.#run;
    if (run === undefined) return;
    const others = await this.#actions.othersFor(run);
    if (others === undefined || run !== this.#run) return;
    this.#others = others;
    this.#sendOthers(true);
  }

  #sendOthers(isNew: boolean): void {
    if (this.#run !== undefined) this.#send({ kind: 'others', runId: this.#run.id, others: this.#others, isNew });
  }

  /** Begins to read the lines' columns as soon as it is known what the script prints. */
  async #readColumns(run: Run): Promise<void> {
    const {
      formats,
      clauses,
      stringSize,
      aggregations = {},
    } = await this.#actions.formatsOf(run).catch((error) => {
      this.#actions.log(`formats of ${run.request.script.name}: ${error}`);
      return { formats: [], clauses: [], stringSize: undefined, aggregations: {} };
    });
    if (run !== this.#run) return;
    const limit = tracers[run.request.tracer].textLimit(run.request.options, stringSize);
    this.#formats = new LineFormats(formats, limit);
    this.#counted?.know(aggregations);
    this.#totals.know(aggregations);
    this.#ofScript = { formats, textLimit: limit, aggregations };
    this.#search?.know(formats);
    this.#clauses = clauses;
    // The page takes nothing of a run that it has not been told of.
    this.#sendStatus();
    this.#sendFormats();
    const hasValues = formats.some(({ pieces }) => pieces.some(({ kind }) => kind === 'value'));
    if (!hasValues) return;
    const folder = join(run.request.spoolFolder, run.id);
    this.#columns = new LineColumns(folder, formats, limit, () => this.#lineTable.request());
    this.#columns.extend(run.lineCount);
    if (this.#asked !== null) this.#columns.ask(this.#asked);
  }

  #sendFormats(): void {
    const [run, ofScript] = [this.#run, this.#ofScript];
    if (run !== undefined && ofScript !== undefined) this.#send({ kind: 'formats', runId: run.id, ...ofScript });
  }

  #sendLineTable(): void {
    const answer = this.#columns?.answer;
    if (this.#run === undefined || answer === undefined) return;
    this.#send({ kind: 'lineTable', runId: this.#run.id, answer, error: this.#columns?.failure ?? '' });
  }

  /** They come once a second. */
  #sendFigures(): void {
    const run = this.#run;
    if (run !== undefined) this.#send({ kind: 'figures', runId: run.id, figures: run.figures ?? null });
  }

  #sendFound(): void {
    const news = this.#search?.news;
    if (news !== undefined) this.#send(news);
  }

  async #sendLines(first: number, count: number): Promise<void> {
    const run = this.#run;
    if (run === undefined) {
      // The page waits for one answer before it asks for more, and a run may yet be taken up again.
      if (this.#remembered !== undefined)
        this.#send({ kind: 'lines', runId: this.#remembered.status.runId, first, lines: [] });
      return;
    }
    const lines = await this.#read(run, () => run.lines(first, Math.min(count, mostLines)));
    this.#send({ kind: 'lines', runId: run.id, first, lines: lines.map((line) => this.#marked(line)) });
  }

  async #sendFoundLines(first: number, count: number): Promise<void> {
    const [run, search] = [this.#run, this.#search];
    if (run === undefined || search === undefined) return;
    const lines = await this.#read(run, () => search.lines(first, Math.min(count, mostLines)));
    this.#send({ kind: 'foundLines', runId: run.id, first, lines: lines.map((line) => this.#marked(line)) });
  }

  /** With the reason where a text in it may have been cut. */
  #marked(line: OutputLine): PageLine {
    const cut = line.stream === 'stdout' && !line.ofRecord ? (this.#formats?.whyCut(line.text) ?? '') : '';
    return cut === '' ? line : { ...line, cut };
  }

  async #read(run: Run, read: () => Promise<readonly OutputLine[]>): Promise<readonly OutputLine[]> {
    try {
      return await read();
    } catch (error) {
      this.#actions.log(`lines of run ${run.id}: ${error}`);
      return [];
    }
  }

  #dispose(): void {
    this.#subscription?.dispose();
    this.#status.dispose();
    this.#aggregates.dispose();
    this.#found.dispose();
    this.#search?.dispose();
    this.#lineTable.dispose();
    this.#columns?.stop();
    this.#run = undefined;
  }
}
