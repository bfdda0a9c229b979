// The run's folder of a login as root is made while the target is still asked about itself; nothing is left of it where the run does not start.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { enterTarget } from '../../client/src/runs/enterTarget.ts';
import { newRunId } from '../../client/src/runs/runId.ts';
import { startRun } from '../../client/src/runs/startRun.ts';
import type { Connection, Target } from '../../client/src/targets/target.ts';
import { installShellTracer } from '../hosts/ssh/shellTracer.ts';
import { CuttableTarget } from './runsCuttable.ts';

let folder: string;
let programs: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracewright-root-'));
  // Others are to find the tracer, too.
  await chmod(folder, 0o755);
  programs = await installShellTracer(folder);
});

after(() => rm(folder, { recursive: true, force: true }));

/** A target whose logins have this user id and find these programs; each command line goes into `asked`. */
async function targetOf(uid: number, asked: string[] = []): Promise<Target> {
  const become = uid === 0 ? ['unshare', '-r'] : ['setpriv', '--reuid', `${uid}`, '--clear-groups'];
  const prefix = process.getuid?.() === uid ? [] : become;
  const path = { PATH: `${programs}:${process.env.PATH}` };
  const target = new CuttableTarget(() => Number.POSITIVE_INFINITY, path, prefix);
  const connect = async (): Promise<Connection> => {
    const connection = await target.connect();
    return {
      target: connection.target,
      closed: connection.closed,
      close: () => connection.close(),
      readFile: () => assert.fail('nothing is read'),
      spawn: (argv) => {
        asked.push(argv.join(' '));
        return connection.spawn(argv);
      },
    };
  };
  return { name: target.name, address: target.address, connect };
}

async function endOf(target: Target, tracer: 'stap' | 'dtrace') {
  const run = startRun({
    script: { name: 'hello.stp', text: 'echo hello\n' },
    tracer,
    target,
    options: { arguments: [] },
    prompter: { acceptHostKey: async () => false, answer: async () => undefined },
    spoolFolder: join(folder, 'runs'),
  });
  return { end: await run.ended, id: run.id, lines: (await run.lines(0, 10)).map(({ text }) => text) };
}

/** Folders of a run that lie on the target. */
function left(id: string, uid: number): readonly string[] {
  try {
    return readdirSync(`/var/tmp/tracewright-${uid}`).filter((name) => name === id);
  } catch {
    return [];
  }
}

const preparations = (asked: readonly string[]) => asked.filter((line) => line.includes('# end of what belongs to'));

test("root's folder is made by the program that asks the target about itself", { timeout: 60_000 }, async () => {
  const asked: string[] = [];
  const { end, id, lines } = await endOf(await targetOf(0, asked), 'stap');
  assert.deepEqual({ how: end.how, lines }, { how: 'finished', lines: ['hello'] }, end.message);
  assert.equal(preparations(asked).length, 1);
  assert.equal(preparations(asked)[0], asked[0]);
  // What made the folder begins the run, too.
  assert.equal(
    asked.some((line) => line.includes('/supervisor start')),
    false,
  );
  assert.deepEqual(left(id, 0), []);
});

test('a run that does not start leaves no folder of root', { timeout: 60_000 }, async () => {
  await writeFile(join(programs, 'dtrace'), '#!/bin/sh\necho no tracer\n');
  await chmod(join(programs, 'dtrace'), 0o755);
  const { end, id } = await endOf(await targetOf(0), 'dtrace');
  assert.match(end.message, /is SystemTap's header generator/);
  assert.deepEqual(left(id, 0), []);
});

test('a folder that only root is to have is not made for others', { timeout: 60_000 }, async () => {
  const id = newRunId(Date.now());
  const connection = await (await targetOf(4242)).connect({
    prompter: { acceptHostKey: async () => false, answer: async () => undefined },
  });
  const place = { id, script: { name: 'a.stp', text: '' }, patience: 1000 };
  const { survey, folder } = await enterTarget(connection, 'stap', place);
  assert.match(survey.facts.path, /\/stap$/);
  assert.equal(await folder, undefined);
  assert.deepEqual(left(id, 4242), []);
  connection.close();
});
