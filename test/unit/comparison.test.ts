// A run against others: what is more than noise, shares of buckets, frames that grew.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type ComparedFrame,
  compareBuckets,
  compareMap,
  compareStacks,
  isBeyondNoise,
} from '../../client/src/views/page/comparison.ts';

const entries = (values: Readonly<Record<string, number | string>>) =>
  Object.entries(values).map(([key, value]) => ({ key, value }));

test('keys that differ beyond counting noise come first; those that are only on one side count as none on the other', () => {
  const rows = compareMap(entries({ a: 100, b: 1000, c: 'text', d: 50 }), [entries({ a: 110, b: 500, e: 400 })], [1]);
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
  assert.ok(isBeyondNoise(compareMap(mine, repeats.slice(0, 1), [1])[0] ?? assert.fail()));
  const [row] = compareMap(mine, repeats, [1, 1]);
  assert.deepEqual(row, { key: 'a', value: 1300, mean: 1150, difference: 150, noise: 500 });
});

test('others that ran for another time are scaled', () => {
  const [row] = compareMap(entries({ a: 100 }), [entries({ a: 1000 })], [0.1]);
  assert.equal(row?.difference, 0);
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
