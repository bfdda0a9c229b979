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
const plain = Array.from({ length: 4000 }, (_, i) => {
  if (i % 1000 === 500) return table;
  if (i % 700 === 3) return 'naïve € 😀\n\n';
  return i % 900 === 4 ? `${'x'.repeat(5000)}\n` : `${i} a line -- of ---- a flood\n`;
}).join('');

/** The same as bpftrace's JSON, with a message of its own first, and maps and a line in two parts now and then. */
const json = [
  '{"type": "runtime_error", "msg": "Divide by 0 detected.", "line": 3, "col": 5}\n',
  ...Array.from({ length: 4000 }, (_, i) => {
    if (i % 1000 === 500) return '{"type": "map", "data": {"@": 7}}\n';
    const data = JSON.stringify(i % 700 === 3 ? `a tab\t and "words"\n` : `${i} a line of a flood, é\n`);
    return i % 900 === 4 ? `{"type": "printf", "data": "half "}\n` : `{"type": "printf", "data": ${data}}\n`;
  }),
].join('');

/** What is kept of the text when it comes in pieces of this size. */
async function kept(tracer: TracerId, size: number, text: string, version = '5.6') {
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
    const plan = tracers[tracer].launch(script, { arguments: [] }, { version, path: '/usr/bin/it' });
    run.decodeWith(tracers[tracer], plan);
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += size) await run.receive('stdout', bytes.subarray(at, at + size));
    await run.flush();
    await spool.close();
    const lines = (await run.lines(0, 100_000)).map(({ text: line }) => line);
    assert.ok((await readFile(join(folder, 'stdout'))).equals(bytes));
    return { lines, records: run.records(0).records, findings: run.findings };
  } finally {
    await rm(folder, { recursive: true });
  }
}

for (const tracer of ['stap', 'dtrace'] as const) {
  test(`${tracer}: in large pieces as in small ones`, async () => {
    const slow = await kept(tracer, 1000, plain);
    assert.equal(slow.records.filter(({ kind }) => kind === 'histogram').length, 4);
    assert.ok(slow.lines.includes('naïve € 😀'));
    for (const size of [16_384, 50_001, 1_000_000]) assert.deepEqual(await kept(tracer, size, plain), slow);
  });
}

test('bpftrace: in large pieces as in small ones, what it says of the script too', async () => {
  const slow = await kept('bpftrace', 1000, json);
  assert.deepEqual(slow.findings, [{ line: 3, column: 5, severity: 'warning', message: 'Divide by 0 detected.' }]);
  assert.ok(slow.lines.includes('a tab\t and "words"'));
  for (const size of [16_384, 50_001, 1_000_000]) assert.deepEqual(await kept('bpftrace', size, json), slow);
});

test('bpftrace before JSON: in large pieces as in small ones, with losses thick and thin', async () => {
  const lossy = Array.from({ length: 6000 }, (_, i) =>
    i % (i < 3000 ? 2 : 400) === 1 ? 'Lost 7 events\n' : `${i} a line\n`,
  ).join('');
  const slow = await kept('bpftrace', 1000, `Attaching 2 probes...\n${lossy}`, '0.9');
  assert.equal(slow.records.filter(({ kind }) => kind === 'loss').length, 1507);
  for (const size of [16_384, 1_000_000])
    assert.deepEqual(await kept('bpftrace', size, `Attaching 2 probes...\n${lossy}`, '0.9'), slow);
});
