// What is said of a run while it ends.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spellRung } from '../../client/src/runs/stopWords.ts';
import { tracers } from '../../client/src/tracers/tracers.ts';

test('every rung of every tracer is told as a sentence; what is one already stays', () => {
  const rungs = Object.values(tracers).flatMap(({ stopLadder }) => stopLadder.map(({ action }) => action));
  assert.ok(rungs.length > 9);
  for (const rung of ['asked', ...rungs]) assert.match(spellRung(rung), /^The (target|tracer) .+\.$/, rung);
  assert.equal(spellRung('1 of 4 hosts have ended'), '1 of 4 hosts have ended');
});
