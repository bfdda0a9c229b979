// The figures of a run on the command line: their words, the line at the bottom of a terminal, the limit of cost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFigures } from '../../client/src/cli/runFigures.ts';
import { StatusLine } from '../../client/src/cli/statusLine.ts';
import { parseCostLimit } from '../../client/src/cli/words.ts';

const probe = { hits: 5, time: 10, perSecond: 1 };

test('lines, their rate, losses and cost stand on one line', () => {
  const figures = {
    at: 1000,
    cpus: 4,
    share: 0.034,
    probes: [
      { ...probe, text: 'kprobe:vfs_read', share: 0.03 },
      { ...probe, text: 'BEGIN', share: 0.004 },
    ],
  };
  assert.equal(
    runFigures({ lineCount: 12_345, losses: new Map([['lost events', 1200]]), figures }, 10),
    '12,345 lines (1,235/s) · 1,200 lost events · probes took 3.4 % of a CPU, most of it kprobe:vfs_read',
  );
});

test('what was not measured is not told', () => {
  assert.equal(runFigures({ lineCount: 1, losses: new Map(), figures: undefined }, 0), '1 line · nothing lost');
});

test('the status line changes in place, no faster than it can be read, and goes before other words', () => {
  let now = 0;
  let written = '';
  const output = { isTTY: true, write: (text: string) => (written += text) };
  const line = new StatusLine(output, () => now);
  line.show(() => 'one');
  line.show(() => 'too soon');
  now += 1000;
  line.show(() => 'two');
  line.clear();
  line.clear();
  assert.equal(written, '\r\u001b[Kone\r\u001b[Ktwo\r\u001b[K');
});

test('where there is no terminal there is no status line', () => {
  const line = new StatusLine({ write: () => assert.fail('written') });
  line.show(() => 'one');
  line.clear();
});

test('a cost limit is a part of all CPUs, 0 is none', () => {
  assert.deepEqual(['50%', '7.5', '100 %', '0'].map(parseCostLimit), [0.5, 0.075, 1, undefined]);
  for (const text of ['', '-1', '101%', 'half']) assert.throws(() => parseCostLimit(text), { name: 'UsageError' });
});
