// A group that clush on a head node reaches: the same run as with a connection to each host. TRACEWRIGHT_FLEET=32 runs it on so many.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, release, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { startGroup } from '../../client/src/runs/group/groupRun.ts';
import { resumeRun } from '../../client/src/runs/resumeRun.ts';
import type { Run } from '../../client/src/runs/run.ts';
import { targetsOf } from '../../client/src/targets/targetGroup.ts';
import type { RunOptions, TracerId } from '../../client/src/tracers/tracer.ts';
import { Fleet, type HostKind } from '../hosts/ssh/fleet.ts';
import { installShellTracer } from '../hosts/ssh/shellTracer.ts';
import { makeKey } from '../hosts/ssh/sshKey.ts';
import { SshServer } from '../hosts/ssh/sshServer.ts';
import { UserSide } from '../hosts/ssh/userSide.ts';
import { keptOutput } from '../support/keptOutput.ts';
import { untilRun } from '../support/untilRun.ts';

const count = Number(process.env.TRACEWRIGHT_FLEET ?? 8);
const tracewright = resolve(import.meta.dirname, '../../client/src/cli.ts');
const kinds: HostKind[] = Array.from({ length: count }, () => 'well');
kinds.splice(0, 3, 'dead', 'slow', 'refusing');

let fleet: Fleet;
/** ClusterShell's settings on the head node. */
let settings: string;
let head: SshServer;
/** A head node without clush. */
let bare: SshServer;
let user: UserSide;
let history: string;
let speaking: readonly string[];

/** How long a line each host prints: more than a link of 8 kB a second takes in a moment, but for the slow one. */
function weightOf(host: string): number {
  return host === 'host2' ? 5000 : 100_000;
}

before(async () => {
  user = await UserSide.make();
  history = await mkdtemp(join(tmpdir(), 'tracewright-head-'));
  const key = await makeKey(join(user.folder, 'key'), 'ed25519');
  const programs = await installShellTracer(user.folder);
  fleet = await Fleet.start(kinds, (index) => ({
    authorized: [key.publicLine],
    config: [`SetEnv WEIGHT=${weightOf(`host${index + 1}`)} PATH=${programs}:/usr/sbin:/usr/bin:/sbin:/bin`],
  }));
  speaking = fleet.names.filter((name) => name !== 'host1' && name !== 'host3');
  // The head's own ways to the hosts, which the user's machine knows nothing of.
  const known = await fleet.introduce(user, `IdentityFile ${key.file}`);
  const toHosts = await user.configure(...known);
  const headConfig = join(history, 'head_ssh_config');
  await writeFile(
    headConfig,
    known.join('\n').concat(`\nHost *\nUserKnownHostsFile ${join(history, 'head_known_hosts')}\n`),
  );
  await writeFile(join(history, 'head_known_hosts'), await user.readKnownHosts());
  await rm(toHosts);
  settings = join(history, 'clustershell');
  await mkdir(settings);
  await writeFile(join(settings, 'clush.conf'), `[Main]\nconnect_timeout: 20\nssh_options: -F ${headConfig}\n`);
  // A gateway is started with the first python3 that its PATH has, which need not be the one that has ClusterShell.
  const words = `CLUSTERSHELL_CFGDIR=${settings} CLUSTERSHELL_GW_PYTHON_EXECUTABLE=/usr/bin/python3`;
  head = await SshServer.start({ authorized: [key.publicLine], config: [`SetEnv ${words}`] });
  bare = await SshServer.start({ authorized: [key.publicLine], config: ['SetEnv PATH=/nowhere'] });
  await user.trust(head, bare);
  const own = `IdentityFile ${key.file}`;
  await user.configure(...user.host('head', head, own), ...user.host('bare', bare, own));
  await mkdir(join(history, 'tracewright'));
  const groups = { nodes: { via: 'head', hosts: ['host[4-5]'] }, bare: { via: 'bare', hosts: ['host4'] } };
  await writeFile(join(history, 'tracewright', 'groups.json'), JSON.stringify(groups));
});

after(async () => {
  await head.stop();
  await bare.stop();
  await fleet.stop();
  await user.remove();
  await rm(history, { recursive: true, force: true });
});

function start(text: string, options: Partial<RunOptions> = {}, tracer: TracerId = 'bpftrace'): Run {
  return startGroup({
    script: { name: 'script', text },
    tracer,
    target: { name: 'fleet' },
    targets: targetsOf({ via: 'head', hosts: fleet.names }),
    via: 'head',
    options: { arguments: [], ...options },
    prompter: user.prompter,
    spoolFolder: history,
  });
}

async function linesOf(run: Run, host: string): Promise<readonly string[]> {
  const lines = await run.lines(0, 1_000_000);
  return lines.filter((line) => run.hosts?.[line.host ?? -1]?.name === host).map(({ text }) => text);
}

/** What a program prints on a host: broken UTF-8, a carriage return, a NUL, a long line, clush's own words, no newline at the end. */
const spoken = String.raw`printf '\377\376 one\rtwo\n\000\n'
head -c "$WEIGHT" /dev/zero | tr '\000' x
printf '\nhost4: no\nclush: host4: exited with exit code 9\nlast'
`;

test('in tree mode each host says its own, byte for byte, and those that cannot be reached are told', async (context) => {
  const topology = join(settings, 'topology.conf');
  await writeFile(topology, `[routes]\n${hostname()}: host4\nhost4: host[1-3,5-${count}]\n`);
  const begun = performance.now();
  const program = join(history, 'speak');
  await writeFile(program, spoken);
  const run = start('BEGIN { printf("begun\\n"); }\n', { command: `/bin/sh ${program}` });
  const end = await run.ended;
  await rm(topology);
  context.diagnostic(`${count} hosts in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  assert.equal(end.how, 'finished', end.message);
  assert.match(
    end.message,
    new RegExp(`^The script finished on ${count - 2} of ${count} hosts\\. host1: head could not `),
  );
  assert.match(end.message, /host3: head could not keep host3: ssh: .*Connection refused\./);
  assert.ok(end.proof, 'nothing proves that all hosts are clean');
  for (const host of speaking) {
    const own = run.hosts?.find(({ name }) => name === host)?.run;
    const raw = await keptOutput(join(history, run.id, 'hosts', own?.id ?? ''), 'stdout');
    // What bpftrace says itself comes in between, wherever the program was at the moment.
    const text = raw.toString('latin1').replaceAll(/\{"type": [^\n]*\}\n/g, '');
    const said = `\xff\xfe one\rtwo\n\0\n${'x'.repeat(weightOf(host))}\nhost4: no\nclush: host4: exited with exit code 9\nlast`;
    assert.ok(text.includes(said), `${host}: ${raw.length} bytes`);
    assert.ok(raw.includes('begun'), host);
  }
});

test('a head node that goes away and comes back costs no line, and Stop ends all hosts with proof', async () => {
  const run = start('interval:ms:100 { printf("tick %d\\n", @n++); }\n');
  const ticking = (least: number) => () =>
    (run.hosts ?? []).filter((host) => host.run.lineCount >= least).length === speaking.length;
  const unreachable = (run.hosts ?? []).filter(({ name }) => !speaking.includes(name));
  await untilRun(run, () => ticking(5)() && unreachable.every((host) => host.run.state.kind === 'ended'));
  await head.cutConnections();
  await untilRun(run, () => run.hosts?.some((host) => host.run.state.kind === 'reconnecting') ?? false);
  const before = Math.max(...(run.hosts ?? []).map((host) => host.run.lineCount));
  await untilRun(run, ticking(before + 5));
  assert.equal(run.state.kind, 'running');
  const end = await run.stop();
  assert.equal(end.how, 'stopped', end.message);
  assert.match(
    end.message,
    /host1: head could not keep host1: .* host3: head could not keep host3: ssh: .*Connection refused\./,
  );
  assert.ok(end.proof);
  for (const host of speaking) {
    const ticks = (await linesOf(run, host)).filter((text) => text.startsWith('tick '));
    assert.deepEqual(
      ticks,
      ticks.map((_, index) => `tick ${index}`),
      host,
    );
  }
});

test('such a group is taken up again through its head', async () => {
  const run = start('trap exit INT; echo on; while :; do sleep 0.1; done\n', {}, 'stap');
  const { hosts = [] } = run;
  const unreachable = hosts.filter(({ name }) => !speaking.includes(name));
  // All that there will be, as two lives of it must not write at once.
  const isOn = () => run.lineCount === speaking.length && unreachable.every((host) => host.run.state.kind === 'ended');
  await untilRun(run, isOn);
  const again = await resumeRun(history, run.id, user.prompter);
  assert.ok(again);
  const taken = await run.ended;
  assert.equal(taken.how, 'lost', taken.message);
  assert.match(taken.message, /^No host is followed any more\. .* host2: Another window took the run over; /);
  await untilRun(again, () =>
    speaking.every((name) => again.hosts?.find((one) => one.name === name)?.run.state.kind === 'running'),
  );
  const end = await again.stop();
  assert.equal(end.how, 'stopped', end.message);
  assert.match(end.message, /host1: head could not keep host1: .* host3: /);
  for (const host of speaking) assert.deepEqual(await linesOf(again, host), ['on'], host);
});

test('a file of a host is read in stretches, and one that is not there is an error that names it', async () => {
  const [target] = targetsOf({ via: 'head', hosts: ['host4'] });
  const connection = await target?.connect({ prompter: user.prompter });
  assert.ok(connection);
  try {
    const file = join(history, 'stretch');
    await writeFile(file, 'one two three');
    assert.equal((await connection.readFile(file, 4, 3)).toString(), 'two');
    assert.equal((await connection.readFile(file, 8, 100)).toString(), 'three');
    assert.equal((await connection.readFile(file, 100, 1)).length, 0);
    await assert.rejects(
      connection.readFile('/nowhere/file', 0, 1),
      /^TargetError: \/nowhere\/file cannot be read on host4: .*No such file/,
    );
  } finally {
    connection.close();
  }
});

/** With `groups.json` of this test's own. */
async function commandLine(...words: readonly string[]) {
  const cli = spawn(process.execPath, [tracewright, ...words], {
    env: { ...process.env, XDG_CONFIG_HOME: history, XDG_STATE_HOME: history },
  });
  const [stdout, stderr, [code]] = await Promise.all([cli.stdout.toArray(), cli.stderr.toArray(), once(cli, 'exit')]);
  return { output: Buffer.concat(stdout).toString(), told: Buffer.concat(stderr).toString(), code };
}

test('the command line takes such a group, and says what a head node without clush lacks', async () => {
  const script = join(history, 'hello.bt');
  await writeFile(script, 'BEGIN { printf("hello\\n"); exit(); }\n');
  const onGroup = (group: string) => commandLine('run', script, '--group', group);
  const { output, code } = await onGroup('nodes');
  assert.deepEqual(
    output
      .split('\n')
      .filter((line) => line.endsWith('hello'))
      .sort(),
    ['host4 | hello', 'host5 | hello'],
  );
  assert.equal(code, 0);
  const bare = await onGroup('bare');
  assert.match(bare.told, /bare has no clush\. Install ClusterShell there/);
  assert.equal(bare.code, 1);
});

test('one host behind a head node is examined, and gives its kernel pack, without the others', async () => {
  const examined = await commandLine('doctor', '--group', 'nodes', '--target', 'host4', '--json');
  const report = JSON.parse(examined.output);
  assert.deepEqual([report.target, report.facts.isRoot], ['host4', true], examined.told);
  const folder = join(history, 'pack');
  const { output, told, code } = await commandLine('pack', '--group', 'nodes', '--target', 'host4', '-o', folder);
  assert.equal(code, 0, told);
  assert.ok(output.startsWith(`${folder}: kernel ${release()}, build-id `), output);
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
  assert.equal(manifest.release, release());
  const unknown = await commandLine('doctor', '--group', 'nodes', '--target', 'host9');
  assert.match(unknown.told, /The group "nodes" has no host "host9"/);
});
