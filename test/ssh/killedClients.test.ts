// Clients that are killed with SIGKILL at any moment of a run: after the grace time the target has nothing of the run any more.
// TRACEWRIGHT_KILLS=100 kills more than every day's run of the suite does.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { listRuns, removeRun } from '../../client/src/runs/runsOnTarget.ts';
import { installShellTracer } from '../hosts/ssh/shellTracer.ts';
import { makeKey } from '../hosts/ssh/sshKey.ts';
import { SshServer } from '../hosts/ssh/sshServer.ts';
import { UserSide } from '../hosts/ssh/userSide.ts';

const kills = Number(process.env.TRACEWRIGHT_KILLS ?? 6);
/** Clients that live at once. */
const most = 6;
const cli = resolve(import.meta.dirname, '../../client/src/cli.ts');
/** Tells these runs from those of other tests, in file names and command lines. */
const name = `killed${process.pid}`;
/** Grace, what a client may need beyond it to come back, and the stop ladder. */
const patience = 60_000;

let user: UserSide;
let server: SshServer;

before(async () => {
  user = await UserSide.make();
  const key = await makeKey(join(user.folder, 'key'), 'ed25519');
  server = await SshServer.start({ authorized: [key.publicLine], programs: await installShellTracer(user.folder) });
  await user.trust(server);
  await user.configure(...user.host('lab', server, `IdentityFile ${key.file}`));
  const script = 'trap "" TERM; trap "echo interrupted; exit" INT; echo on; while :; do sleep 0.1; done\n';
  await writeFile(join(user.folder, `${name}.stp`), script);
});

after(async () => {
  await server?.stop();
  await user?.remove();
});

function startClient(): ChildProcess {
  const words = [cli, 'run', join(user.folder, `${name}.stp`), '--target', 'lab', '--grace', '3s', '--', name];
  return spawn(process.execPath, words, {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, XDG_DATA_HOME: join(user.folder, 'data') },
  });
}

/** Command lines of the tracers and supervisors of these runs. */
function processes(): readonly string[] {
  const folders = runFolders();
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return '';
      }
    })
    .filter((line) => !line.includes(cli) && (line.includes(name) || folders.some((folder) => line.includes(folder))));
}

function runFolders(): readonly string[] {
  const root = '/var/tmp/tracewright-0';
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .map((id) => join(root, id))
    .filter((folder) => existsSync(join(folder, 'script', `${name}.stp`)));
}

/** Settles when all these runs are over on the target, and only wait to be fetched. */
async function areOver(): Promise<void> {
  const isOver = (folder: string) => existsSync(join(folder, 'ended'));
  for (const deadline = Date.now() + patience; ; await delay(500)) {
    const left = runFolders().filter((folder) => !isOver(folder));
    const tracers = processes().filter((line) => !line.includes('/supervisor '));
    if (left.length === 0 && tracers.length === 0) return;
    assert.ok(Date.now() < deadline, `left on the target: ${[...left, ...tracers].join('\n')}`);
  }
}

test(`${kills} clients`, { timeout: 180_000 + kills * 10_000 }, async (t) => {
  let [begun, waiting] = [0, 0];
  for (let done = 0; done < kills; done += most) {
    const batch = Array.from({ length: Math.min(most, kills - done) }, async (_, i) => {
      const client = startClient();
      // Half of them somewhere between their start and their first output, half while the tracer runs.
      if (i % 2 === 0) await delay(Math.random() * 4000);
      else {
        await Promise.race([once(client.stdout ?? client, 'data'), once(client, 'exit')]);
        begun++;
        await delay(Math.random() * 500);
      }
      client.kill('SIGKILL');
    });
    await Promise.all(batch);
    await areOver();
    const connection = await user.connect('lab');
    const runs = (await listRuns(connection)).filter(({ script }) => script === `${name}.stp`);
    waiting += runs.length;
    for (const run of runs) await removeRun(connection, run);
    connection.close();
    assert.deepEqual({ folders: runFolders(), processes: processes() }, { folders: [], processes: [] });
  }
  assert.ok(waiting >= begun && begun >= Math.floor(kills / 2));
  t.diagnostic(`${kills} clients killed, ${waiting} of them with a run on the target`);
});
