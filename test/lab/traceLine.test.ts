// Trace This Line, as a user meets it in a C file of the kernel's source, with the lab's kernel and debuginfo as the target.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { LabGuest } from '../hosts/lab/guest.ts';
import { startLab } from '../hosts/lab/startLab.ts';
import { Workbench } from '../vscode/workbench.ts';

/** Milliseconds that the emulated guest's stap may take to read debuginfo. */
const patience = 180_000;

let guest: LabGuest;
let folder: string;
let workbench: Workbench | undefined;

before(async () => {
  guest = await startLab();
  folder = await mkdtemp(join(tmpdir(), 'tracewright-tree-'));
  // What tells a kernel tree; of the file only its name and its line numbers count, the code is the target's to tell.
  await mkdir(join(folder, 'include/linux'), { recursive: true });
  await mkdir(join(folder, 'fs'));
  await writeFile(join(folder, 'Kbuild'), '');
  await writeFile(join(folder, 'fs/Makefile'), 'obj-y := read_write.o\n');
  await writeFile(join(folder, 'fs/read_write.c'), '\n'.repeat(800));
  const env = { TRACEWRIGHT_SSH_CONFIG: guest.sshConfig, TRACEWRIGHT_TARGET: 'lab' };
  const settings = { 'tracewright.packs.refresh': false };
  workbench = await Workbench.open({ folder, file: 'fs/read_write.c', env, settings });
});

after(async () => {
  await workbench?.close();
  await guest?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('a line of a function becomes a statement probe, once debuginfo confirms that it has code', async (t) => {
  assert.ok(workbench);
  const { page } = workbench;
  try {
    await page.locator('.editor-instance .view-lines').first().click();
    await page.keyboard.press('Control+g');
    await page.locator('.quick-input-widget input:visible').first().fill(':560');
    await page.keyboard.press('Enter');
    await page.locator('.statusbar-item', { hasText: 'Ln 560' }).waitFor();
    await workbench.command('Tracewright: Trace This Line');
    // The line has code in one function: what is left to ask is the language of the new script.
    const language = workbench.choice('systemtap');
    await language.waitFor({ timeout: patience });
    await language.click();
    const clause = page.locator('.view-line', { hasText: /kernel\.statement\("vfs_read@fs\/read_write\.c:560"\)/ });
    await clause.first().waitFor();
  } catch (error) {
    await workbench.keepPicture(t.name);
    throw error;
  }
});
