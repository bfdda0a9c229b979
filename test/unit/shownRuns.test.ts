// What a panel showed that the editor brings back without its memory, or with an old one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShownRuns } from '../../client/src/views/panel/shownRuns.ts';
import type { PanelMemory, RunStatus } from '../../client/src/views/panelMessages.ts';

const memoryOf = (path: string, wholeId: string): PanelMemory => ({
  script: `file://${path}`,
  status: { runId: wholeId, wholeId, script: path.split('/').at(-1), target: 'lab' } as RunStatus,
});

/** The memory of the window that comes after one that showed these, the last one last. */
function afterReload(...memories: readonly PanelMemory[]): ShownRuns {
  const kept = new Map<string, unknown>();
  const store = {
    get: <Value>(key: string, fallback: Value) => (kept.get(key) as Value) ?? fallback,
    update: async (key: string, value: unknown) => void kept.set(key, value),
  };
  const shown = new ShownRuns(store);
  for (const memory of memories) shown.note(memory);
  return new ShownRuns(store);
}

const isOpen = () => false;

test('a panel without memory shows what its title tells', () => {
  const [reads, opens] = [memoryOf('/a/reads.bt', '1'), memoryOf('/a/opens.bt', '2')];
  const shown = afterReload(reads, opens);
  assert.deepEqual(shown.recall(undefined, 'reads.bt on lab', isOpen), reads);
  assert.deepEqual(shown.recall(undefined, 'opens.bt', isOpen), opens);
  assert.equal(shown.recall(undefined, 'Trace', isOpen), undefined);
});

test('where two scripts have the name of its title, the panel shows the one that is not open', () => {
  const [one, other] = [memoryOf('/a/reads.bt', '1'), memoryOf('/b/reads.bt', '2')];
  const shown = afterReload(one, other);
  assert.equal(shown.recall(undefined, 'reads.bt on lab', isOpen), undefined);
  assert.deepEqual(
    shown.recall(undefined, 'reads.bt on lab', (script) => script === one.script),
    other,
  );
});

test('a panel with the memory of an earlier run shows the last one; where it is of the last one, it stays', () => {
  const [earlier, last] = [memoryOf('/a/reads.bt', '1'), memoryOf('/a/reads.bt', '2')];
  const shown = afterReload(earlier, last);
  assert.deepEqual(shown.recall(earlier, 'reads.bt on lab', isOpen), last);
  const newer = { ...last, status: { ...last.status, lineCount: 7 } };
  assert.equal(shown.recall(newer, 'reads.bt on lab', isOpen), newer);
  const unknown = memoryOf('/a/other.bt', '3');
  assert.equal(shown.recall(unknown, 'other.bt on lab', isOpen), unknown);
});

test('the scripts shown last are remembered, not all', () => {
  const all = Array.from({ length: 12 }, (_, index) => memoryOf(`/a/${index}.bt`, `${index}`));
  const shown = afterReload(...all);
  assert.equal(shown.recall(undefined, '1.bt on lab', isOpen), undefined);
  assert.deepEqual(shown.recall(undefined, '2.bt on lab', isOpen), all[2]);
});
