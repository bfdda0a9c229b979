// What a panel shows of the last window's run until its target has told what became of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RememberedRun } from '../../client/src/views/panel/rememberedRun.ts';
import type { RunStatus } from '../../client/src/views/panelMessages.ts';

const status = (state: RunStatus['state']) => ({ target: 'lab', state, detail: 'As it was.' }) as RunStatus;

test('a run that was on is looked for, and Stop waits for it', () => {
  const run = new RememberedRun(status('running'));
  assert.deepEqual([run.status.state, run.status.detail], ['connecting', 'lab is asked what became of this run.']);
  assert.equal(run.isStopWanted, false);
  run.stopWhenFound();
  assert.equal(run.isStopWanted, true);
  assert.match(run.status.detail, /it is stopped as soon as it is found/);
});

test('a run that nobody knows any more has ended', () => {
  const run = new RememberedRun(status('stopping'));
  run.gone();
  assert.deepEqual([run.status.state, run.status.how], ['ended', '']);
  assert.match(run.status.detail, /the target ends such a run by itself/);
  assert.ok((run.status.endedAt ?? 0) > 0);
});

test('a run that had ended stays as it was', () => {
  const run = new RememberedRun(status('ended'));
  run.stopWhenFound();
  run.gone();
  assert.deepEqual([run.status.detail, run.isStopWanted], ['As it was.', false]);
});
