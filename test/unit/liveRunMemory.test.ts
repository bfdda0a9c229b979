// Live runs are not forgotten, however many windows die while they are taken up.
import assert from 'node:assert/strict';
import test from 'node:test';
import { LiveRunMemory, type RememberedRun, type RunStore } from '../../client/src/views/runs/liveRunMemory.ts';

function storeOf(...ids: readonly string[]): RunStore & { readonly ids: () => readonly string[] } {
  let kept: unknown = ids.map(rememberedRun);
  return {
    get: <Value>(_key: string, fallback: Value) => (kept as Value) ?? fallback,
    update: async (_key, value) => {
      kept = value;
    },
    ids: () => (kept as readonly RememberedRun[]).map(({ id }) => id),
  };
}

const rememberedRun = (id: string): RememberedRun => ({ id, scriptUri: `file:///${id}.stp` });

test('a run that is still being taken up stays remembered while others change', () => {
  const store = storeOf('one', 'two');
  const memory = new LiveRunMemory(store);
  memory.remember([rememberedRun('one')]);
  memory.settle('one');
  assert.deepEqual([...store.ids()].sort(), ['one', 'two']);
  assert.deepEqual(
    new LiveRunMemory(store).left.map(({ id }) => id).sort(),
    ['one', 'two'],
    'the window died before it knew of the second',
  );
});

test('a run that is no more is forgotten once that is known', () => {
  const store = storeOf('one', 'two');
  const memory = new LiveRunMemory(store);
  memory.settle('one');
  memory.remember([rememberedRun('two')]);
  memory.settle('two');
  assert.deepEqual(store.ids(), ['two']);
  memory.remember([]);
  assert.deepEqual(store.ids(), []);
});
