// How the panel spells numbers, sizes and times, and how it counts lines a second.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineRate } from '../../client/src/views/page/lineRate.ts';
import {
  spellBytes,
  spellClock,
  spellDuration,
  spellLines,
  spellMoment,
  spellRate,
} from '../../client/src/views/page/words.ts';

test('numbers', () => {
  assert.equal(spellLines(1), '1 line');
  assert.equal(spellLines(521377), '521,377 lines');
  assert.equal(spellRate(0.333), '0.3 lines/s');
  assert.equal(spellRate(12417.6), '12,418 lines/s');
});

test('sizes', () => {
  assert.deepEqual([0, 999, 1200, 38_000_000, 2.5e12].map(spellBytes), ['0 B', '999 B', '1.2 kB', '38 MB', '2.5 TB']);
});

test('times', () => {
  assert.deepEqual([0, 42_999, 3_723_000].map(spellClock), ['0:00', '0:42', '1:02:03']);
  assert.deepEqual([850, 4200].map(spellDuration), ['850 ms', '4.2 s']);
  assert.equal(spellMoment(42_118), '0:42.118');
});

test('lines a second are those of the last seconds', () => {
  const rate = new LineRate();
  assert.equal(rate.perSecond(0), 0);
  for (let second = 0; second <= 10; second++) rate.add(second * 1000, second < 5 ? 0 : (second - 5) * 100);
  assert.equal(Math.round(rate.perSecond(10_000)), 100);
  assert.equal(rate.perSecond(20_000) < 100, true);
});
