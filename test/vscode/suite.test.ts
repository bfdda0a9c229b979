// The suite inside the extension host, one test here for each test there.
import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { runSuite } from './runSuite.ts';
import { root } from './workbench.ts';

test('in the extension host', async (t) => {
  // A copy, as the suite writes tasks into its workspace.
  const workspace = await mkdtemp(join(tmpdir(), 'tracewright-workspace-'));
  t.after(() => rm(workspace, { recursive: true, force: true }));
  await cp(join(root, 'examples'), workspace, { recursive: true });
  const results = await runSuite(workspace);
  assert.ok(results.length > 0, 'the suite told of no test');
  for (const { title, error } of results) {
    await t.test(title, () => {
      if (error !== undefined) throw new Error(error);
    });
  }
});
