// A script on many real hosts at once: what each prints, who is dead, slow or refusing, who is odd, and that Stop stops all.
// TRACEWRIGHT_FLEET=32 runs it on so many.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { startGroup } from '../../client/src/runs/group/groupRun.ts';
import { HostTotals, oddHosts } from '../../client/src/runs/group/oddHosts.ts';
import { exportFormats } from '../../client/src/runs/history/exportRun.ts';
import { openPastRun } from '../../client/src/runs/history/pastRun.ts';
import type { OutputLine, Run } from '../../client/src/runs/run.ts';
import { parseTarget } from '../../client/src/targets/targets.ts';
import type { RunOptions } from '../../client/src/tracers/tracer.ts';
import { Fleet, type HostKind } from '../hosts/ssh/fleet.ts';
import { makeKey } from '../hosts/ssh/sshKey.ts';
import { UserSide } from '../hosts/ssh/userSide.ts';

const count = Number(process.env.TRACEWRIGHT_FLEET ?? 8);
const tracewright = resolve(import.meta.dirname, '../../client/src/cli.ts');
const odd = 'host5';
const kinds: HostKind[] = Array.from({ length: count }, () => 'well');
kinds.splice(0, 3, 'dead', 'slow', 'refusing');

let fleet: Fleet;
let user: UserSide;
let history: string;
let program: string;

before(async () => {
  user = await UserSide.make();
  history = await mkdtemp(join(tmpdir(), 'tracewright-groups-'));
  program = join(history, 'work');
  await writeFile(program, 'exec dd if=/dev/zero of=/dev/null bs=$WEIGHT count=1 status=none\n');
  const key = await makeKey(join(user.folder, 'key'), 'ed25519');
  fleet = await Fleet.start(kinds, (index) => ({
    authorized: [key.publicLine],
    // Every host has as much to do as the others, but for one.
    config: [`SetEnv WEIGHT=${`host${index + 1}` === odd ? 64 : 4}M`],
  }));
  await user.configure(...(await fleet.introduce(user, `IdentityFile ${key.file}`, 'ConnectTimeout 20')));
});

after(async () => {
  await fleet.stop();
  await user.remove();
  await rm(history, { recursive: true, force: true });
});

function start(name: string, text: string, options: Partial<RunOptions> = {}) {
  return startGroup({
    script: { name, text },
    tracer: 'bpftrace',
    target: { name: 'fleet' },
    targets: fleet.names.map(parseTarget),
    options: { arguments: [], ...options },
    prompter: user.prompter,
    spoolFolder: history,
  });
}

async function linesByHost(run: Run): Promise<ReadonlyMap<string, readonly OutputLine[]>> {
  const hosts = new Map<string, OutputLine[]>();
  for (const line of await run.lines(0, 100_000)) {
    const name = run.hosts?.[line.host ?? -1]?.name ?? '';
    hosts.set(name, [...(hosts.get(name) ?? []), line]);
  }
  return hosts;
}

test('each host counts its own, the odd one is found, those that cannot be reached are told', async (context) => {
  const started = performance.now();
  const run = start('faults.bt', 'software:page-faults:1 /pid == cpid/ { @faults = count(); }\n', {
    command: `/bin/sh ${program}`,
  });
  const end = await run.ended;
  context.diagnostic(`${count} hosts in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  assert.equal(end.how, 'finished', end.message);
  assert.match(
    end.message,
    new RegExp(`^The script finished on ${count - 2} of ${count} hosts\\. host1: No connection .* host3: `),
  );
  assert.match(end.message, /host3 refused the connection at /);
  assert.ok(end.proof, 'nothing proves that all hosts are clean');
  const totals = new HostTotals();
  const { records, moments } = run.records(0);
  totals.add(records, moments);
  const faults = totals.all.get('@faults') ?? new Map();
  assert.deepEqual(
    [...faults.keys()].sort(),
    fleet.names.filter((name) => name !== 'host1' && name !== 'host3').sort(),
  );
  assert.deepEqual(
    oddHosts(faults).map(({ host }) => host),
    [odd],
  );
  for (const [name, value] of faults)
    assert.ok(name === odd ? value > 16_000 : value > 1000 && value < 5000, `${name}: ${value}`);
  const exported = async (id: string): Promise<readonly string[]> => {
    const pieces: string[] = [];
    const format = exportFormats.find((one) => one.id === id);
    for await (const piece of format?.write(run, []) ?? []) pieces.push(String(piece));
    return pieces.join('').split(/\r?\n/);
  };
  const [head, ...rows] = await exported('maps');
  assert.equal(head, 'ms,host,name,key,low,high,value');
  assert.ok(rows.some((cells) => cells.split(',').slice(1, 3).join() === `${odd},@faults`));
  assert.ok((await exported('csv')).some((cells) => cells.split(',')[1] === odd && cells.includes('@faults')));
  assert.ok((await exported('text')).some((line) => /^host5 +\| @faults: \d+$/.test(line)));
  assert.ok(
    (await exported('ndjson')).some((line) => line.includes('"kind":"line"') && line.includes(`"host":"${odd}"`)),
  );
  // It is read back as it was.
  const past = await openPastRun(history, run.id);
  assert.deepEqual(await past?.lines(0, 100_000), await run.lines(0, 100_000));
  assert.deepEqual(
    past?.hosts?.map(({ name, run: own }) => [name, own.lineCount]),
    run.hosts.map(({ name, run: own }) => [name, own.lineCount]),
  );
});

test('lines of all hosts come together, and Stop ends them all with proof', async () => {
  const run = start('ticks.bt', 'interval:ms:50 { printf("tick %d\\n", @n++); }\n');
  const speaking = fleet.names.filter((name) => name !== 'host1' && name !== 'host3');
  await new Promise<void>((resolve) => {
    const subscription = run.onChange(() => {
      const ticking = run.hosts.filter((host) => host.run.lineCount >= 20).length;
      if (ticking < speaking.length && run.state.kind !== 'ended') return;
      subscription.dispose();
      resolve();
    });
  });
  assert.equal(run.state.kind, 'running');
  const end = await run.stop();
  assert.equal(end.how, 'stopped', end.message);
  assert.ok(end.proof);
  const lines = await linesByHost(run);
  for (const name of speaking) {
    const ticks = (lines.get(name) ?? []).map(({ text }) => text).filter((text) => text.startsWith('tick '));
    assert.deepEqual(
      ticks,
      ticks.map((_, index) => `tick ${index}`),
      name,
    );
    assert.ok(ticks.length >= 19, `${name}: ${ticks.length}`);
  }
  for (const { run: own } of run.hosts) assert.equal(own.state.kind, 'ended');
});

test('the command line takes a group, begins each line with its host, and names the odd one', async () => {
  await mkdir(join(history, 'tracewright'));
  await writeFile(join(history, 'tracewright', 'groups.json'), JSON.stringify({ fleet: fleet.names.slice(2) }));
  const script = join(history, 'faults.bt');
  await writeFile(script, 'software:page-faults:1 /pid == cpid/ { @faults = count(); }\n');
  const cli = spawn(process.execPath, [tracewright, 'run', script, '--group', 'fleet', '-c', `sh ${program}`], {
    env: { ...process.env, XDG_CONFIG_HOME: history, XDG_STATE_HOME: history },
  });
  const [stdout, stderr, [code]] = await Promise.all([cli.stdout.toArray(), cli.stderr.toArray(), once(cli, 'exit')]);
  const [output, told] = [Buffer.concat(stdout).toString(), Buffer.concat(stderr).toString()];
  const width = Math.max(...fleet.names.map(({ length }) => length));
  const lines = output.split('\n').filter((line) => line.includes('@faults'));
  assert.deepEqual(
    lines.map((line) => line.replace(/\d+$/, 'N')).sort(),
    fleet.names
      .slice(3)
      .map((name) => `${name.padEnd(width)} | @faults: N`)
      .sort(),
  );
  assert.match(told, /^\[host3: host3 refused the connection /m);
  assert.match(told, new RegExp(`^${odd} stands out: @faults is \\d+ there, \\d+ on the median host$`, 'm'));
  // One of them was not reached.
  assert.equal(code, 1);
});

test('the command line takes several targets', async () => {
  const script = join(history, 'hello.bt');
  await writeFile(script, 'BEGIN { printf("hello\\n"); exit(); }\n');
  const words = ['run', script, '--target', 'host4', '--target', 'host5', '--json'];
  const cli = spawn(process.execPath, [tracewright, ...words], {
    env: { ...process.env, XDG_STATE_HOME: history },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [stdout, [code]] = await Promise.all([cli.stdout.toArray(), once(cli, 'exit')]);
  const told = Buffer.concat(stdout)
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const hello = told.filter(({ kind, text }) => kind === 'line' && text === 'hello').map(({ host }) => host);
  assert.deepEqual(hello.sort(), ['host4', 'host5']);
  assert.equal(code, 0);
});

test('Stop before all had their turn starts no more', async () => {
  const run = start('ticks.bt', 'interval:ms:50 { printf("tick %d\\n", @n++); }\n');
  const end = await run.stop();
  assert.equal(end.how, 'stopped', end.message);
  assert.match(end.message, /^Stopped before it started on all /);
  assert.equal(run.lineCount, 0);
});
