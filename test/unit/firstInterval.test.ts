// Where a chart of lines begins.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstInterval } from '../../client/src/views/page/firstInterval.ts';

const times = [0, 1000, 2000, 3000];
const attached = (attachedAt: number | null) => ({ attachedAt, losses: [] });

test('a chart begins with the interval in which the probes were attached', () => {
  assert.equal(firstInterval(attached(2400), times, [[0, 0, 0, 7]]), 2);
  assert.equal(firstInterval(attached(2000), times, [[0, 0, 0, 7]]), 2);
});

test('what came before is kept', () => {
  assert.equal(
    firstInterval(attached(2400), times, [
      [0, 0, 0, 7],
      [null, 3],
    ]),
    1,
  );
});

test('all is shown where nothing is known', () => {
  assert.equal(firstInterval(attached(null), times, [[0, 0, 0, 7]]), 0);
  assert.equal(firstInterval(attached(10), [], []), 0);
});

test('the last interval is shown where the probes came later than all', () => {
  assert.equal(firstInterval(attached(9000), times, [[0, 0, 0, 0]]), 3);
});
