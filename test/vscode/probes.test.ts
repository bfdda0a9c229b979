// What can be probed on the target, as a user meets it: the Probes tree, Find Probe, the plan of a script.
import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { Workbench } from './workbench.ts';

let folder: string;
let workbench: Workbench;
let isOpen = false;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracewright-scripts-'));
  await writeFile(join(folder, 'switches.bt'), 'tracepoint:sched:sched_sw*\n{\n\t@ = count();\n}\n');
  workbench = await Workbench.open({ folder, file: 'switches.bt', env: { TRACEWRIGHT_TARGET: 'local' } });
  isOpen = true;
});

afterEach(async (t) => {
  if (isOpen && 'passed' in t && t.passed === false) await workbench.keepPicture(t.name);
});

after(async () => {
  if (isOpen) await workbench.close();
  await rm(folder, { recursive: true, force: true });
});

test('a click on the count of a clause lists the places it will attach to', async () => {
  await workbench.lens('▶ Run on local').waitFor();
  await workbench.command('Tracewright: Collect Kernel Pack');
  await workbench.lens(/^\d+ places?$/).click();
  const plan = workbench.page.locator('.editor-instance', { hasText: 'Nothing is attached yet' });
  await plan.waitFor();
  assert.match((await plan.textContent()) ?? '', /tracepoint:sched:sched_switch/);
});

test('the tree opens down to the arguments of a system call, and writes a clause for it', async () => {
  const { page } = workbench;
  await page.locator('.activitybar').getByRole('tab', { name: 'Tracewright' }).click();
  const row = (text: string | RegExp) => page.locator('.sidebar .monaco-list-row', { hasText: text });
  await row('System Calls').click();
  const accept = row(/^accept ?system call/);
  await accept.click();
  await row(/^upeer_sockaddr/).waitFor();
  await accept.hover();
  await accept.getByRole('button', { name: 'Insert Probe' }).click();
  const script = page.locator('.editor-instance', { hasText: 'sched_sw' }).first();
  await script.locator('.view-line', { hasText: 'tracepoint:syscalls:sys_enter_accept' }).first().waitFor();
});

test('Find Probe searches the kernel by humps and writes a clause', async () => {
  await workbench.command('Tracewright: Find Probe');
  const input = workbench.page.locator('.quick-input-widget input:visible').first();
  // A tracepoint: whether its functions can be probed differs from kernel to kernel.
  await input.fill('schprocex');
  await workbench.choice('sched:sched_process_exec').first().click();
  const script = workbench.page.locator('.editor-instance', { hasText: 'sched_sw' }).first();
  await script.locator('.view-line', { hasText: 'tracepoint:sched:sched_process_exec' }).first().waitFor();
});

test('the pack in force goes into a file, and comes back from it without a target', async () => {
  const { page } = workbench;
  const file = join(folder, 'here.twpack');
  await workbench.command('Tracewright: Export Kernel Pack');
  // The dialog puts its own proposal in first, and lists the folder then.
  await workbench.choice('..').waitFor();
  await page.locator('.quick-input-widget input:visible').first().fill(file);
  await page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
  await status('here.twpack is written').waitFor();
  assert.ok((await stat(file)).size > 100_000);

  await importPack();
  // Checked and expanded as before, but there is nowhere to run it.
  await workbench
    .lens(/^\d+ places?$/)
    .first()
    .waitFor();
  await workbench.lens('Pick a target to run on').waitFor();
  await workbench.focusEnd();
  await page.keyboard.type('\ntracepoint:sched:sched_process_exe');
  await page.keyboard.press('Control+Space');
  await page.locator('.suggest-widget.visible .monaco-list-row', { hasText: 'sched_process_exec' }).first().waitFor();
  await workbench.reload();
  await status('(imported)').waitFor();
});

test('a button of the Probes view leads back from an imported pack to the target before it', async () => {
  const { page } = workbench;
  await workbench.command('Focus on Probes View');
  const header = page.locator('.pane-header', { hasText: 'Probes' });
  await header.hover();
  const button = header.getByRole('button', { name: 'Leave Imported Kernel Pack' });
  await button.click();
  await status(/local \d+\.\d+/).waitFor();
  await button.waitFor({ state: 'detached' });
  await workbench.reload();
  await status(/local \d+\.\d+/).waitFor();
});

test('the target picker leads back from an imported pack to the pack of the workspace, where no target was picked', async () => {
  await workbench.close();
  isOpen = false;
  await mkdir(join(folder, '.tracewright'));
  await copyFile(join(folder, 'here.twpack'), join(folder, '.tracewright/own.twpack'));
  workbench = await Workbench.open({ folder, file: 'switches.bt' });
  isOpen = true;
  await status('(workspace)').waitFor();
  await importPack();
  await status('(imported)').click();
  await workbench.choice('Leave the imported kernel pack').click();
  await status('(workspace)').waitFor();
  await workbench
    .lens(/^\d+ places?$/)
    .first()
    .waitFor();
  await status('(workspace)').click();
  await workbench.choice('local').waitFor();
  assert.equal(await workbench.choice('Leave the imported kernel pack').count(), 0);
});

const status = (text: string | RegExp) => workbench.page.locator('.statusbar-item', { hasText: text });

async function importPack(): Promise<void> {
  await workbench.command('Tracewright: Import Kernel Pack');
  await workbench.choice('here.twpack').click();
  await status('(imported)').waitFor();
}
