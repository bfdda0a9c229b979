// Networks that go away and servers that are killed, at random moments: not a byte of a run's output is lost or doubled.
// TRACEWRIGHT_CUTS=200 cuts more often than every day's run of the suite does.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunState } from '../../client/src/runs/run.ts';
import { startRun } from '../../client/src/runs/startRun.ts';
import { parseTarget } from '../../client/src/targets/targets.ts';
import { Network } from '../hosts/ssh/network.ts';
import { installShellTracer } from '../hosts/ssh/shellTracer.ts';
import { makeKey } from '../hosts/ssh/sshKey.ts';
import { SshServer } from '../hosts/ssh/sshServer.ts';
import { UserSide } from '../hosts/ssh/userSide.ts';
import { keptOutput } from '../support/keptOutput.ts';
import { untilRun } from '../support/untilRun.ts';

const cuts = Number(process.env.TRACEWRIGHT_CUTS ?? 20);
const seed = Number(process.env.TRACEWRIGHT_SEED ?? 20261126);

let network: Network;
let user: UserSide;
let server: SshServer;

before(async () => {
  network = await Network.make();
  user = await UserSide.make();
  const key = await makeKey(join(user.folder, 'key'), 'ed25519');
  const { address, prefix } = network;
  const programs = await installShellTracer(user.folder);
  server = await SshServer.start({ authorized: [key.publicLine], address, prefix, programs });
  await user.trust(server);
  await user.configure(...user.host('far', server, `IdentityFile ${key.file}`));
});

after(async () => {
  await server?.stop();
  await network?.remove();
  await user?.remove();
});

/** Numbers without end on both streams, now trickling and now flooding, until the file `stop` is there. */
const numbers = `i=0
until [ -e "$1" ]; do
  i=$((i + 1))
  seq $((i * 1000 - 999)) $((i * 1000))
  echo "$i" >&2
  [ $((i % 50)) -lt 40 ] || continue
  sleep 0.03
done
`;

/** Numbers from 0 to 1 that are the same for the same seed. */
function randomNumbers(): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A way in which a network fails; it is whole again afterwards. */
interface Failure {
  readonly fail: () => Promise<void>;
  /** Whether the client has to come back; else the connection may live through it. */
  readonly isEnd: boolean;
}

function failures(random: () => number): readonly Failure[] {
  const aWhile = (most: number) => delay(random() * most);
  return [
    // The server's machine tells the client at once.
    { isEnd: true, fail: () => server.cutConnections() },
    {
      isEnd: true,
      fail: async () => {
        await server.kill();
        await aWhile(400);
        await server.restart();
      },
    },
    // Nobody is told anything.
    {
      isEnd: false,
      fail: async () => {
        await network.down();
        await aWhile(1000);
        await network.up();
      },
    },
    // The connection is gone when the network is back.
    {
      isEnd: true,
      fail: async () => {
        await network.down();
        await server.cutConnections();
        await aWhile(1000);
        await network.up();
      },
    },
  ];
}

test(`${cuts} cuts`, { timeout: 180_000 + cuts * 5000 }, async (t) => {
  const stop = join(user.folder, 'stop');
  const run = startRun(
    {
      script: { name: 'numbers.stp', text: numbers },
      tracer: 'stap',
      target: parseTarget('far'),
      options: { arguments: [stop] },
      prompter: user.prompter,
      spoolFolder: join(user.folder, 'runs'),
    },
    { grace: 12_000, keep: 60_000, bound: 1 << 30, history: 10 },
  );
  let returns = 0;
  let last: RunState['kind'] = run.state.kind;
  run.onChange(() => {
    if (last === 'reconnecting' && run.state.kind === 'running') returns++;
    last = run.state.kind;
  });
  const random = randomNumbers();
  const ways = failures(random);
  await untilRun(run, () => run.lineCount > 0);
  for (let cut = 0; cut < cuts && run.state.kind !== 'ended'; cut++) {
    await delay(random() * 500);
    const before = { returns, lines: run.lineCount };
    const way = ways[Math.floor(random() * ways.length)];
    await way?.fail();
    // Some cuts meet a client that is still on its way back.
    if (random() < 0.1) continue;
    if (way?.isEnd) await untilRun(run, () => returns > before.returns);
    await untilRun(run, () => run.lineCount > before.lines);
  }
  await writeFile(stop, '');
  const end = await run.ended;
  assert.deepEqual({ how: end.how, losses: run.losses }, { how: 'finished', losses: new Map() }, end.message);
  const folder = join(user.folder, 'runs', run.id);
  const [out, err] = [await keptOutput(folder, 'stdout'), (await keptOutput(folder, 'stderr')).toString()];
  const rounds = Number(err.trim().split('\n').at(-1));
  assert.ok(rounds > cuts);
  assert.equal(err, numbersUpTo(rounds));
  assert.ok(out.equals(Buffer.from(numbersUpTo(rounds * 1000))), `${out.length} bytes are not 1 to ${rounds * 1000}`);
  assert.equal((await readFile(join(folder, 'lines'))).length, out.length + err.length);
  assert.equal(run.lineCount, rounds * 1001);
  assert.ok(returns >= cuts / 3);
  t.diagnostic(`${cuts} cuts, ${returns} times reconnected, ${run.lineCount} lines, ${run.byteCount} bytes`);
});

function numbersUpTo(last: number): string {
  return Array.from({ length: last }, (_, i) => `${i + 1}\n`).join('');
}
