// What BPF programs did, read from recordings of real kernels and shared out among the clauses of the script.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { overCost } from '../../client/src/runs/costLimit.ts';
import { FigureHistory, type RunFigures, sumFigures } from '../../client/src/runs/figures.ts';
import type { BpfProgram } from '../../client/src/tracers/bpfMeter.ts';
import { bpftrace as tracer } from '../../client/src/tracers/bpftrace/bpftrace.ts';
import { clausesOfPrograms } from '../../client/src/tracers/bpftrace/programClauses.ts';
import { scriptClauses } from '../../server/src/features/scriptClauses.ts';
import { emptyPack } from '../../server/src/kernel/emptyPack.ts';
import { bpftrace } from '../../server/src/languages/bpftrace/bpftrace.ts';
import type { ScriptClause } from '../../server/src/protocol.ts';

const folder = join(import.meta.dirname, '../golden/meter');

async function counted(script: string, reading: string): Promise<readonly string[] | undefined> {
  const text = await readFile(join(folder, script), 'utf8');
  const { clauses } = scriptClauses(bpftrace, { text, path: '', pack: emptyPack });
  const counts = tracer.meter?.reader(clauses, undefined).read(await readFile(join(folder, reading), 'utf8'));
  return counts?.counts.map(
    ({ line, alsoLines = [], text, hits, time }) => `${[line, ...alsoLines].join('+')} ${text}: ${hits} in ${time}`,
  );
}

test('bpftrace 0.27: entry and return of a function are one program, wildcards are summed', async () => {
  assert.deepEqual(await counted('probes.bt', 'bpftrace-0.27.reading'), [
    '1 BEGIN: 0 in 0',
    '2+5 kprobe:vfs_read, kretprobe:vfs_read: 20736 in 20654406',
    '3 tracepoint:syscalls:sys_enter_open*: 366 in 1775484',
    '4 interval:1s: 4 in 126216',
    '6 kprobe:vfs_w*, kprobe:vfs_open: 561 in 1651628',
    '7 profile:hz:99: 695 in 3425277',
    '8 kretprobe:vfs_write: 46 in 218952',
    '9 END: 0 in 0',
  ]);
});

test('bpftrace 0.17: shortened names, one tag for several programs, none left for BEGIN and END', async () => {
  assert.deepEqual(await counted('tracepoints.bt', 'bpftrace-0.17.reading'), [
    '2 tracepoint:syscalls:sys_enter_open*: 4054 in 382825',
    '3 interval:s:1: 3 in 9547',
    '4 profile:hz:99: 595 in 347237',
    '6 tracepoint:sched:sched_switch, tracepoint:sched:sched_wakeup: 20398 in 2509998',
  ]);
});

test('a reading of a tracer that has no programs tells nothing', () => {
  assert.equal(tracer.meter?.reader([], undefined).read(''), undefined);
  assert.equal(tracer.meter?.reader([], undefined).read('link_type:\tperf\nprog_tag:\tab\nprog_id:\t7\n'), undefined);
});

const clause = (line: number, ...points: string[]): ScriptClause => ({ line, points });
const programs = (...names: string[]): BpfProgram[] =>
  names.map((name, index) => ({ id: 10 + index, name, hits: 1, time: 1 }));

test('nothing is claimed where programs can be shared out in two ways', () => {
  const clauses = [clause(0, 'kprobe:vfs_*'), clause(1, 'kprobe:vfs_r*')];
  const three = programs('vfs_read', 'vfs_readv', 'vfs_readv');
  assert.deepEqual(clausesOfPrograms(three, clauses), [[], [], []]);
  assert.deepEqual(clausesOfPrograms(programs('vfs_read', 'vfs_write', 'vfs_read'), clauses), [[0], [0], [1]]);
});

test('a place that a wildcard got is there for the clause that names it, too', () => {
  const clauses = [clause(0, 'kprobe:vfs_*'), clause(1, 'kprobe:vfs_read')];
  assert.deepEqual(clausesOfPrograms(programs('kprobe_vfs__1', 'kprobe_vfs_read_2'), clauses), [[0], [1]]);
});

test('the same probe point twice, and a point that was not there, go by their order', () => {
  const twice = [clause(0, 'kprobe:vfs_read'), clause(1, 'kprobe:gone'), clause(2, 'kprobe:vfs_read')];
  assert.deepEqual(clausesOfPrograms(programs('kprobe_vfs_read_1', 'kprobe_vfs_read_2'), twice), [[0], [2]]);
});

test('programs whose names are not told go by their number', () => {
  const clauses = [clause(0, 'kprobe:a'), clause(1, 'kprobe:b')];
  assert.deepEqual(clausesOfPrograms(programs('', ''), clauses), [[0], [1]]);
  assert.deepEqual(clausesOfPrograms(programs(''), clauses), [[]]);
});

test('many programs of many clauses are shared out at once', () => {
  const clauses = Array.from({ length: 100 }, (_, index) => clause(index, `kprobe:f${index}_*`, 'kprobe:g*'));
  const names = clauses.flatMap((_, index) => Array.from({ length: 10 }, (_, part) => `kprobe_f${index}_${part}_1`));
  const shared = clausesOfPrograms(programs(...names), clauses);
  assert.deepEqual(shared[555], [55]);
});

test('rates are those of the last seconds, the whole is that of all', () => {
  const history = new FigureHistory();
  const reading = (seconds: number, hits: number) => ({
    seconds,
    cpus: 2,
    counts: [{ text: 'kprobe:a', line: 1, hits, time: hits * 1000 }],
  });
  assert.equal(history.whole(0), undefined);
  assert.equal(history.add(reading(100, 50), 0).probes[0]?.perSecond, 0);
  assert.equal(history.add(reading(101, 250), 1000).probes[0]?.perSecond, 200);
  history.add(reading(102, 250), 2000);
  history.add(reading(104, 250), 4000);
  const quiet = history.add(reading(110, 1_000_250), 10_000);
  assert.equal(quiet.probes[0]?.perSecond, 1_000_000 / 6);
  assert.equal(quiet.share, 1 / 6);
  assert.equal(history.whole(11_000)?.probes[0]?.perSecond, 100_020);
});

test('the figures of several hosts are one', () => {
  const on = (hits: number, longest: number): RunFigures => ({
    at: 1000,
    cpus: 2,
    share: 0.5,
    probes: [{ text: 'kprobe:a', line: 1, hits, time: 10, perSecond: 5, share: 0.5, longest }],
  });
  const summed = { text: 'kprobe:a', line: 1, hits: 10, time: 20, perSecond: 10, share: 1, longest: 9 };
  assert.deepEqual(sumFigures([on(3, 9), on(7, 4)]), { at: 1000, cpus: 4, share: 1, probes: [summed] });
  assert.equal(sumFigures([]), undefined);
});

test('a run is over its cost limit by all that its probes take, and the costliest is named', () => {
  const probe = { text: 'kprobe:a', line: 1, hits: 3, time: 10, perSecond: 5 };
  const figures: RunFigures = {
    at: 1000,
    cpus: 2,
    share: 1.24,
    probes: [
      { ...probe, share: 0.34 },
      { ...probe, text: 'kprobe:b', line: 4, share: 0.9 },
    ],
  };
  assert.equal(
    overCost(figures, 3, 0.5, 'lab'),
    "Its probes took 62 % of lab's 2 CPUs, and 50 % is the limit. Most took kprobe:b at line 4: 90 % of a CPU.",
  );
  assert.equal(overCost(figures, 1, 0.5, 'lab'), undefined);
  assert.equal(overCost(figures, 3, 0.63, 'lab'), undefined);
  assert.equal(overCost(figures, 3, undefined, 'lab'), undefined);
});
