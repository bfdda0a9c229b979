// A live run from its first moment on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LiveRun } from '../../client/src/runs/liveRun.ts';
import { createLocalTarget } from '../../client/src/targets/local.ts';

test('a run that nothing was done for yet says what it waits for', () => {
  const { state } = new LiveRun({
    script: { name: 'a.bt', text: 'BEGIN { exit(); }\n' },
    tracer: 'bpftrace',
    target: createLocalTarget(),
    options: { arguments: [] },
    prompter: { acceptHostKey: async () => false, answer: async () => undefined },
    spoolFolder: 'nowhere',
  });
  assert.deepEqual(state, { kind: 'connecting', waitingFor: 'connecting to local' });
});
