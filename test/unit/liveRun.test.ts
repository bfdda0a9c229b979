// A live run from its first moment on, and where it goes on in another process.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { LiveRun } from '../../client/src/runs/liveRun.ts';
import { Spool } from '../../client/src/runs/spool/spool.ts';
import { createLocalTarget } from '../../client/src/targets/local.ts';
import { tracers } from '../../client/src/tracers/tracers.ts';

const newRun = () =>
  new LiveRun({
    script: { name: 'a.d', text: 'BEGIN { exit(0); }\n' },
    tracer: 'dtrace',
    target: createLocalTarget(),
    options: { arguments: [] },
    prompter: { acceptHostKey: async () => false, answer: async () => undefined },
    spoolFolder: 'nowhere',
  });

/** A run of this process that goes on where the folder's spool ends. */
async function runInto(folder: string): Promise<{ readonly run: LiveRun; readonly spool: Spool }> {
  const run = newRun();
  const spool = await Spool.open(folder);
  run.spoolInto(spool);
  run.decodeWith(tracers.dtrace, { argv: [], privilege: 'root', output: 'text' });
  await spool.takeBack();
  await run.goOn();
  return { run, spool };
}

test('a run that nothing was done for yet says what it waits for', () => {
  assert.deepEqual(newRun().state, { kind: 'connecting', waitingFor: 'connecting to local' });
});

test('a line that was cut by missing bytes has ended for the process that goes on, too', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tracewright-run-'));
  try {
    const first = await runInto(folder);
    await first.run.receive('stdout', Buffer.from('one\nbegun'));
    await first.run.lose('stdout', 100);
    await first.spool.close();
    const second = await runInto(folder);
    assert.equal(second.spool.position('stdout'), 'one\nbegun'.length + 100);
    await second.run.receive('stdout', Buffer.from('two\nthr'));
    await second.spool.close();
    const third = await runInto(folder);
    await third.run.receive('stdout', Buffer.from('ee\n'));
    const lines = await third.run.lines(0, 10);
    await third.spool.close();
    assert.deepEqual(
      lines.filter(({ stream }) => stream === 'stdout').map(({ text }) => text),
      ['one', 'begun', 'two', 'three'],
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
