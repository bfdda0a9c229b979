// Asks the target about a run's probes once a second, on the run's own connection.
import { setTimeout as delay } from 'node:timers/promises';
import type { Connection, RemoteProcess } from '../targets/target.ts';
import type { Meter, MeterReader } from '../tracers/tracer.ts';
import { overCost } from './costLimit.ts';
import { FigureHistory, type RunOrder } from './figures.ts';
import type { LiveRun } from './liveRun.ts';
import type { Spawn } from './runPrivilege.ts';

/** Milliseconds between an answer and the next question. */
const pace = 1000;

// Ends with its connection, as its input does.
const frame = String.raw`dir=$1 tracer= cpus=$(getconf _NPROCESSORS_ONLN 2>/dev/null || grep -c '^processor' /proc/cpuinfo)
begin
while read -r word rest; do
  [ "$word" = read ] || { read -r tracer 2>/dev/null <"$dir/tracer" && order "$rest"; continue; }
  if read -r tracer 2>/dev/null <"$dir/tracer" && [ -d "/proc/$tracer" ]; then
    read -r seconds _ </proc/uptime
    printf 'at %s %s\n' "$seconds" "$cpus"
    reading
  fi
  printf 'end of reading\n'
done`;

const endMark = 'end of reading\n';

/** One for each run that is followed. */
export class RunMeter {
  readonly #run: LiveRun;
  readonly #program: string;
  readonly #reader: MeterReader;
  readonly #folder: string;
  readonly #spawn: Spawn;
  readonly #costLimit: number | undefined;
  /** A copy counts by itself and tells the whole at its end: to ask it can wait until it runs, and so does not slow its start. */
  readonly #isPatient: boolean;
  readonly #history = new FigureHistory();
  readonly #ended = new AbortController();
  /** Aborts when the next question must not wait. */
  #hurry = new AbortController();
  #asked: RemoteProcess | undefined;
  /** Orders that came before it. */
  readonly #held: string[] = [];
  /** When the newest reading came, by this machine. */
  #cameAt = 0;

  /** `costLimit`: as in `RunSettings`. */
  constructor(run: LiveRun, meter: Meter, folder: string, spawn: Spawn, costLimit: number | undefined) {
    this.#costLimit = costLimit;
    this.#run = run;
    this.#isPatient = meter.copying !== undefined;
    this.#program = `${meter.program}${frame}`;
    const { clauses = [], counted } = run.request;
    this.#reader = meter.reader(clauses, counted);
    this.#folder = folder;
    this.#spawn = spawn;
    // A run that is about to end is asked at once: soon nobody can tell any more.
    run.stopRequested.addEventListener('abort', () => this.#hurry.abort(), { once: true });
    run.orders = (order) => this.#pass(order);
  }

  /** Asks over this connection from now on, until it is closed. */
  use(connection: Connection): void {
    // A target that does not tell is a run without figures.
    void this.#ask(connection).catch(() => {});
  }

  /** The run is over: what was measured is the whole of it, and what the script itself told at its end is the last word. */
  end(): void {
    this.#ended.abort();
    this.#run.orders = undefined;
    const last = this.#reader.read(this.#run.lastReading);
    const now = Date.now();
    if (last) this.#history.finish(last, (now - (this.#cameAt || (this.#run.runningSince ?? now))) / 1000);
    const whole = this.#history.whole(now - this.#run.startedAt) ?? this.#run.figures;
    if (whole) this.#run.measure({ ...whole, ...(last === undefined && { isPartial: true }) });
  }

  /** Orders are one line; what they do is seen in the next reading. */
  #pass(order: RunOrder): void {
    const words =
      order.kind === 'switch'
        ? `${order.clause} ${order.isOn ? 0 : 1}`
        : order.kind === 'set'
          ? `set ${order.global} ${order.value.replace(/[\r\n].*/s, '')}`
          : `empty ${order.global}`;
    const line = `order ${words}\n`;
    if (this.#asked === undefined) this.#held.push(line);
    else if (this.#asked.stdin.writable) this.#asked.stdin.write(line);
    this.#hurry.abort();
  }

  async #ask(connection: Connection): Promise<void> {
    if (this.#isPatient) {
      await this.#start();
      await this.#rest();
    }
    const program = await this.#spawn(connection, ['sh', '-c', this.#program, 'sh', this.#folder]);
    const ignore = () => {};
    program.stdin.on('error', ignore);
    program.stderr.on('error', ignore).resume();
    program.exited.catch(ignore);
    void connection.closed.then(() => program.stdout.destroy());
    this.#asked = program;
    for (const line of this.#held.splice(0)) program.stdin.write(line);
    try {
      for await (const reading of readings(program)) {
        this.#take(reading);
        await this.#rest();
        program.stdin.write('read\n');
      }
    } finally {
      program.kill();
    }
  }

  /** Settles once the tracer runs; rejects when the run is over. */
  #start(): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (this.#run.runningSince === undefined) return;
        changes.dispose();
        resolve();
      };
      const changes = this.#run.onChange(look);
      this.#ended.signal.addEventListener('abort', () => {
        changes.dispose();
        reject(this.#ended.signal.reason);
      });
      look();
    });
  }

  async #rest(): Promise<void> {
    const signal = AbortSignal.any([this.#ended.signal, this.#hurry.signal]);
    await delay(pace, undefined, { signal }).catch(() => {});
    this.#hurry = new AbortController();
    this.#ended.signal.throwIfAborted();
  }

  #take(text: string): void {
    const [, seconds, cpus] = /^at (\S+) (\d+)$/m.exec(text) ?? [];
    const answer = seconds === undefined ? undefined : this.#reader.read(text);
    if (answer === undefined) return;
    this.#cameAt = Date.now();
    const reading = { seconds: Number(seconds), cpus: Number(cpus), ...answer };
    const figures = this.#history.add(reading, this.#cameAt - this.#run.startedAt);
    this.#run.measure(figures);
    const why = overCost(figures, this.#history.seconds, this.#costLimit, this.#run.request.target.name);
    if (why !== undefined) this.#run.stopForCost(why);
  }
}

/** The answers, the first question asked. */
async function* readings(program: RemoteProcess): AsyncGenerator<string, void, undefined> {
  program.stdin.write('read\n');
  let held = '';
  for await (const chunk of program.stdout) {
    held += (chunk as Buffer).toString('utf8');
    for (let end = held.indexOf(endMark); end >= 0; end = held.indexOf(endMark)) {
      yield held.slice(0, end);
      held = held.slice(end + endMark.length);
    }
  }
}
