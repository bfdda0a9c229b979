// What happens to a run without its client, and what other clients can do about it.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import test, { suite } from 'node:test';
import { prepareRun } from '../../client/src/runs/prepareRun.ts';
import { newRunId } from '../../client/src/runs/runId.ts';
import { listRuns, removeRun } from '../../client/src/runs/runsOnTarget.ts';
import type { Connection, RemoteProcess } from '../../client/src/targets/target.ts';
import { CuttableTarget } from './runsCuttable.ts';
import { appearance, disappearance, isAlive } from './runsEvents.ts';
import { supervise } from './runsSupervised.ts';

const client = join(import.meta.dirname, 'runsClient.ts');

/** A client process with a run that ignores SIGTERM, and where its run lies. */
async function startClient(grace: number) {
  const script = 'trap "echo interrupted; exit 0" INT; trap "" TERM; echo on; while :; do sleep 0.1; done';
  const child = spawn(process.execPath, [client, `${grace}`, 'sh', '-c', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [folder] = await once(child.stdout.setEncoding('utf8'), 'data');
  const path = String(folder).trim().split('\n')[0] ?? '';
  return { child, folder: path, tracer: readFileSync(join(path, 'tracer'), 'utf8').trim() };
}

/** The command lines of a run's supervisor and all that belongs to it. */
function processesOf(folder: string): readonly string[] {
  const commandLine = (pid: string) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    } catch {
      return '';
    }
  };
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(commandLine)
    .filter((line) => line.includes(`${folder}/supervisor supervise`));
}

async function here() {
  return await new CuttableTarget().connect();
}

suite('lease', { concurrency: 3, timeout: 60_000 }, () => {
  test('a run whose client was killed with SIGKILL is stopped after the grace time and leaves nothing', async () => {
    const { child, folder, tracer } = await startClient(2000);
    assert.ok(isAlive(tracer));
    child.kill('SIGKILL');
    await appearance(folder, 'ended');
    assert.match(readFileSync(join(folder, 'ended'), 'utf8'), /^lease 0$/m);
    assert.equal(isAlive(tracer), false);
    await disappearance(folder);
  });

  test('a client that dies while its run is prepared leaves nothing, though nobody reads what the target says', async () => {
    const id = newRunId(Date.now());
    const target = new CuttableTarget();
    let preparation: ChildProcess | undefined;
    const deaf = async (
      _connection: Connection,
      [program = '', ...words]: readonly string[],
    ): Promise<RemoteProcess> => {
      const child = spawn(program, words, { stdio: 'pipe' });
      preparation = child;
      child.stdout.destroy();
      const exited = once(child, 'exit').then(([code]) => ({ code, signal: null }));
      return { stdin: child.stdin, stdout: Readable.from([]), stderr: child.stderr, exited, kill() {} };
    };
    const script = { name: 'script', text: 'text' };
    const prepared = prepareRun(await target.connect(), deaf, { id, script, patience: 1000 });
    await new Promise((resolve) => setImmediate(resolve));
    preparation?.stdin?.end();
    await assert.rejects(prepared, /no room/);
    assert.equal(existsSync(join('/var/tmp', `tracewright-${process.getuid?.()}`, id)), false);
  });

  test('a run outlives the grace time as long as its client renews the lease', async () => {
    const beats = 'for i in 1 2 3 4 5 6 7 8; do echo $i; sleep 0.5; done';
    const { log } = await supervise({ argv: ['sh', '-c', beats], settings: { grace: 1500 } });
    assert.deepEqual(log.at(-1), { kind: 'end', reason: 'finished', code: 0 });
  });

  test('another client lists a run and removes it', async () => {
    const { child, folder, tracer } = await startClient(20_000);
    const connection = await here();
    const run = (await listRuns(connection)).find(({ path }) => path === folder);
    assert.ok(run);
    assert.deepEqual(
      { state: run.state, script: run.script, tracer: run.tracer },
      { state: 'running', script: 'script', tracer: 'stap' },
    );
    await removeRun(connection, run);
    assert.equal(isAlive(tracer), false);
    assert.equal(
      (await listRuns(connection)).some(({ path }) => path === folder),
      false,
    );
    child.kill('SIGKILL');
  });

  test('a run whose supervisor was killed is told as abandoned and can be removed', async () => {
    const { child, folder, tracer } = await startClient(20_000);
    child.kill('SIGKILL');
    process.kill(-Number(readFileSync(join(folder, 'supervisor.pid'), 'utf8')), 'SIGKILL');
    const connection = await here();
    const run = (await listRuns(connection)).find(({ path }) => path === folder);
    assert.ok(run);
    assert.equal(run.state, 'abandoned');
    await removeRun(connection, run);
    assert.equal(isAlive(tracer), false);
    assert.equal(
      (await listRuns(connection)).some(({ path }) => path === folder),
      false,
    );
  });

  test('a run goes on to a clean end when its supervisor alone is killed', async () => {
    let folder = '';
    const { end, log } = await supervise({
      argv: ['sh', '-c', 'trap "echo interrupted; exit 0" INT; echo on; while :; do sleep 0.1; done'],
      settings: { grace: 3000, keep: 5000 },
      onData: (stream, _follower, path) => {
        if (stream !== 'o' || folder !== '') return;
        folder = path;
        process.kill(Number(readFileSync(join(path, 'supervisor.pid'), 'utf8')), 'SIGKILL');
      },
    });
    assert.deepEqual(end, { kind: 'eof' });
    assert.ok(log.some((event) => event.kind === 'end' && event.reason === 'failed'));
    assert.equal(existsSync(folder), false);
    assert.deepEqual(processesOf(folder), []);
  });

  test('removing an abandoned run ends what is left of its supervisor', async () => {
    const { child, folder, tracer } = await startClient(20_000);
    child.kill('SIGKILL');
    process.kill(Number(readFileSync(join(folder, 'supervisor.pid'), 'utf8')), 'SIGKILL');
    const connection = await here();
    const run = (await listRuns(connection)).find(({ path }) => path === folder);
    assert.ok(run);
    await removeRun(connection, run);
    assert.equal(isAlive(tracer), false);
    assert.deepEqual(processesOf(folder), []);
  });

  test('a client whose run was taken over is told so', async () => {
    const { end } = await supervise({
      argv: ['sh', '-c', 'echo on; sleep 1'],
      settings: { keep: 1000 },
      // Another client's claim writes its name; the broken connection of this one then finds it.
      cutAfter: (connection) => (connection === 0 ? 40 : Number.POSITIVE_INFINITY),
      onData: (_stream, _follower, folder) => writeFileSync(join(folder, 'owner'), 'someone else\n'),
    });
    assert.deepEqual(end, { kind: 'taken' });
  });
});
