// `tracewright run`: one script on one target or many, its output on stdout as it comes, all else on stderr.
import { basename } from 'node:path';
import { startGroup } from '../runs/group/groupRun.ts';
import { HostTotals, oddHosts } from '../runs/group/oddHosts.ts';
import { headerOptions } from '../runs/headerOptions.ts';
import { mergeOptions } from '../runs/mergeOptions.ts';
import type { Run, RunState } from '../runs/run.ts';
import { defaultRunSettings } from '../runs/runSettings.ts';
import { startRun } from '../runs/startRun.ts';
import { parseTarget } from '../targets/targets.ts';
import { tracers } from '../tracers/tracers.ts';
import { type Command, UsageError } from './command.ts';
import { runHistory } from './folders.ts';
import { readScript } from './readScript.ts';
import { runFigures } from './runFigures.ts';
import { StatusLine } from './statusLine.ts';
import { targetsOfGroup } from './targetGroups.ts';
import { terminalPrompter } from './terminalPrompter.ts';
import { parseCostLimit, parseDuration, parseSize, parseWords } from './words.ts';

const linesAtATime = 1000;

export const run: Command = {
  usage: `run FILE [--target T]… [--group G] [--for 10s] [--output-limit 10M] [--buffer 16M] [--grace 30s] [--json]
      [--cost-limit 50%] [--build-on T]
      [-c COMMAND] [-x PID] [-D NAME=VALUE]… [-G NAME=VALUE]… [--option=WORD]… [-- ARGS]`,
  summary: 'Runs a script on targets until it ends, the time is up, or Ctrl-C.',
  async run(words) {
    const cut = words.indexOf('--');
    const own = cut < 0 ? words : words.slice(0, cut);
    const { values, positionals } = parseWords(own, {
      target: { type: 'string', multiple: true },
      group: { type: 'string' },
      for: { type: 'string' },
      grace: { type: 'string' },
      'build-on': { type: 'string' },
      'cost-limit': { type: 'string' },
      json: { type: 'boolean' },
      'output-limit': { type: 'string' },
      buffer: { type: 'string' },
      command: { type: 'string', short: 'c' },
      pid: { type: 'string', short: 'x' },
      D: { type: 'string', short: 'D', multiple: true },
      G: { type: 'string', short: 'G', multiple: true },
      option: { type: 'string', multiple: true },
    });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0)
      throw new UsageError('run needs one file; arguments of the script go after --.');
    if (values.pid !== undefined && !/^\d+$/.test(values.pid)) throw new UsageError('-x takes a process id.');
    const script = await readScript(file);
    const header = headerOptions(script.text);
    const grouped = values.group === undefined ? [] : await targetsOfGroup(values.group);
    const named = (values.target ?? []).map(parseTarget);
    if (named.length + grouped.length === 0 && header.target !== undefined) named.push(parseTarget(header.target));
    const targets = [...new Map([...named, ...grouped].map((one) => [one.name, one])).values()];
    const [target] = targets;
    if (target === undefined) throw new UsageError('run needs a target.');
    const tracer = Object.values(tracers).find(({ languageId }) => languageId === script.languageId);
    if (tracer === undefined) throw new Error(`${file}: no tracer runs ${script.languageId}.`);
    const grace = values.grace === undefined ? defaultRunSettings.grace : parseDuration(values.grace);
    const request = {
      script: { name: basename(file), text: script.text },
      tracer: tracer.id,
      options: mergeOptions(
        {
          ...(cut >= 0 && { arguments: words.slice(cut + 1) }),
          ...(values.for !== undefined && { timeLimit: parseDuration(values.for) }),
          ...(values['output-limit'] !== undefined && { outputLimit: parseSize(values['output-limit']) }),
          ...(values.buffer !== undefined && { bufferSize: parseSize(values.buffer) }),
          ...(values['build-on'] !== undefined && { buildOn: values['build-on'] }),
          ...(values.command !== undefined && { command: values.command }),
          ...(values.pid !== undefined && { pid: Number(values.pid) }),
          tracerOptions: [
            ...(values.D ?? []).flatMap((word) => ['-D', word]),
            ...(values.G ?? []).flatMap((word) => ['-G', word]),
            ...(values.option ?? []),
          ],
        },
        header,
      ),
      prompter: terminalPrompter,
      spoolFolder: runHistory,
    };
    const isGroup = values.group !== undefined || targets.length > 1;
    const name = values.group ?? targets.map((one) => one.name).join(', ');
    const settings = {
      ...defaultRunSettings,
      grace,
      ...(values['cost-limit'] !== undefined && { costLimit: parseCostLimit(values['cost-limit']) }),
    };
    const live = isGroup
      ? startGroup({ ...request, target: { name }, targets }, settings)
      : startRun({ ...request, target }, settings);
    return watch(live, file, values.json === true);
  },
};

/** Prints a run's news until it ended; Ctrl-C stops it with proof. */
async function watch(live: Run, file: string, json: boolean): Promise<number> {
  const printer = new Printer(live, file, json);
  let interrupts = 0;
  const interrupt = (): void => {
    if (interrupts++ === 0) void live.stop();
    else process.stderr.write('tracewright: still ending the tracer on the target; a moment.\n');
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  const subscription = live.onChange(() => printer.wake());
  printer.wake();
  const end = await live.ended;
  await printer.finish();
  subscription.dispose();
  const ends = live.hosts?.map(({ run: { state } }) => (state.kind === 'ended' ? state.end : end)) ?? [end];
  return ends.some(({ how }) => how === 'failed' || how === 'lost') ? 1 : 0;
}

class Printer {
  readonly #run: Run;
  readonly #file: string;
  readonly #json: boolean;
  #nextLine = 0;
  #nextRecord = 0;
  #findings = 0;
  /** What was last said of the run and of each of its hosts. */
  readonly #states = new Map<string, string>();
  readonly #totals = new HostTotals();
  /** Only where the output does not scroll through it. */
  readonly #status = new StatusLine(process.stdout.isTTY ? { write: () => {} } : process.stderr);
  /** When it was first and last seen running, by this machine's clock. */
  #running: { readonly from: number; readonly to: number } | undefined;
  /** Lines of a group begin with the host's name, all in one column. */
  readonly #prefixes: readonly string[];
  #printing: Promise<void> = Promise.resolve();
  #isAsked = false;

  constructor(live: Run, file: string, json: boolean) {
    this.#run = live;
    this.#file = file;
    this.#json = json;
    const names = live.hosts?.map(({ name }) => name) ?? [];
    const width = Math.max(0, ...names.map(({ length }) => length));
    this.#prefixes = names.map((name) => `${name.padEnd(width)} | `);
  }

  /** Prints what is new; calls that come while it prints are one. */
  wake(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    this.#printing = this.#printing.then(() => {
      this.#isAsked = false;
      return this.#printNew();
    });
  }

  async finish(): Promise<void> {
    this.wake();
    await this.#printing;
    if (this.#json) return;
    this.#status.clear();
    const { lineCount, figures, state } = this.#run;
    const hasFailed = state.kind === 'ended' && state.end.how === 'failed';
    if (!hasFailed && (lineCount > 0 || figures !== undefined)) this.#note(`[${this.#figures()}]`);
    for (const [map, values] of this.#totals.all)
      for (const { host, value, median } of oddHosts(values))
        this.#note(`${host} stands out: ${map} is ${value} there, ${median} on the median host`);
  }

  async #printNew(): Promise<void> {
    for (const { name, run } of this.#run.hosts ?? []) this.#printState(run.state, name, run.rights);
    this.#printState(this.#run.state, '', this.#run.rights);
    const now = Date.now();
    // What stopping takes is no time in which lines come.
    if (this.#run.state.kind === 'running') this.#running = { from: this.#running?.from ?? now, to: now };
    for (;;) {
      const lines = await this.#run.lines(this.#nextLine, linesAtATime);
      if (lines.length === 0) break;
      this.#nextLine += lines.length;
      let text = '';
      for (const line of lines) {
        const host = line.host === undefined ? undefined : this.#run.hosts?.[line.host]?.name;
        if (this.#json) text += `${JSON.stringify({ kind: 'line', ...line, ...(host && { host }) })}\n`;
        else if (line.stream === 'stdout') text += `${this.#prefixes[line.host ?? -1] ?? ''}${line.text}\n`;
      }
      await written(text);
    }
    const { next, records, moments } = this.#run.records(this.#nextRecord);
    this.#totals.add(records, moments);
    this.#nextRecord = next;
    for (const record of records) {
      if (this.#json) await written(`${JSON.stringify(record)}\n`);
      else if (record.kind === 'loss') this.#note(`${from(record.host)}${record.count} ${record.what}`);
      else if (record.kind === 'message' && record.severity !== 'information')
        this.#note(from(record.host) + record.text);
    }
    const { findings } = this.#run;
    for (const finding of findings.slice(this.#findings)) {
      const { line, column, severity, message, remedy } = finding;
      if (this.#json) await written(`${JSON.stringify({ kind: 'finding', ...finding })}\n`);
      else
        this.#note(
          `${this.#file}:${line}:${column ?? 1}: ${severity}: ${message}${remedy === undefined ? '' : ` ${remedy}`}`,
        );
    }
    this.#findings = findings.length;
    if (!this.#json && this.#run.state.kind === 'running') this.#status.show(() => this.#figures());
  }

  #figures(): string {
    const { from: first, to: last } = this.#running ?? { from: 0, to: 0 };
    return runFigures(this.#run, (last - first) / 1000);
  }

  #note(text: string): void {
    this.#status.clear();
    process.stderr.write(`${text}\n`);
  }

  /** `host`: '' for the run itself. */
  #printState(state: RunState, host: string, rights: string): void {
    const words = stateInWords(state, rights);
    if (words === this.#states.get(host)) return;
    this.#states.set(host, words);
    if (this.#json) process.stdout.write(`${JSON.stringify({ kind: 'state', state, ...(host && { host }) })}\n`);
    else this.#note(`[${from(host)}${words}]`);
  }
}

function stateInWords(state: RunState, rights: string): string {
  switch (state.kind) {
    case 'connecting':
      return state.waitingFor;
    case 'preparing': {
      const last = state.passes.at(-1);
      return last === undefined
        ? 'preparing'
        : `pass ${last.pass} done in ${last.ms} ms${last.cached ? ' (cached)' : ''}`;
    }
    case 'running':
      return `running ${rights}`.trim();
    case 'reconnecting':
      return 'connection lost, reconnecting; the output is kept on the target';
    case 'stopping':
      return `stopping: ${state.rung}`;
    case 'ended':
      return state.end.proof === undefined ? state.end.message : `${state.end.message} (${state.end.proof})`;
  }
}

function from(host: string | undefined): string {
  return host === undefined || host === '' ? '' : `${host}: `;
}

/** Waits for a reader that is slower than the run, so that nothing piles up here. */
function written(text: string): Promise<void> | undefined {
  if (text === '' || process.stdout.write(text)) return undefined;
  return new Promise((resolve) => process.stdout.once('drain', resolve));
}
