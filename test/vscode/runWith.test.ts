// Run With…: the process to follow and what else a run can be given, from the menu to the run; a real bpftrace on this machine.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { Workbench } from './workbench.ts';

const script = `BEGIN
{
	printf("argument %d\\n", $1);
}

interval:s:1
{
	@seconds = count();
}
`;
/** Seconds that no other sleep of this machine takes. */
const seconds = `${1_000_000 + process.pid}`;

let folder: string;
let workbench: Workbench;
let followed: ChildProcess;
let isOpen = false;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracewright-with-'));
  followed = spawn('sleep', [seconds], { stdio: 'ignore' });
  await writeFile(join(folder, 'with.bt'), script);
  workbench = await Workbench.open({ folder, file: 'with.bt' });
  isOpen = true;
  await workbench.lens('Pick a target to complete from its kernel').click();
  await workbench.choice('local').first().click();
  await workbench.lens('▶ Run on local').waitFor();
});

afterEach(async (t) => {
  if (isOpen && 'passed' in t && t.passed === false) await workbench.keepPicture(t.name);
});

after(async () => {
  if (isOpen) await workbench.close();
  followed.kill();
  await rm(folder, { recursive: true, force: true });
});

test('the menu tells what is set, and a process is found by its command line', async () => {
  const { page } = workbench;
  const input = page.locator('.quick-input-widget input:visible').first();
  await workbench.command('Tracewright: Run With…');
  await workbench.choice(/^Process to Follow/).click();
  await page.locator('.quick-input-title', { hasText: 'Process on local' }).waitFor();
  await input.fill(seconds);
  await workbench.choice(`sleep ${seconds}`).waitFor();
  await workbench.keepPicture('processes');
  await workbench.choice(`sleep ${seconds}`).click();
  await workbench.choice(new RegExp(`^Process to Follow.*${followed.pid} · sleep ${seconds}`)).waitFor();
  await workbench.choice(/^Script Arguments/).click();
  await page.locator('.quick-input-title', { hasText: 'Script Arguments' }).waitFor();
  await input.fill('7 "');
  await page.locator('.quick-input-message', { hasText: 'A quote is not closed.' }).waitFor();
  await input.fill('7');
  await page.keyboard.press('Enter');
  await workbench.choice(/^Script Arguments.*7/).waitFor();
  await workbench.keepPicture('run-with');
});

test('the run gets what was set, and ends with its process', async () => {
  const { panel } = workbench;
  await workbench.choice('Run on local').click();
  await panel.locator('.row', { hasText: 'argument 7' }).waitFor();
  await workbench.lens('■ Stop on local').waitFor();
  followed.kill();
  await panel.locator('.face', { hasText: 'Finished after' }).waitFor();
  await workbench.keepPicture('run-with-ended');
});

test('a command by its bare name is started, and the process of the last run is forgotten', async () => {
  const { page, panel } = workbench;
  await workbench.command('Tracewright: Run With…');
  await workbench.choice(/^Process to Follow.*not set/).waitFor();
  await workbench.choice(/^Command to Start and Follow/).click();
  await page.locator('.quick-input-title', { hasText: 'Command to Start and Follow' }).waitFor();
  await page.locator('.quick-input-widget input:visible').first().fill('echo spoken');
  await page.keyboard.press('Enter');
  await workbench.choice(/^Command to Start and Follow.*echo spoken/).waitFor();
  await workbench.choice('Run on local').click();
  await panel.locator('.row', { hasText: 'spoken' }).waitFor();
  await panel.locator('.face', { hasText: 'Finished after' }).waitFor();
  assert.equal(await panel.locator('.row', { hasText: 'argument 7' }).count(), 1);
});
