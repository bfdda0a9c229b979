// What a run's probes did, as the target's kernel counts it: equal to what the script counts, and nothing stays switched on.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { ProbeFigures } from '../../client/src/runs/figures.ts';
import type { Run } from '../../client/src/runs/run.ts';
import { defaultRunSettings } from '../../client/src/runs/runSettings.ts';
import { startRun } from '../../client/src/runs/startRun.ts';
import { parseTarget } from '../../client/src/targets/targets.ts';
import type { TracerId } from '../../client/src/tracers/tracer.ts';
import { tracers } from '../../client/src/tracers/tracers.ts';
import { scriptClauses } from '../../server/src/features/scriptClauses.ts';
import { emptyPack } from '../../server/src/kernel/emptyPack.ts';
import { registry } from '../../server/src/languages/registry.ts';
import type { LabGuest } from '../hosts/lab/guest.ts';
import { startLab } from '../hosts/lab/startLab.ts';

let guest: LabGuest;
let history: string;

before(async () => {
  history = await mkdtemp(join(tmpdir(), 'tracewright-meter-'));
  guest = await startLab();
  process.env.TRACEWRIGHT_SSH_CONFIG = guest.sshConfig;
});

after(async () => {
  await guest.stop();
  await rm(history, { recursive: true, force: true });
});

function start(tracer: TracerId, name: string, text: string, costLimit?: number): Run {
  const language = registry.find(({ id }) => id === tracers[tracer].languageId);
  assert.ok(language);
  const request = {
    script: { name, text },
    ...scriptClauses(language, { text, path: '', pack: emptyPack }),
    tracer,
    target: parseTarget('lab'),
    options: { arguments: [] },
    prompter: { acceptHostKey: async () => false, answer: async () => undefined },
    spoolFolder: history,
  };
  return startRun(request, { ...defaultRunSettings, costLimit });
}

/** Settles with the figures of the probe at a line once they are so; rejects when the run ended before. */
function figuresAt(run: Run, line: number, isSo: (probe: ProbeFigures) => boolean): Promise<ProbeFigures> {
  return new Promise((done, fail) => {
    const look = (): void => {
      const probe = run.figures?.probes.find((one) => one.line === line);
      const isEnded = run.state.kind === 'ended';
      if (probe !== undefined && isSo(probe)) done(probe);
      else if (isEnded) fail(new Error(`ended with ${JSON.stringify([run.state, run.figures])}`));
      else return;
      subscription.dispose();
    };
    const subscription = run.onChange(look);
    look();
  });
}

const statistics = async () => (await guest.run('cat /proc/sys/kernel/bpf_stats_enabled')).trim();
const holders = async () => (await guest.run('ls /run/tracewright-bpf-statistics 2>/dev/null || true')).trim();
const sync = 'tracepoint:syscalls:sys_enter_syncfs { @syncs = count(); }\n';

test('bpftrace: the kernel counts what the script counts', async () => {
  const run = start('bpftrace', 'syncs.bt', `${sync}interval:ms:100 { @ticks = count(); }\n`);
  await figuresAt(run, 2, ({ hits }) => hits > 0);
  await guest.run('for i in $(seq 25); do sync -f /; done');
  const { time, text } = await figuresAt(run, 1, ({ hits }) => hits === 25);
  assert.equal(text, 'tracepoint:syscalls:sys_enter_syncfs');
  assert.ok(time > 0);
  assert.equal(await statistics(), '1');
  const end = await run.stop();
  assert.match(end.proof ?? '', /bpf_stats_enabled is 0 as before/);
  const { records } = run.records(0);
  const counted = records.flatMap((record) =>
    record.kind === 'map' && record.name === '@syncs' ? record.entries : [],
  );
  assert.deepEqual(counted.at(-1), { key: '', value: 25 });
  assert.equal(records.findLast((record) => record.kind === 'figures')?.figures.probes[0]?.hits, 25);
});

test('the setting of the machine goes back only with the last run that wants it', async () => {
  const [one, other] = [start('bpftrace', 'one.bt', sync), start('bpftrace', 'other.bt', sync)];
  await Promise.all([one, other].map((run) => figuresAt(run, 1, () => true)));
  await one.stop();
  assert.equal(await statistics(), '1');
  await other.stop();
  assert.equal(await statistics(), '0');
  assert.equal(await holders(), '');
});

test('a run whose supervisor was killed leaves the setting as it was, too', async () => {
  const run = start('bpftrace', 'syncs.bt', sync);
  await figuresAt(run, 1, () => true);
  await guest.run(`kill -KILL $(cat /var/tmp/tracewright-0/${run.id}/supervisor.pid)`);
  await run.ended;
  assert.equal(await statistics(), '0');
  assert.equal(await holders(), '');
});

test('SystemTap: the copy counts what the script counts, a switched probe stops, globals are set, and all of it is gone', async () => {
  const text = await readFile(join(import.meta.dirname, 'scripts/counted/syncs.stp'), 'utf8');
  const run = start('stap', 'syncs.stp', text);
  await figuresAt(run, 8, (timer) => timer.hits > 0);
  await guest.run('for i in $(seq 25); do sync -f /; done');
  const hits = () => run.figures?.globals?.find(({ name }) => name === 'hits')?.value;
  const { longest = 0, time } = await figuresAt(run, 4, (probe) => probe.hits === 25);
  assert.equal(hits(), '25');
  assert.ok(longest > 0 && longest <= time);
  run.order({ kind: 'set', global: 'most', value: '0' });
  await figuresAt(run, 4, () => run.figures?.globals?.[0]?.value === '0');
  await guest.run('sync -f /');
  await figuresAt(run, 4, (probe) => probe.hits === 26);
  run.order({ kind: 'switch', clause: 1, isOn: false });
  const off = await figuresAt(run, 4, ({ control }) => control?.isOn === false);
  await guest.run('for i in $(seq 25); do sync -f /; done');
  const ticks = run.figures?.probes.find(({ line }) => line === 8)?.hits ?? 0;
  await figuresAt(run, 8, (timer) => timer.hits > ticks);
  assert.equal(run.figures?.probes.find(({ line }) => line === 4)?.hits, off.hits);
  const end = await run.stop();
  assert.ok(end.proof);
  const lines = (await run.lines(0, 100)).map(({ text }) => text);
  assert.ok(lines.includes('25 hits'), lines.join('\n'));
  assert.ok(!lines.some((line) => line.includes('tracewright')), lines.join('\n'));
  assert.equal((await guest.run('ls /proc/systemtap 2>/dev/null || true')).trim(), '');
});

test('what stap refuses as a copy runs as it is, and what it says is about the script', async () => {
  const run = start('stap', 'wrong.stp', 'probe begin { x = 1; foo(x) }\n');
  const end = await run.ended;
  assert.equal(end.how, 'failed');
  assert.deepEqual([run.findings[0]?.line, run.findings[0]?.column], [1, 22]);
  assert.notEqual(run.untold, '');
});

test('a run whose probes take more than the limit is ended, the costliest is named', async () => {
  const text = 'profile:hz:999 { $i = 0; unroll(100) { @sums[$i % 7] = sum($i); $i++ } }\n';
  const run = start('bpftrace', 'costly.bt', text, 0.001);
  const end = await run.ended;
  assert.equal(end.how, 'cost limit', end.message);
  assert.match(end.message, /profile:hz:999 at line 1/);
  assert.ok(end.proof);
});
