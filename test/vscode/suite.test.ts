// The suite inside the extension host, one test here for each test there.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { runSuite } from './runSuite.ts';
import { root } from './workbench.ts';

test('in the extension host', async (t) => {
  const results = await runSuite(join(root, 'examples'));
  assert.ok(results.length > 0, 'the suite told of no test');
  for (const { title, error } of results) {
    await t.test(title, () => {
      if (error !== undefined) throw new Error(error);
    });
  }
});
