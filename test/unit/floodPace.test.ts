// How often the page hears of a run: seldom while more lines come than anybody reads.
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { FloodPace } from '../../client/src/views/panel/floodPace.ts';

test('a flood is drawn less often than a trickle, and the trickle after it as before', () => {
  let now = 1000;
  const clock = mock.method(performance, 'now', () => now);
  const pace = new FloodPace();
  const after = (ms: number, lines: number) => {
    now += ms;
    return pace.next(lines);
  };
  assert.equal(after(100, 900), 100);
  assert.equal(after(100, 2000), 250);
  assert.equal(after(250, 4600), 250);
  assert.equal(after(250, 4700), 100);
  assert.equal(after(100, 10), 100, 'another run, with fewer lines');
  clock.mock.restore();
});
