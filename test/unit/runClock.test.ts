// The moments of a run while this machine's clock is set.
import assert from 'node:assert/strict';
import test from 'node:test';
import { RunClock } from '../../client/src/runs/runClock.ts';

function clocks() {
  const at = { wall: 1_000_000, steady: 500 };
  const pass = (milliseconds: number) => {
    at.wall += milliseconds;
    at.steady += milliseconds;
  };
  return {
    at,
    pass,
    of: (startedAt: number) =>
      new RunClock(
        startedAt,
        () => at.wall,
        () => at.steady,
      ),
  };
}

test('counts from the start, also of a run that began earlier', () => {
  const { pass, of } = clocks();
  const [now, earlier] = [of(1_000_000), of(940_000)];
  pass(250);
  assert.deepEqual([now.now(), earlier.now()], [250, 60_250]);
});

test('goes on when the clock is set back', () => {
  const { at, pass, of } = clocks();
  const clock = of(1_000_000);
  pass(1000);
  assert.equal(clock.now(), 1000);
  at.wall -= 3_600_000;
  pass(40);
  assert.equal(clock.now(), 1040);
  pass(10);
  assert.equal(clock.now(), 1050);
});

test('begins at 0 where the clock was set back since the run started', () => {
  const { pass, of } = clocks();
  const clock = of(2_000_000);
  pass(5);
  assert.equal(clock.now(), 5);
});

test('counts the time that the machine slept', () => {
  const { at, of } = clocks();
  const clock = of(1_000_000);
  at.wall += 3_600_000;
  assert.equal(clock.now(), 3_600_000);
});
