// Pausing, resuming and switching the probes of a running script.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProbeFigures } from '../../client/src/runs/figures.ts';
import { isPaused, pauseOrders, switchableProbes, switchOrder } from '../../client/src/runs/switches.ts';

function probe(text: string, clause: number, isOn: boolean): ProbeFigures {
  return { text, line: clause + 1, hits: 0, time: 0, perSecond: 0, share: 0, control: { clause, isOn } };
}

const { control: _, ...uncontrolled } = probe('timer.s(1)', 9, true);
const running = {
  probes: [probe('begin, end', 0, true), probe('timer.s(1)', 1, true), probe('syscall.read', 2, false), uncontrolled],
};
const paused = { probes: [probe('begin', 0, true), probe('timer.s(1)', 1, false)] };

test('Pause switches off all but the beginning and the end, Resume switches them on again', () => {
  assert.deepEqual(pauseOrders(running), [
    { kind: 'switch', clause: 1, isOn: false },
    { kind: 'switch', clause: 2, isOn: false },
  ]);
  assert.deepEqual(pauseOrders(paused), [{ kind: 'switch', clause: 1, isOn: true }]);
});

test('a script is paused when nothing that can be paused is on; one with nothing to pause is neither', () => {
  assert.equal(isPaused(running), false);
  assert.equal(isPaused(paused), true);
  assert.equal(isPaused({ probes: [probe('begin', 0, true), uncontrolled] }), undefined);
});

test('one switch is turned; a probe without one is told nothing', () => {
  assert.deepEqual(
    switchableProbes(running).map(({ line }) => line),
    [1, 2, 3],
  );
  assert.deepEqual(switchOrder(running, 2), { kind: 'switch', clause: 2, isOn: true });
  assert.equal(switchOrder(running, 9), undefined);
});
