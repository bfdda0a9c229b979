// Disks that are full, there and here: the run ends clean, with all that fitted, and says what to do.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readHistory } from '../../client/src/runs/history/runHistory.ts';
import type { Run } from '../../client/src/runs/run.ts';
import { startRun } from '../../client/src/runs/startRun.ts';
import { parseTarget } from '../../client/src/targets/targets.ts';
import { outputOf } from '../hosts/ssh/outputOf.ts';
import { runProgram } from '../hosts/ssh/runProgram.ts';
import { installShellTracer } from '../hosts/ssh/shellTracer.ts';
import { makeKey } from '../hosts/ssh/sshKey.ts';
import { SshServer } from '../hosts/ssh/sshServer.ts';
import { UserSide } from '../hosts/ssh/userSide.ts';
import { keptOutput } from '../support/keptOutput.ts';
import { withSmallDisks } from '../support/smallDisks.ts';

let user: UserSide;

before(async () => {
  user = await UserSide.make();
  await makeKey(join(user.folder, 'key'), 'ed25519');
});

after(() => user?.remove());

const lines = Buffer.from(Array.from({ length: 2_000_000 }, (_, i) => `${i + 1}\n`).join(''));

/** A run that prints 14 MB and then waits for its end. */
function startFlood(spoolFolder: string): Run {
  return startRun({
    script: { name: 'flood.stp', text: 'trap "exit 0" INT; seq 2000000; sleep 1000 & wait\n' },
    tracer: 'stap',
    target: parseTarget('lab'),
    options: { arguments: [] },
    prompter: user.prompter,
    spoolFolder,
  });
}

async function withServer(prefix: readonly string[], use: () => Promise<void>): Promise<void> {
  const folder = join(user.folder, `server${prefix.length}`);
  await mkdir(folder);
  const authorized = [(await readFile(join(user.folder, 'key.pub'), 'utf8')).trim()];
  const server = await SshServer.start({ authorized, prefix, programs: await installShellTracer(folder) });
  try {
    await user.trust(server);
    await user.configure(...user.host('lab', server, `IdentityFile ${join(user.folder, 'key')}`));
    await use();
  } finally {
    await server.stop();
  }
}

/** What the target still has of these runs. */
async function leftThere(): Promise<string> {
  const connection = await user.connect('lab');
  const { stdout } = await outputOf(connection, [
    'sh',
    '-c',
    'ls -d /var/tmp/tracewright-0/*/script/flood.stp 2>/dev/null',
  ]);
  connection.close();
  return stdout.toString('utf8');
}

test('a full disk of the target', () =>
  withSmallDisks(['/var/tmp'], (prefix) =>
    withServer(prefix, async () => {
      const history = join(user.folder, 'history');
      const run = startFlood(history);
      const { how, message, proof } = await run.ended;
      assert.equal(how, 'failed');
      assert.match(message, /^The disk of lab is full, .*Free space in \/var\/tmp there and run it again\.$/);
      assert.match(proof ?? '', /^no process of session \d+ is left/);
      const out = await keptOutput(join(history, run.id), 'stdout');
      assert.ok(out.length > 1_000_000 && out.equals(lines.subarray(0, out.length)));
      assert.equal(await leftThere(), '');
    }),
  ));

/** Gives a folder that holds so many kilobytes. */
async function withSmallFolder(kilobytes: number, use: (folder: string) => Promise<void>): Promise<void> {
  const folder = join(user.folder, 'small');
  await mkdir(folder);
  await runProgram('mount', '-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', folder);
  try {
    await use(folder);
  } finally {
    await runProgram('umount', folder);
    await runProgram('rmdir', folder);
  }
}

test('a full disk of this machine', () =>
  withSmallFolder(4096, (history) =>
    withServer([], async () => {
      const run = startFlood(history);
      const { how, message, proof } = await run.ended;
      assert.equal(how, 'failed');
      assert.match(
        message,
        /^This machine could not keep the output \(ENOSPC.*Free some disk space and run it again\.$/,
      );
      assert.match(proof ?? '', /^no process of session \d+ is left/);
      const out = await keptOutput(join(history, run.id), 'stdout');
      assert.ok(out.length > 400_000 && out.equals(lines.subarray(0, out.length)));
      const [kept] = await readHistory(history);
      assert.equal(kept?.end?.message, message);
      assert.equal(existsSync(join(history, run.id, 'reserve')), false);

      // It still is: the next run does not start.
      await writeFile(join(history, 'more'), lines).catch(() => {});
      const next = await startFlood(history).ended;
      assert.equal(next.how, 'failed');
      assert.match(
        next.message,
        /^The run could not be kept in .* \(ENOSPC.*\)\. Free some disk space.*run it again\.$/,
      );
      assert.equal(await leftThere(), '');
    }),
  ));
