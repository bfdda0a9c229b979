// What stands at the ends of a script's lines, and that it stays with its line.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProbeFigures, RunFigures } from '../../client/src/runs/figures.ts';
import { MarkedLines } from '../../client/src/views/scripts/markedLines.ts';
import { markWords } from '../../client/src/views/scripts/probeMarkWords.ts';

const probe: ProbeFigures = { text: 'begin', line: 3, hits: 2, time: 3800, perSecond: 12_418, share: 0.024 };

function words(figures: Partial<RunFigures>, isLive: boolean): readonly string[] {
  const marks = markWords({ at: 0, cpus: 1, share: 0, probes: [], ...figures }, isLive);
  return [...marks].map(([line, text]) => `${line}: ${text}`);
}

test('a probe tells its rate while it runs, its hits afterwards', () => {
  assert.deepEqual(words({ probes: [probe] }, true), ['2: 12.4k/s · 1.9 µs · 2.4 % of a CPU']);
  assert.deepEqual(words({ probes: [probe] }, false), ['2: 2 hits · 1.9 µs · 2.4 % of a CPU']);
  assert.deepEqual(words({ probes: [{ ...probe, hits: 0 }] }, true), ['2: no hit']);
  // The kernel was last asked before the run's end.
  const isPartial = true;
  assert.deepEqual(words({ probes: [probe], isPartial }, false), ['2: at least 2 hits · 1.9 µs · 2.4 % of a CPU']);
  assert.deepEqual(words({ probes: [{ ...probe, hits: 0 }], isPartial }, false), ['2: no hit when last asked']);
  const off = { ...probe, control: { clause: 0, isOn: false } };
  assert.deepEqual(words({ probes: [off] }, true), ['2: off · 2 hits before']);
});

test('what is counted together, what has no line, and globals', () => {
  assert.deepEqual(words({ probes: [{ ...probe, alsoLines: [9] }] }, true).at(1), '8: counted with line 3');
  const { line: _, ...nowhere } = probe;
  assert.deepEqual(words({ probes: [nowhere] }, true), []);
  const globals = [
    { name: 'n', line: 1, type: 'long', value: '7' },
    { name: 's', line: 1, type: 'string', value: 'a"b' },
    { name: 'lat', line: 2, type: 'stats', value: '41022' },
    { name: 'by', line: 2, type: 'other' },
  ] as const;
  assert.deepEqual(words({ globals }, true), ['0: n = 7   s = "a\\"b"', '1: lat: 41,022 values']);
});

test('marks move with their lines, fade where these are edited and go with them', () => {
  const lines = new MarkedLines([0, 2, 4, 5]);
  // A line is put in before line 2, then line 5 (was 4) is edited, then lines 3 (was 2) to 4 are deleted up to the end of 4.
  lines.edit(1, 1, 1);
  assert.deepEqual(
    [0, 2, 4].map((line) => lines.of(line)?.line),
    [0, 3, 5],
  );
  lines.edit(5, 5, 0);
  assert.deepEqual(lines.of(4), { line: 5, isEdited: true });
  lines.edit(2, 4, 0);
  assert.equal(lines.of(2), undefined);
  assert.deepEqual(lines.of(5), { line: 4, isEdited: false });
  assert.deepEqual(lines.of(0), { line: 0, isEdited: false });
});
