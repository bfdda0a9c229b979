// The buckets that a histogram's percentiles lie in.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spellPercentiles } from '../../client/src/views/page/percentiles.ts';

const bucket = (low: number | null, high: number | null, count: number) => ({ low, high, count });

test('the bucket in which the value of that rank lies, open ends as they are', () => {
  const buckets = [bucket(0, 0, 50), bucket(1, 1, 39), bucket(2, 3, 1), bucket(4, 7, 8), bucket(8, null, 2)];
  assert.equal(spellPercentiles(buckets), 'p50 0 · p90 2 – 3 · p99 ≥ 8');
  assert.equal(spellPercentiles([bucket(null, -1, 1)]), 'p50 ≤ -1 · p90 ≤ -1 · p99 ≤ -1');
});

test('empty buckets are passed over, and nothing is said where nothing was counted', () => {
  assert.equal(spellPercentiles([bucket(0, 0, 0), bucket(1, 1, 7), bucket(2, 3, 0)]), 'p50 1 · p90 1 · p99 1');
  assert.equal(spellPercentiles([bucket(0, 0, 0)]), '');
});
