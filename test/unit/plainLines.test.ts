// A flood of text is kept without decoding each line; what is kept is the same, with the tables, characters and long lines in it.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { LiveRun } from '../../client/src/runs/liveRun.ts';
import { Spool } from '../../client/src/runs/spool/spool.ts';
import { createLocalTarget } from '../../client/src/targets/local.ts';
import type { TracerId } from '../../client/src/tracers/tracer.ts';
import { tracers } from '../../client/src/tracers/tracers.ts';

const table =
  'read sizes\n\nvalue |-------------------------------------------------- count\n    4 |@@ 2\n    8 |@ 1\n\n';
const text = Array.from({ length: 4000 }, (_, i) => {
  if (i % 1000 === 500) return table;
  if (i % 700 === 3) return 'naïve € 😀\n\n';
  return i % 900 === 4 ? `${'x'.repeat(5000)}\n` : `${i} a line -- of ---- a flood\n`;
}).join('');

/** What is kept of the text when it comes in pieces of this size. */
async function kept(tracer: TracerId, size: number) {
  const folder = await mkdtemp(join(tmpdir(), 'tracewright-plain-'));
  try {
    const script = { name: 'a', text: '' };
    const run = new LiveRun({
      script,
      tracer,
      target: createLocalTarget(),
      options: { arguments: [] },
      prompter: { acceptHostKey: async () => false, answer: async () => undefined },
      spoolFolder: folder,
    });
    const spool = await Spool.open(folder);
    run.spoolInto(spool);
    const plan = tracers[tracer].launch(script, { arguments: [] }, { version: '5.6', path: '/usr/bin/it' });
    run.decodeWith(tracers[tracer], plan);
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += size) await run.receive('stdout', bytes.subarray(at, at + size));
    await run.flush();
    await spool.close();
    const lines = (await run.lines(0, 100_000)).map(({ text: line }) => line);
    assert.ok((await readFile(join(folder, 'stdout'))).equals(bytes));
    return { lines, records: run.records(0).records };
  } finally {
    await rm(folder, { recursive: true });
  }
}

for (const tracer of ['stap', 'dtrace'] as const) {
  test(`${tracer}: in large pieces as in small ones`, async () => {
    const slow = await kept(tracer, 1000);
    assert.equal(slow.records.filter(({ kind }) => kind === 'histogram').length, 4);
    assert.ok(slow.lines.includes('naïve € 😀'));
    for (const size of [16_384, 50_001, 1_000_000]) assert.deepEqual(await kept(tracer, size), slow);
  });
}
