// A window that dies while a group runs, at any moment: the group comes back with all its hosts at the next byte, none lost or doubled.
// TRACEWRIGHT_DEATHS=50 dies more often than every day's run of the suite does.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { BundledRun } from '../../client/src/runs/history/runHistory.ts';
import { resumeRun } from '../../client/src/runs/resumeRun.ts';
import type { Run } from '../../client/src/runs/run.ts';
import { Fleet, type HostKind } from '../hosts/ssh/fleet.ts';
import { installShellTracer } from '../hosts/ssh/shellTracer.ts';
import { makeKey } from '../hosts/ssh/sshKey.ts';
import { UserSide } from '../hosts/ssh/userSide.ts';
import { keptOutput } from '../support/keptOutput.ts';
import { untilRun } from '../support/untilRun.ts';

const deaths = Number(process.env.TRACEWRIGHT_DEATHS ?? 3);
const tracewright = resolve(import.meta.dirname, '../../client/src/cli.ts');
const kinds: readonly HostKind[] = ['well', 'well', 'dead', 'well'];

/** Numbers on both streams, now trickling and now flooding, until the file `stop` is there. */
const numbers = `i=0
until [ -e "$1" ]; do
  i=$((i + 1))
  seq $((i * 1000 - 999)) $((i * 1000))
  echo "$i" >&2
  [ $((i % 20)) -lt 12 ] || sleep 0.03
done
`;

let fleet: Fleet;
let user: UserSide;
let history: string;

before(async () => {
  user = await UserSide.make();
  history = join(user.folder, 'tracewright', 'runs');
  const key = await makeKey(join(user.folder, 'key'), 'ed25519');
  const programs = await installShellTracer(user.folder);
  fleet = await Fleet.start(kinds, () => ({ authorized: [key.publicLine], programs }));
  await user.configure(...(await fleet.introduce(user, `IdentityFile ${key.file}`, 'ConnectTimeout 5')));
  await mkdir(join(user.folder, 'tracewright'), { recursive: true });
  await writeFile(join(user.folder, 'tracewright', 'groups.json'), JSON.stringify({ fleet: fleet.names }));
  await writeFile(join(user.folder, 'numbers.stp'), numbers);
});

after(async () => {
  await fleet?.stop();
  await user?.remove();
});

function alive(): readonly string[] {
  return fleet.names.filter((_, index) => kinds[index] === 'well');
}

/** Another process starts the group and is killed, some time after its first lines. */
async function leaveGroup(stop: string): Promise<BundledRun> {
  const before = new Set(await readdir(history).catch(() => []));
  const words = [tracewright, 'run', join(user.folder, 'numbers.stp'), '--group', 'fleet', '--', stop];
  const client = spawn(process.execPath, words, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, XDG_CONFIG_HOME: user.folder, XDG_STATE_HOME: user.folder },
  });
  await hostsIn(client.stdout);
  await delay(Math.random() * 1500);
  const gone = once(client, 'exit');
  client.kill('SIGKILL');
  await gone;
  const id = (await readdir(history)).find((name) => !before.has(name)) ?? '';
  return JSON.parse(await readFile(join(history, id, 'run.json'), 'utf8'));
}

/** Settles when lines of all hosts that are alive came; what comes later is read, too, as a terminal would. */
function hostsIn(output: Readable): Promise<void> {
  const waited = new Set(alive());
  return new Promise((settle) => {
    createInterface(output).on('line', (line) => {
      waited.delete(line.split(' ')[0] ?? '');
      if (waited.size === 0) settle();
    });
  });
}

/** What each host printed on stdout, by the group's lines. */
async function printed(run: Run): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string[]>();
  for (let first = 0; first < run.lineCount; ) {
    const lines = await run.lines(first, 100_000);
    for (const { text, stream, host = -1 } of lines) {
      if (stream !== 'stdout') continue;
      const name = run.hosts?.[host]?.name ?? '';
      const own = texts.get(name) ?? [];
      texts.set(name, own);
      own.push(text);
    }
    first += lines.length;
  }
  return new Map([...texts].map(([name, lines]) => [name, lines.map((line) => `${line}\n`).join('')]));
}

function numbersUpTo(last: number): string {
  return Array.from({ length: last }, (_, i) => `${i + 1}\n`).join('');
}

test(`${deaths} deaths`, { timeout: 60_000 + deaths * 60_000 }, async (t) => {
  for (let death = 0; death < deaths; death++) {
    const stop = join(user.folder, `stop${death}`);
    const left = await leaveGroup(stop);
    assert.equal(left.end, undefined);
    const run = await resumeRun(history, left.id, user.prompter);
    assert.ok(run);
    assert.deepEqual([run.id, run.startedAt], [left.id, left.startedAt]);
    assert.deepEqual(
      run.hosts?.map(({ name, run: own }) => ({ name, id: own.id })),
      left.hosts,
    );
    const own = run.hosts?.filter(({ name }) => alive().includes(name)) ?? [];
    await untilRun(run, () => own.every((host) => host.run.state.kind === 'running'));
    const before = run.lineCount;
    const counts = own.map((host) => host.run.lineCount);
    await untilRun(run, () => own.every((host, index) => host.run.lineCount > (counts[index] ?? 0)));
    await writeFile(stop, '');
    const end = await run.ended;
    assert.equal(end.how, 'finished', end.message);
    assert.match(end.message, /^The script finished on 3 of 4 hosts\. host3: /);
    assert.deepEqual(run.losses, new Map());
    const lines = await printed(run);
    assert.deepEqual([...lines.keys()].sort(), alive());
    for (const { name, run: hostRun } of own) {
      const folder = join(history, run.id, 'hosts', hostRun.id);
      const rounds = Number((await keptOutput(folder, 'stderr')).toString().trim().split('\n').at(-1));
      const expected = numbersUpTo(rounds * 1000);
      assert.ok((await keptOutput(folder, 'stdout')).toString() === expected, `${name}: bytes are lost or doubled`);
      assert.ok(lines.get(name) === expected, `${name}: lines are lost or doubled`);
    }
    t.diagnostic(`${before} lines when it was taken up, ${run.lineCount} in the end`);
  }
});
