// A run against others: what is more than noise, shares of buckets, frames that grew.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type ComparedFrame,
  compareBuckets,
  compareMap,
  compareStacks,
  isBeyondNoise,
  isOfUnknownNoise,
} from '../../client/src/views/page/comparison.ts';
import { repeatNoise } from '../../client/src/views/page/repeatNoise.ts';
import type { Aggregation } from '../../server/src/protocol.ts';

const entries = (values: Readonly<Record<string, number | string>>) =>
  Object.entries(values).map(([key, value]) => ({ key, value }));

test('keys that differ beyond counting noise come first; those that are only on one side count as none on the other', () => {
  const rows = compareMap(
    entries({ a: 100, b: 1000, c: 'text', d: 50 }),
    [entries({ a: 110, b: 500, e: 400 })],
    [1],
    'count',
  );
  assert.deepEqual(
    rows.map((row) => [row.key, row.difference, isBeyondNoise(row)]),
    [
      ['b', 500, true],
      ['e', -400, true],
      ['d', 50, true],
      ['a', -10, false],
    ],
  );
});

test('what repeats differ by is noise', () => {
  const mine = entries({ a: 1300 });
  const repeats = [entries({ a: 900 }), entries({ a: 1400 })];
  assert.ok(isBeyondNoise(compareMap(mine, repeats.slice(0, 1), [1], 'count')[0] ?? assert.fail()));
  const [row] = compareMap(mine, repeats, [1, 1], 'count');
  assert.deepEqual(row, { key: 'a', value: 1300, mean: 1150, difference: 150, noise: 500 });
});

test('others that ran for another time are scaled', () => {
  const difference = (aggregation: Aggregation) =>
    compareMap(entries({ a: 100 }), [entries({ a: 1000 })], [0.1], aggregation)[0]?.difference;
  assert.deepEqual([difference('count'), difference('sum'), difference('average')], [0, 0, -900]);
});

test('what was measured varies as its repeats do; one of them alone tells no noise, and a key that is not there is no zero', () => {
  const stats = (average: number) => `count 7, average ${average}, total ${7 * average}`;
  const mine = entries({ slow: stats(180), quick: stats(22), fresh: 5, text: 'count me' });
  const repeats = [100, 104, 96].map((slow, index) =>
    entries({ slow: stats(slow), quick: stats(20 + index), gone: 3 }),
  );
  const rows = compareMap(mine, repeats, [1, 1, 1], 'average');
  assert.deepEqual(
    rows.map((row) => [row.key, row.value, row.difference, isBeyondNoise(row), isOfUnknownNoise(row)]),
    [
      ['slow', 180, 80, true, false],
      ['fresh', 5, undefined, false, true],
      ['gone', undefined, undefined, false, false],
      ['quick', 22, 1, false, false],
    ],
  );
  // t for two degrees of freedom and 99 %, a standard deviation of 4, three repeats.
  assert.ok(Math.abs((rows[0]?.noise ?? 0) - 9.925 * 4 * Math.sqrt(4 / 3)) < 0.01);
  for (const aggregation of ['average', 'sum', 'maximum', 'value', undefined] as const) {
    const [row] = compareMap(mine, repeats.slice(0, 1), [1], aggregation);
    assert.deepEqual([row?.key, row?.noise, row && isBeyondNoise(row)], ['slow', undefined, false]);
    assert.equal(row && isOfUnknownNoise(row), true);
  }
});

test('of a hundred runs like their repeats, about one lies outside of their noise, however many repeats there are', () => {
  // The sum of twelve is as good as normal; a generator of its own makes every test run the same.
  let state = 1;
  const random = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const run = (): number => 1000 + 50 * (Array.from({ length: 12 }, random).reduce((sum, one) => sum + one, 0) - 6);
  for (const repeats of [2, 3, 6, 15]) {
    let outside = 0;
    for (let turn = 0; turn < 20_000; turn++) {
      const others = Array.from({ length: repeats }, run);
      const mean = others.reduce((sum, one) => sum + one, 0) / repeats;
      if (Math.abs(run() - mean) > (repeatNoise(others) ?? 0)) outside++;
    }
    assert.ok(Math.abs(outside / 20_000 - 0.01) < 0.004, `${outside} of 20,000 with ${repeats} repeats`);
  }
  assert.equal(repeatNoise([5, 5]), 1);
});

test('buckets by their part of all values, also those that one side lacks', () => {
  const bucket = (low: number, count: number) => ({ low, high: low * 2 - 1, count });
  assert.deepEqual(compareBuckets([bucket(8, 3), bucket(4, 1)], [[bucket(8, 1)], [bucket(16, 1)]]), [
    { low: 4, high: 7, share: 0.25, otherShare: 0 },
    { low: 8, high: 15, share: 0.75, otherShare: 0.5 },
    { low: 16, high: 31, share: 0, otherShare: 0.5 },
  ]);
});

test('frames by the part they grew, path by path', () => {
  const stack = (count: number, ...frames: readonly string[]) => ({ frames, key: '', count });
  const tree = compareStacks(
    '@',
    [stack(30, 'read', 'main'), stack(10, 'write', 'main')],
    [[stack(1, 'read', 'main'), stack(3, 'idle', 'main')]],
  );
  const spell = ({ name, change, children }: ComparedFrame): string =>
    `${name} ${change}${children.length > 0 ? ` (${children.map(spell).join(', ')})` : ''}`;
  assert.equal(spell(tree), '@ 0 (main 0 (read 0.5, write 0.25))');
});
