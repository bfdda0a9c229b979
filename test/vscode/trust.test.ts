// A workspace that is not trusted: scripts can be edited, nothing runs and nothing connects, and the user is told so.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Workbench } from './workbench.ts';

test('an untrusted workspace edits but does not run', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'tracewright-untrusted-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'script.bt'), 'BEGIN\n{\n\tprintf("ran\\n");\n}\n');
  const settings = { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' };
  const workbench = await Workbench.open({ folder, file: 'script.bt', settings });
  t.after(() => workbench.close());
  await workbench.lens('Runs in a trusted workspace only').waitFor();
  await workbench.focusEnd();
  await workbench.command('Tracewright: Run');
  await workbench.page.locator('.notification-toast', { hasText: 'can be edited, not run' }).waitFor();
});
