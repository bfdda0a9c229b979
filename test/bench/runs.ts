// Runs: time to the first output against the tracer by `ssh`, bytes a second against what `ssh` brings, and memory by lines.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { terminalPrompter } from '../../client/src/cli/terminalPrompter.ts';
import { startRun } from '../../client/src/runs/startRun.ts';
import { keepConnections, parseTarget } from '../../client/src/targets/targets.ts';
import type { TracerId } from '../../client/src/tracers/tracer.ts';
import { type Course, floodProgram, type LineForm, makeFlood, rateOf, removeFlood, theirs } from './flood.ts';

/** Each is measured so often, ours and theirs in turn, so that what else the machine does meets both. */
const turns = 5;

/** A tracer to measure with, the first that the target has. */
interface Subject {
  readonly tracer: TracerId;
  /** The script's file. */
  readonly name: string;
  /** By `ssh`, with a script on stdin. */
  readonly command: string;
  /** Says hello and ends. */
  readonly hello: string;
  /** The tracer starts a command and hands its output on: as fast as any tracer can print. */
  readonly follow: string;
  readonly form: LineForm;
}

const subjects: readonly Subject[] = [
  {
    tracer: 'stap',
    name: 'bench.stp',
    command: 'stap -',
    hello: 'probe begin { println("hello") exit() }\n',
    follow: 'probe begin { println("begin") }\n',
    form: 'text',
  },
  {
    tracer: 'bpftrace',
    name: 'bench.bt',
    command: 'bpftrace -',
    hello: 'BEGIN { printf("hello\\n"); exit(); }\n',
    follow: 'BEGIN { }\n',
    form: 'bpftraceJson',
  },
];

async function subjectOn(host: string): Promise<Subject> {
  for (const subject of subjects) {
    const { bytes } = await theirs(host, `command -v ${subject.tracer}`);
    if (bytes > 0) return subject;
  }
  throw new Error(`${host} has neither stap nor bpftrace.`);
}

/** What a run brings to this machine's disk, with the most memory that this process had. */
async function ours(
  target: string,
  subject: Subject,
  text: string,
  command?: string,
): Promise<Course & { readonly memory: number }> {
  const spoolFolder = await mkdtemp(join(tmpdir(), 'tracewright-bench-'));
  try {
    const start = performance.now();
    const run = startRun({
      script: { name: subject.name, text },
      tracer: subject.tracer,
      target: parseTarget(target),
      options: { arguments: [], ...(command !== undefined && { command }) },
      prompter: terminalPrompter,
      spoolFolder,
    });
    let [first, last, memory] = [0, 0, 0];
    let lines = 0;
    run.onChange((change) => {
      if (change !== 'output' || run.lineCount === lines) return;
      lines = run.lineCount;
      last = performance.now() - start;
      if (first === 0) first = last;
      memory = Math.max(memory, process.memoryUsage.rss());
    });
    const end = await run.ended;
    if (end.how !== 'finished') throw new Error(`The run did not end by itself: ${end.message}`);
    return { first, last, bytes: run.byteCount, memory };
  } finally {
    await rm(spoolFolder, { recursive: true, force: true });
  }
}

export async function benchRuns(name: string, millions: readonly number[]): Promise<void> {
  const subject = await subjectOn(name);
  const { command, hello } = subject;
  await ours(name, subject, hello);
  const firsts = { ours: [] as number[], theirs: [] as number[] };
  const again: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    firsts.theirs.push((await theirs(name, command, hello)).first);
    // As the editor does: the first run connects, the next one finds the connection kept.
    const kept = keepConnections(60_000);
    firsts.ours.push((await ours(name, subject, hello)).first);
    again.push((await ours(name, subject, hello)).first);
    kept.dispose();
  }
  compare(`from Run to the first output, ${subject.tracer}`, firsts, 'ms');
  compare(`the same, run again within minutes`, { ...firsts, ours: again }, 'ms');
  for (const count of millions) await benchFlood(name, subject, count);
}

async function benchFlood(name: string, subject: Subject, millions: number): Promise<void> {
  await makeFlood(name, subject.form, millions);
  try {
    const rates = { ours: [] as number[], theirs: [] as number[] };
    let memory = 0;
    for (let turn = 0; turn < (millions > 10 ? 1 : turns); turn++) {
      rates.theirs.push(rateOf(await theirs(name, `sh ${floodProgram}`)));
      const course = await ours(name, subject, subject.follow, `/bin/sh ${floodProgram}`);
      rates.ours.push(rateOf(course));
      memory = Math.max(memory, course.memory);
    }
    compare(`${millions} million lines`, rates, 'MB/s');
    console.log(`${`memory with ${millions} million lines`.padEnd(40)} ${(memory / 2 ** 20).toFixed(0)} MB at most`);
  } finally {
    await removeFlood(name);
  }
}

function compare(what: string, { ours, theirs }: Record<'ours' | 'theirs', number[]>, unit: string): void {
  const [one, other] = [median(ours), median(theirs)];
  const percent = ((one / other) * 100).toFixed(0);
  console.log(`${what.padEnd(40)} ${one.toFixed(0)} ${unit}, ssh ${other.toFixed(0)} ${unit}, ratio ${percent} %`);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
