// Runs of all three tracers on the lab's kernel: what they print, and that Stop and a dead client leave nothing.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { headerOptions } from '../../client/src/runs/headerOptions.ts';
import type { Run } from '../../client/src/runs/run.ts';
import { listRuns, removeRun } from '../../client/src/runs/runsOnTarget.ts';
import { parseTarget } from '../../client/src/targets/targets.ts';
import type { RunOptions, TracerId } from '../../client/src/tracers/tracer.ts';
import type { LabGuest } from '../hosts/lab/guest.ts';
import { startLab } from '../hosts/lab/startLab.ts';
import { prints, prompter, reaches, startLabRun } from './labRuns.ts';

const root = resolve(import.meta.dirname, '../..');
const switches = join(import.meta.dirname, 'scripts/switches.stp');

let guest: LabGuest;
let history: string;

before(async () => {
  history = await mkdtemp(join(tmpdir(), 'tracewright-runs-'));
  guest = await startLab();
  process.env.TRACEWRIGHT_SSH_CONFIG = guest.sshConfig;
});

after(async () => {
  await guest.stop();
  await rm(history, { recursive: true, force: true });
});

function start(tracer: TracerId, name: string, text: string, options: Partial<RunOptions> = {}, target = 'lab'): Run {
  return startLabRun(history, { tracer, name, text, options, target });
}

const stapModules = async () => (await guest.run('grep -o "^stap_[^ ]*" /proc/modules || true')).trim();
const leftFolders = async () => (await guest.run('ls /var/tmp/tracewright-0 2>/dev/null || true')).trim();

test('a stap run tells its passes and prints; Stop leaves no module, proven', async () => {
  const run = start('stap', 'switches.stp', await readFile(switches, 'utf8'));
  await prints(run, 50);
  assert.equal(run.state.kind, 'running');
  assert.match(await stapModules(), /^stap_/);
  const end = await run.stop();
  assert.equal(end.how, 'stopped');
  assert.match(end.proof ?? '', /\/proc\/modules no longer has stap_/);
  assert.equal(await stapModules(), '');
  assert.equal(await leftFolders(), '');
  const lines = await run.lines(0, 1000);
  assert.ok(lines.some(({ text }) => text === 'begin'));
  const { records } = run.records(0);
  assert.ok(records.some((record) => record.kind === 'pass' && record.pass === 4));
});

test('a script that is built on one target runs on another with staprun, its passes told and its module gone', async () => {
  const run = start('stap', 'switches.stp', await readFile(switches, 'utf8'), { buildOn: 'lab' }, 'lab-dev');
  await prints(run, 50);
  const end = await run.stop();
  assert.equal(end.how, 'stopped', end.message);
  assert.match(end.proof ?? '', /\/proc\/modules no longer has stap_/);
  assert.match(run.rights, /, built on lab$/);
  const { records } = run.records(0);
  const passed = records.filter(({ kind }) => kind === 'pass' || kind === 'attached');
  assert.deepEqual(
    passed.map((record) => (record.kind === 'pass' ? record.pass : record.kind)),
    [1, 2, 3, 4, 'attached'],
  );
  const lines = await run.lines(0, 1000);
  assert.ok(lines.some(({ text }) => text === 'begin'));
  assert.equal(await stapModules(), '');
});

/** Its probe is one of process without a path: what is followed stands for it. */
const commands = readFileSync(join(import.meta.dirname, 'scripts/commands.stp'), 'utf8');
const elsewhere = { buildOn: 'lab' };

test('a command that is given with -c is followed by a script that is built elsewhere, and ends its run', async () => {
  const run = start('stap', 'commands.stp', commands, { ...headerOptions(commands), ...elsewhere }, 'lab-dev');
  const end = await run.ended;
  assert.equal(end.how, 'finished', end.message);
  assert.match(run.rights, /, built on lab$/);
  const lines = (await run.lines(0, 1000)).map(({ text }) => text);
  const pid = lines.find((line) => /^\d+$/.test(line));
  assert.ok(lines.includes('done') && lines.includes(`bash ${pid}`), lines.join('\n'));
  assert.equal(await stapModules(), '');
});

test('a process that is given with -x is followed by a script that is built elsewhere, which knows its program', async () => {
  const loop = 'while :; do sleep 0.05; done';
  const pid = Number(await guest.run(`bash -c '${loop}' >/dev/null 2>&1 </dev/null & echo $!`));
  const run = start('stap', 'commands.stp', commands, { ...elsewhere, pid }, 'lab-dev');
  await prints(run, 50);
  const end = await run.stop();
  await guest.run(`kill ${pid}`);
  assert.equal(end.how, 'stopped', end.message);
  const lines = (await run.lines(0, 1000)).map(({ text }) => text);
  assert.ok(lines.includes(`bash ${pid}`), lines.join('\n'));
  assert.equal(await stapModules(), '');
});

test('a process that has no program is told before anything is compiled', async () => {
  const { how, message } = await start('stap', 'commands.stp', commands, { ...elsewhere, pid: 2 }, 'lab-dev').ended;
  assert.equal(how, 'failed');
  assert.match(message, /^Process 2 on lab-dev has no program/);
});

test('Stop in the middle of compiling ends the compiler too', async () => {
  const run = start('stap', 'new.stp', `probe begin { println("new ${Date.now()}") }\n`);
  await reaches(run, 'preparing');
  const end = await run.stop();
  assert.equal(end.how, 'stopped');
  assert.ok(end.proof);
  assert.equal((await guest.run('pgrep -x "stap|cc1|make" || true')).trim(), '');
});

test('after kill -9 of the client the target stops the run and unloads its module', async () => {
  const client = spawn(process.execPath, [join(root, 'client/src/cli.ts'), 'run', switches, '--target', 'lab'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface(client.stdout)) if (line !== '') break;
  assert.match(await stapModules(), /^stap_/);
  client.kill('SIGKILL');
  // The guest itself waits: 30 s of grace and the ladder.
  await guest.run('for i in $(seq 120); do grep -q "^stap_" /proc/modules || exit 0; sleep 0.5; done; exit 1');
  const connection = await parseTarget('lab').connect({ prompter });
  try {
    const [left] = await listRuns(connection);
    assert.equal(left?.state, 'ended');
    assert.equal(left.script, 'switches.stp');
    await removeRun(connection, left);
  } finally {
    connection.close();
  }
  assert.equal(await leftFolders(), '');
});

test('a module whose stapio was killed is unloaded all the same', async () => {
  const run = start('stap', 'switches.stp', await readFile(switches, 'utf8'));
  await prints(run, 50);
  await guest.run('pkill -KILL -x stapio');
  const end = await run.ended;
  assert.equal(end.how, 'failed');
  assert.ok(end.proof);
  assert.equal(await stapModules(), '');
});

test('bpftrace at a kprobe: maps after Stop, no kprobe left', async () => {
  const run = start(
    'bpftrace',
    'reads.bt',
    'kprobe:vfs_read { @[comm] = count(); }\ninterval:ms:200 { printf("tick\\n"); }\n',
  );
  await prints(run, 5);
  const end = await run.stop();
  assert.equal(end.how, 'stopped');
  assert.match(end.proof ?? '', /BPF programs/);
  assert.ok(run.records(0).records.some((record) => record.kind === 'map' && record.name === '@'));
  assert.equal((await guest.run('cat /sys/kernel/debug/kprobes/list')).trim(), '');
});

test('all that bpftrace prints comes as records of its kind, and errors with their place in the script', async () => {
  const text = await readFile(join(import.meta.dirname, 'scripts/kinds.bt'), 'utf8');
  const run = start('bpftrace', 'kinds.bt', text);
  const end = await run.ended;
  assert.equal(end.how, 'finished', end.message);
  const { records } = run.records(0);
  const stacks = records.flatMap((record) => (record.kind === 'stacks' ? record.stacks : []));
  assert.deepEqual(
    stacks.map(({ frames, count }) => [frames.length, count]),
    [[3, 1]],
  );
  const messages = records.flatMap((record) => (record.kind === 'message' ? [record] : []));
  const placed = messages.map((message) => [
    message.severity,
    message.text.split('.')[0],
    message.line,
    message.column,
  ]);
  assert.deepEqual(placed, [
    ['error', 'told 2', 12, 3],
    ['warning', 'warned', 13, 3],
    ['warning', 'Divide or modulo by 0 detected', 15, 9],
  ]);
  const histograms = records.flatMap((record) => (record.kind === 'histogram' ? [record] : []));
  assert.deepEqual(
    histograms.map(({ name, key, buckets }) => [name, key, buckets]),
    [
      ['@powers', '', [{ low: 4, high: 7, count: 1 }]],
      ['@steps', 'k', [{ low: 4, high: 5, count: 1 }]],
    ],
  );
  const maps = records.flatMap((record) => (record.kind === 'map' ? [record] : []));
  const [series, ...others] = [...maps].sort((a, b) => Number(b.name === '@series') - Number(a.name === '@series'));
  assert.deepEqual([series?.name, series?.entries.map(({ value }) => value)], ['@series', [3]]);
  assert.deepEqual(
    others.map(({ name, entries }) => [name, ...entries.map(({ key, value }) => `${key}: ${value}`)]),
    [
      ['@counts', 'a,1: 1'],
      ['@number', ': 7'],
      ['@pair', ': (1, x)'],
      ['@statistics', ': count 1, average 4, total 4'],
    ],
  );
  const lines = (await run.lines(0, 1000)).filter(({ ofRecord }) => !ofRecord).map((line) => line.text);
  assert.deepEqual(
    lines.map((line) => line.replace(/^at \d\d$/, 'at')),
    ['line 1', 'at', '(1, two, 3)', 'Linux', '1'],
  );
});

test('dtrace ends at its time limit and prints its END', async () => {
  const script = 'BEGIN { printf("on"); }\ntick-1s { printf("tick"); }\nEND { printf("off"); }\n';
  const run = start('dtrace', 'ticks.d', script, { timeLimit: 3000 });
  const end = await run.ended;
  assert.equal(end.how, 'time limit');
  assert.ok(end.proof);
  const lines = await run.lines(0, 1000);
  assert.ok(lines.some(({ text }) => text.includes('off')));
});

test('what is missing is told with the next step', async () => {
  const { message, how } = await start('bpftrace', 'x.bt', 'BEGIN { exit(); }', {}, 'lab-plain').ended;
  assert.equal(how, 'failed');
  assert.match(message, /as root/);
});
