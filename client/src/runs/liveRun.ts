// A run of this process: its state, its output on the way into the spool, and whoever listens.
import type { Decoder, LaunchPlan, StderrRestorer, Tracer, TracerFinding } from '../tracers/tracer.ts';
import type { RunFigures, RunOrder } from './figures.ts';
import type { TraceRecord } from './record.ts';
import { recordLines } from './recordLines.ts';
import { RecordRing } from './recordRing.ts';
import type { OutputLine, PassTime, RecordsSince, Run, RunChange, RunEnd, RunRequest, RunState } from './run.ts';
import { RunClock } from './runClock.ts';
import { newRunId } from './runId.ts';
import type { KeptPacked, Spool, SpooledLine } from './spool/spool.ts';

/** So much of stderr is kept for `explain`; errors come first, and what floods later is no error of the script. */
const explainedBytes = 256 * 1024;

/** So many findings are kept of what comes among the output: a handler may complain at each hit. */
const mostTold = 100;

/** From so many bytes on, it pays to look which lines need no records. */
const muchText = 16 * 1024;

/** What `conductRun` drives and everything else reads. */
export class LiveRun implements Run {
  readonly id: string;
  readonly request: RunRequest;
  readonly startedAt: number;
  readonly ended: Promise<RunEnd>;
  kernelRelease = '';
  rights = '';
  readonly #clock: RunClock;
  readonly #stop = new AbortController();
  readonly #listeners = new Set<(change: RunChange) => void>();
  readonly #records = new RecordRing();
  readonly #losses = new Map<string, number>();
  #settle: (end: RunEnd) => void = () => {};
  #state: RunState;
  #passes: readonly PassTime[] = [];
  #findings: readonly TracerFinding[] = [];
  #figures: RunFigures | undefined;
  #untold = '';
  #overCost: string | undefined;
  #restorer: StderrRestorer | undefined;
  /** Takes orders to the running script, while there is a way. */
  orders: ((order: RunOrder) => void) | undefined;
  /** What messages on stdout said about lines of the script. */
  readonly #told = new Map<string, TracerFinding>();
  #stderr = '';
  #since: number | undefined;
  #spool: Spool | undefined;
  /** Bytes of which listeners were told. */
  #toldBytes = 0;
  #tracer: Tracer | undefined;
  #decoder: Decoder | undefined;

  /** `known`: what is known of a run that another client, or an earlier life of this one, started. */
  constructor(request: RunRequest, known?: { readonly id: string; readonly startedAt: number }) {
    this.request = request;
    this.#state = { kind: 'connecting', waitingFor: `connecting to ${request.target.name}` };
    this.startedAt = known?.startedAt ?? Date.now();
    this.#clock = new RunClock(this.startedAt);
    this.id = known?.id ?? newRunId(this.startedAt);
    this.ended = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  get state(): RunState {
    return this.#state;
  }

  get lineCount(): number {
    return this.#spool?.lineCount ?? 0;
  }

  get byteCount(): number {
    return this.#spool?.byteCount ?? 0;
  }

  get losses(): ReadonlyMap<string, number> {
    return this.#losses;
  }

  get findings(): readonly TracerFinding[] {
    return this.#findings;
  }

  get figures(): RunFigures | undefined {
    return this.#figures;
  }

  get untold(): string {
    return this.#untold;
  }

  /** The reading that a copy gave at its end, '' where there is none. */
  get lastReading(): string {
    return this.#restorer?.lastReading ?? '';
  }

  order(order: RunOrder): void {
    this.orders?.(order);
  }

  /** Aborts when the user wants the run to end. */
  get stopRequested(): AbortSignal {
    return this.#stop.signal;
  }

  async lines(first: number, count: number): Promise<readonly OutputLine[]> {
    return (await this.#spool?.lines(first, count)) ?? [];
  }

  records(from: number): RecordsSince {
    return this.#records.since(from);
  }

  stop(): Promise<RunEnd> {
    this.#stop.abort();
    return this.ended;
  }

  onChange(listener: (change: RunChange) => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** Output goes into this spool from now on. */
  spoolInto(spool: Spool): void {
    this.#spool = spool;
  }

  /** Output is decoded this way from now on. */
  decodeWith(tracer: Tracer, plan: LaunchPlan): void {
    const { script, counted } = this.request;
    const isCopy = counted !== undefined && this.#untold === '';
    this.#restorer = isCopy ? tracer.meter?.copying?.restorer(script, counted) : undefined;
    this.#tracer = tracer;
    this.#decoder = tracer.decoder(plan);
  }

  /** Goes on where the spool ends: its records are told again, what it has of an unfinished line is the decoder's again. */
  async goOn(): Promise<void> {
    this.#since = this.startedAt;
    if (!this.#spool || !this.#decoder) return;
    for (const { at, record } of await this.#spool.records()) this.#note(record, at);
    for (const stream of ['stdout', 'stderr'] as const) {
      this.#decoder.push(stream, await this.#spool.unfinishedLine(stream));
    }
    this.#tell('output');
  }

  enter(state: RunState): void {
    if (this.#state.kind === 'ended') return;
    this.#state = state;
    this.#tell('state');
  }

  /** Where the tracer is, the connection and Stop aside. */
  get progress(): RunState {
    const since = this.#since;
    return since === undefined ? { kind: 'preparing', passes: this.#passes } : { kind: 'running', since };
  }

  /** When the script's probes began to fire, as far as that can be known. */
  get runningSince(): number | undefined {
    return this.#since;
  }

  /**
   * Takes bytes of the tracer; settles when they are on this machine's disk, and rejects when that does not take them. Calls are made in order and
   * need not wait for each other. `packed`: what is kept in place of the bytes.
   */
  async receive(stream: 'stdout' | 'stderr', bytes: Buffer, packed?: KeptPacked): Promise<void> {
    if (!this.#spool || !this.#decoder) return;
    // All that is made of the bytes is appended before anything is awaited: it belongs together, and what comes next comes behind it.
    void this.#spool.appendRaw(stream, bytes, packed);
    const said = stream === 'stderr' && this.#restorer ? this.#restorer.push(bytes) : bytes;
    if (stream === 'stderr' && this.#stderr.length < explainedBytes) this.#stderr += said.toString('utf8');
    const rest = stream === 'stdout' ? this.#takePlainText(bytes, this.#decoder, this.#spool) : said;
    const records = this.#decoder.push(stream, rest);
    this.#takeRecords(records, stream);
    await this.#spool.written();
    if (stream === 'stdout') this.#takeFindings(records);
    // A tracer that says nothing on attaching shows by its first output that it has.
    if (stream === 'stdout') this.#beginRunning();
    this.#tellOutput();
  }

  /** Bytes of a stream are missing here; a line that they cut in two ends here. */
  async lose(stream: 'stdout' | 'stderr', bytes: number): Promise<void> {
    const cut = this.#decoder?.push(stream, Buffer.from('\n')) ?? [];
    this.#takeRecords(cut, stream);
    this.#takeRecords([{ kind: 'loss', what: 'dropped output', count: bytes }], 'stderr');
    await this.#spool?.skip(stream, bytes);
    this.#tell('output');
  }

  /** What the probes are known to do and cost from now on. */
  measure(figures: RunFigures): void {
    this.#figures = figures;
    this.#tell('figures');
  }

  /** What the decoder held back. */
  async flush(): Promise<void> {
    const rest = this.#restorer?.end();
    if (rest && this.#decoder) this.#takeRecords(this.#decoder.push('stderr', rest), 'stderr');
    if (this.#decoder) this.#takeRecords(this.#decoder.end(), 'stdout');
    if (this.#figures) this.#takeRecords([{ kind: 'figures', figures: this.#figures }], 'stdout');
    await this.#spool?.written();
    this.#explain();
  }

  /** Ends the run because of what its probes take from the machine. */
  stopForCost(why: string): void {
    if (this.#stop.signal.aborted) return;
    this.#overCost = why;
    void this.stop();
  }

  /** Why its cost ended it; undefined where it did not. */
  get overCost(): string | undefined {
    return this.#overCost;
  }

  /** Nothing of what came so far counts: the script is run again as it is, and nothing can be told of its probes. */
  async startAnew(untold: string): Promise<void> {
    this.#untold = untold;
    this.#stderr = '';
    this.#passes = [];
    this.#findings = [];
    this.#told.clear();
    await this.#spool?.clear();
    this.enter({ kind: 'preparing', passes: [] });
    this.#tell('findings');
  }

  /** The last thing the tracer complained of, in its own words, and what to do about it where that is known; '' when it did not. */
  get complaint(): string {
    const finding = this.#findings.find(({ severity }) => severity === 'error') ?? this.#findings[0];
    if (finding?.remedy !== undefined) return `${finding.message.replace(/\.?$/, '.')} ${finding.remedy}`;
    if (finding) return finding.message;
    return this.#stderr.trim().split('\n').at(-1) ?? '';
  }

  /** The run is over; nothing changes afterwards. */
  end(end: RunEnd): void {
    this.enter({ kind: 'ended', end });
    this.#settle(end);
  }

  /** Of much text at once, the lines that need no records go straight into the spool; gives the bytes that are left. */
  #takePlainText(bytes: Buffer, decoder: Decoder, spool: Spool): Buffer {
    let rest = bytes;
    while (decoder.plainText !== undefined && rest.length >= muchText) {
      // The first line may have begun earlier, others may be no text.
      const begin = rest.indexOf('\n') + 1;
      if (begin === 0) break;
      const first = decoder.push('stdout', rest.subarray(0, begin));
      this.#takeRecords(first, 'stdout');
      this.#takeFindings(first);
      const { used, text } = decoder.plainText(rest.subarray(begin));
      void spool.appendPlainLines(text, this.#clock.now());
      rest = rest.subarray(begin + used);
      if (used === 0) break;
    }
    return rest;
  }

  #takeRecords(records: readonly TraceRecord[], stream: 'stdout' | 'stderr'): void {
    const lines: SpooledLine[] = [];
    const others: TraceRecord[] = [];
    const moment = this.#clock.now();
    for (const each of records) {
      const record = this.#withoutOwn(each);
      if (record.kind === 'line') {
        lines.push({ text: record.text, stream });
        continue;
      }
      others.push(record);
      lines.push(...recordLines(record, stream));
      this.#note(record, moment);
      if (record.kind === 'pass') this.#passed(record);
      if (record.kind === 'attached') this.#beginRunning();
    }
    void this.#spool?.appendLines(lines, moment);
    void this.#spool?.appendRecords(others, moment);
  }

  /** A copy has probes that are none of the script's. */
  #withoutOwn(record: TraceRecord): TraceRecord {
    if (record.kind !== 'attached' || record.probes === undefined || !this.#restorer) return record;
    return { ...record, probes: record.probes - (this.#tracer?.meter?.copying?.ownProbes ?? 0) };
  }

  /** Keeps a record that is not a line; `moment` as in `records`. */
  #note(record: TraceRecord, moment: number): void {
    this.#records.push(record, moment);
    if (record.kind === 'loss') this.#losses.set(record.what, (this.#losses.get(record.what) ?? 0) + record.count);
  }

  /** bpftrace writes warnings and errors of its handlers among the output; stderr is for `explain`. */
  #takeFindings(records: readonly TraceRecord[]): void {
    const before = this.#told.size;
    for (const record of records) {
      if (record.kind !== 'message' || record.line === undefined || record.severity === 'information') continue;
      if (this.#told.size >= mostTold) break;
      const { severity, text, line, column, endColumn } = record;
      const [message = ''] = text.split('\n');
      this.#told.set(`${line}:${column}:${message}`, {
        line,
        severity,
        message,
        ...(column !== undefined && { column }),
        ...(endColumn !== undefined && { endColumn }),
      });
    }
    if (this.#told.size > before) this.#explain();
  }

  #passed({ pass, ms, cached }: PassTime): void {
    this.#passes = [...this.#passes, { pass, ms, cached }];
    if (this.#state.kind === 'preparing') this.enter(this.progress);
  }

  #beginRunning(): void {
    if (this.#since !== undefined) return;
    this.#since = Date.now();
    if (this.#state.kind === 'preparing') this.enter(this.progress);
    this.#explain();
  }

  #explain(): void {
    if (!this.#tracer) return;
    this.#findings = [...this.#tracer.explain(this.#stderr, this.request.script), ...this.#told.values()];
    this.#tell('findings');
  }

  /** Once for all that one write brought to the disk. */
  #tellOutput(): void {
    if (this.byteCount === this.#toldBytes) return;
    this.#toldBytes = this.byteCount;
    this.#tell('output');
  }

  #tell(change: RunChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}
