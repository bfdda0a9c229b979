// How maps and histograms went over time: samples by moment, keys that come and go, bounds.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TraceRecord } from '../../client/src/runs/record.ts';
import { flameTree } from '../../client/src/views/page/flameTree.ts';
import { AggregateHistory } from '../../client/src/views/panel/aggregateHistory.ts';

const map = (values: Readonly<Record<string, number | string>>): TraceRecord => ({
  kind: 'map',
  name: '@',
  entries: Object.entries(values).map(([key, value]) => ({ key, value })),
});

test('keys that come late or go away have gaps, and the largest come first', () => {
  const history = new AggregateHistory();
  history.add([map({ a: 1 }), map({ a: 2, b: 9 }), map({ b: 8, c: 'text' })], [0, 1000, 2000]);
  assert.deepEqual(history.maps, [
    {
      name: '@',
      times: [0, 1000, 2000],
      keys: [
        { key: 'b', values: [null, 9, 8] },
        { key: 'a', values: [1, 2] },
      ],
      left: 0,
    },
  ]);
});

test('a map that is printed key by key in one moment is one sample', () => {
  const history = new AggregateHistory();
  history.add([map({ a: 1 }), map({ b: 2 }), map({ a: 3 }), map({ b: 4 })], [5, 5, 9, 9]);
  assert.deepEqual(history.maps[0]?.times, [5, 9]);
});

test('keys beyond the bound are counted once, however often they are printed', () => {
  const history = new AggregateHistory();
  const wide = map(Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`key ${index}`, index])));
  history.add([wide, wide, wide], [0, 1000, 2000]);
  const [shown] = history.maps;
  assert.equal((shown?.keys.length ?? 0) + (shown?.left ?? 0), 600);
});

test('what was printed once is no history', () => {
  const history = new AggregateHistory();
  history.add([map({ a: 1 }), { kind: 'histogram', name: '@h', key: '', buckets: [] }], [0, 0]);
  assert.deepEqual([history.maps, history.histograms], [[], []]);
});

test('samples, keys and histograms are bounded, the oldest samples go first', () => {
  const history = new AggregateHistory();
  for (let at = 0; at < 2000; at++) {
    const histogram: TraceRecord = { kind: 'histogram', name: '@h', key: String(at % 200), buckets: [] };
    history.add([map({ steady: at, [`key ${at}`]: at }), histogram], [at, at]);
  }
  const [kept] = history.maps;
  assert.equal(kept?.times.length, 600);
  assert.equal(kept?.times.at(-1), 1999);
  assert.ok((kept?.keys.length ?? 0) <= 12);
  assert.equal(kept?.keys.find(({ key }) => key === 'steady')?.values.at(-1), 1999);
  assert.ok(history.histograms.length <= 64, `${history.histograms.length}`);
});

test('stacks become a tree from the outermost frame, offsets of a function together', () => {
  const tree = flameTree('@', [
    { frames: ['leaf+16', 'root'], key: 'app', count: 2 },
    { frames: ['leaf+0x20/0x80', 'root'], key: 'app', count: 3 },
    { frames: ['root'], key: '', count: 1 },
  ]);
  assert.deepEqual(tree, {
    name: '@',
    value: 6,
    children: [
      {
        name: 'app',
        value: 5,
        children: [{ name: 'root', value: 5, children: [{ name: 'leaf', value: 5, children: [] }] }],
      },
      { name: 'root', value: 1, children: [] },
    ],
  });
});
