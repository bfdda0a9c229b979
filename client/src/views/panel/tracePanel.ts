// One trace panel: shows the newest run of one script and passes between its page and the run.
import { basename } from 'node:path';
import { env, Uri, type WebviewPanel, window } from 'vscode';
import type { OutputFormatsResult } from '../../../../server/src/protocol.ts';
import type { LineQuery } from '../../runs/columns/lineQuery.ts';
import type { Run } from '../../runs/run.ts';
import { settings } from '../../settings.ts';
import type { FromPage, OtherRun, RunStatus, SourcePlace, ToPage } from '../panelMessages.ts';
import { Coalescer } from './coalescer.ts';
import { FloodPace } from './floodPace.ts';
import { GroupTotals } from './hostStatus.ts';
import { showPage } from './pageHtml.ts';
import { type PanelNews, PanelRun } from './panelRun.ts';
import { RememberedRun } from './rememberedRun.ts';
import { savePicture } from './savePicture.ts';

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
const foundPace = 100;
const aggregatesPace = 500;

export class TracePanel {
  readonly scriptUri: Uri;
  readonly #panel: WebviewPanel;
  readonly #actions: PanelActions;
  readonly #flood = new FloodPace();
  readonly #paces = {
    status: new Coalescer(
      () => this.#flood.next(this.#shown?.run.lineCount ?? 0),
      () => this.#sendStatus(),
    ),
    aggregates: new Coalescer(
      () => aggregatesPace,
      () => this.#tell('aggregates'),
    ),
    found: new Coalescer(
      () => foundPace,
      () => this.#tell('found'),
    ),
    lineTable: new Coalescer(
      () => aggregatesPace,
      () => this.#tell('lineTable'),
    ),
  };
  /** What the page asked last about the lines' columns. */
  #asked: LineQuery | null = null;
  /** The run or the run group, and what of it is shown: all, or one host. */
  #whole: GroupTotals | undefined;
  #shown: PanelRun | undefined;
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
      if (!panel.visible) this.#shown?.ask(null);
    });
    showPage(panel.webview, extensionUri);
  }

  /** From now on this run is shown, or all hosts of it. */
  show(run: Run): void {
    if (this.#remembered?.isStopWanted) void run.stop();
    this.#whole = new GroupTotals(run);
    this.#show(run, this.#whole);
  }

  /** `run`: the whole, or one host's part of it. */
  #show(run: Run, whole: GroupTotals): void {
    this.#shown?.dispose();
    this.#remembered = undefined;
    this.#panel.title = `${run.request.script.name} on ${run.request.target.name}`;
    this.#shown = new PanelRun(run, whole, this.#asked, {
      news: (of) => this.#news(of),
      log: this.#actions.log,
      formatsOf: this.#actions.formatsOf,
    });
    this.#paces.status.request();
    this.#paces.aggregates.request();
    this.#tell('figures');
  }

  #news(of: PanelNews): void {
    if (of === 'figures') this.#tell(of);
    else if (of !== 'formats') this.#paces[of].request();
    else {
      // The page takes nothing of a run that it has not been told of.
      this.#sendStatus();
      this.#tell(of);
    }
  }

  /** A run of the window before this one, until it is found out what became of it. */
  showRemembered(status: RunStatus): void {
    this.#remembered = new RememberedRun(status);
    this.#paces.status.request();
  }

  /** Nothing is left of the run but what is remembered. */
  showGone(): void {
    this.#remembered?.gone();
    this.#paces.status.request();
  }

  reveal(): void {
    this.#panel.reveal(undefined, true);
  }

  get isActive(): boolean {
    return this.#panel.active;
  }

  /** The whole, also while one host of it is shown. */
  get run(): Run | undefined {
    return this.#whole?.run;
  }

  /** What the header tells; undefined where there is nothing to show yet. */
  get status(): RunStatus | undefined {
    return this.#shown?.status(this.scriptUri.toString(), settings.environments()) ?? this.#remembered?.status;
  }

  onDispose(listener: () => void): void {
    this.#panel.onDidDispose(listener);
  }

  #receive(message: FromPage): void {
    const shown = this.#shown;
    switch (message.kind) {
      case 'ready':
        this.#sendStatus();
        for (const of of ['formats', 'aggregates', 'lineTable', 'figures'] as const) this.#tell(of);
        if (shown !== undefined && shown.others.length > 0) this.#sendOthers(shown, false);
        break;
      case 'pull':
        void this.#sendLines(message.first, message.count);
        break;
      case 'search':
        shown?.search(message.query);
        break;
      case 'pullFound':
        void shown?.foundLines(message.first, message.count).then((lines) => this.#send(lines));
        break;
      case 'findNext': {
        const next = shown?.nextTo(message.from, message.backwards);
        if (next !== undefined) this.#send(next);
        break;
      }
      case 'askLines':
        this.#asked = message.query;
        shown?.ask(message.query);
        break;
      case 'stop':
        this.#remembered?.stopWhenFound();
        void this.run?.stop();
        this.#paces.status.request();
        break;
      case 'rerun':
        this.#actions.rerun(this.scriptUri, this.run?.hosts && this.run.request.target.name);
        break;
      case 'save':
        this.#actions.save(this.scriptUri);
        break;
      case 'compare':
        if (shown !== undefined) void this.#compare(shown);
        break;
      case 'narrow':
        if (shown !== undefined) this.#actions.narrow(this.scriptUri, shown.run, message);
        break;
      case 'copy':
        void env.clipboard.writeText(message.text);
        window.setStatusBarMessage('Copied', 2000);
        break;
      case 'savePicture':
        if (shown !== undefined) void savePicture(shown.run, message.view, message.format, message.data);
        break;
      case 'order':
        shown?.run.order(message.order);
        break;
      case 'showLine':
        this.#actions.showLine(this.scriptUri, message.line);
        break;
      case 'showPlace':
        if (shown !== undefined) this.#actions.showPlace(this.scriptUri, shown.run, message.place);
        break;
      case 'showHost':
        this.#showHost(message.host);
        break;
      case 'clear':
        shown?.clear();
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

  #tell(of: Exclude<PanelNews, 'status'>): void {
    const message = this.#shown?.tell(of);
    if (message !== undefined) this.#send(message);
  }

  async #sendLines(first: number, count: number): Promise<void> {
    if (this.#shown !== undefined) this.#send(await this.#shown.lines(first, count));
    // The page waits for one answer before it asks for more, and a run may yet be taken up again.
    else if (this.#remembered !== undefined)
      this.#send({ kind: 'lines', runId: this.#remembered.status.runId, first, lines: [] });
  }

  /** '' for all hosts. */
  #showHost(host: string): void {
    const whole = this.#whole;
    const run = whole?.run.hosts?.find(({ name }) => name === host)?.run ?? whole?.run;
    if (whole !== undefined && run !== undefined && run !== this.#shown?.run) this.#show(run, whole);
  }

  async #compare(shown: PanelRun): Promise<void> {
    const others = await this.#actions.othersFor(shown.run);
    if (others === undefined || shown !== this.#shown) return;
    shown.others = others;
    this.#sendOthers(shown, true);
  }

  #sendOthers({ run, others }: PanelRun, isNew: boolean): void {
    this.#send({ kind: 'others', runId: run.id, others, isNew });
  }

  #dispose(): void {
    for (const pace of Object.values(this.#paces)) pace.dispose();
    this.#shown?.dispose();
    this.#shown = undefined;
  }
}
