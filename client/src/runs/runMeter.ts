// Asks the target about a run's probes once a second, on the run's own connection.
import { setTimeout as delay } from 'node:timers/promises';
import type { ScriptClause } from '../../../server/src/protocol.ts';
import type { Connection, RemoteProcess } from '../targets/target.ts';
import type { Meter, MeterReader } from '../tracers/tracer.ts';
import { FigureHistory } from './figures.ts';
import type { LiveRun } from './liveRun.ts';
import type { Spawn } from './runPrivilege.ts';

/** Milliseconds between an answer and the next question. */
const pace = 1000;

// Ends with its connection, as its input does.
const frame = String.raw`dir=$1 tracer= cpus=$(getconf _NPROCESSORS_ONLN 2>/dev/null || grep -c '^processor' /proc/cpuinfo)
begin
while read -r word; do
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
  readonly #history = new FigureHistory();
  readonly #ended = new AbortController();

  constructor(run: LiveRun, meter: Meter, clauses: readonly ScriptClause[], folder: string, spawn: Spawn) {
    this.#run = run;
    this.#program = `${meter.program}${frame}`;
    this.#reader = meter.reader(clauses);
    this.#folder = folder;
    this.#spawn = spawn;
  }

  /** Asks over this connection from now on, until it is closed. */
  use(connection: Connection): void {
    // A target that does not tell is a run without figures.
    void this.#ask(connection).catch(() => {});
  }

  /** The run is over: what was measured is the whole of it. */
  end(): void {
    this.#ended.abort();
    const whole = this.#history.whole(Date.now() - this.#run.startedAt);
    if (whole) this.#run.measure(whole);
  }

  async #ask(connection: Connection): Promise<void> {
    const program = await this.#spawn(connection, ['sh', '-c', this.#program, 'sh', this.#folder]);
    const ignore = () => {};
    program.stdin.on('error', ignore);
    program.stderr.on('error', ignore).resume();
    program.exited.catch(ignore);
    void connection.closed.then(() => program.stdout.destroy());
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

  /** A run that is about to end is asked at once: soon nobody can tell any more. */
  async #rest(): Promise<void> {
    const { stopRequested } = this.#run;
    const signals = stopRequested.aborted ? [this.#ended.signal] : [this.#ended.signal, stopRequested];
    await delay(pace, undefined, { signal: AbortSignal.any(signals) }).catch(() => {});
    this.#ended.signal.throwIfAborted();
  }

  #take(text: string): void {
    const [, seconds, cpus] = /^at (\S+) (\d+)$/m.exec(text) ?? [];
    const counts = seconds === undefined ? undefined : this.#reader.read(text);
    if (counts === undefined) return;
    const reading = { seconds: Number(seconds), cpus: Number(cpus), counts };
    this.#run.measure(this.#history.add(reading, Date.now() - this.#run.startedAt));
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
