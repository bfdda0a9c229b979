// Columns by a script's own formats, of a real bpftrace on this machine's kernel, in a real workbench.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { Workbench } from './workbench.ts';

const switches = `BEGIN
{
	printf("%-16s %-7s %s\\n", "FROM", "PRIO", "TO");
}

tracepoint:sched:sched_switch
{
	printf("%-16s %-7d %s\\n", args->prev_comm, args->prev_prio, args->next_comm);
}
`;

const counts = `tracepoint:sched:sched_switch
{
	@switches[comm] = count();
	@prio = lhist(args->prev_prio, 0, 200, 20);
}

interval:s:1
{
	exit();
}
`;

let folder: string;
let workbench: Workbench;
let isOpen = false;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracewright-columns-'));
  await writeFile(join(folder, 'switches.bt'), switches);
  await writeFile(join(folder, 'counts.bt'), counts);
  const settings = { 'files.autoSave': 'off' };
  workbench = await Workbench.open({ folder, file: 'switches.bt', settings });
  isOpen = true;
});

afterEach(async (t) => {
  if (isOpen && 'passed' in t && t.passed === false) await workbench.keepPicture(t.name);
});

after(async () => {
  if (isOpen) await workbench.close();
  await rm(folder, { recursive: true, force: true });
});

async function headings(): Promise<readonly string[]> {
  return workbench.panel.locator('.line-table thead th').allInnerTexts();
}

test('lines of a run are rows with the names of what is printed', async () => {
  const { panel } = workbench;
  await workbench.lens('Pick a target to complete from its kernel').click();
  await workbench.choice('local').first().click();
  await workbench.lens('▶ Run on local').click();
  await panel.getByRole('tab', { name: 'Table' }).click();
  await panel.locator('.line-table tbody tr').nth(20).waitFor();
  assert.deepEqual(await headings(), ['prev_comm', 'prev_prio', 'next_comm']);
  const cells = await panel.locator('.line-table tbody tr').first().locator('td').allInnerTexts();
  assert.match(cells[1] ?? '', /^\d+$/);
});

test('grouped by a column while lines come, and charted', async () => {
  const { panel } = workbench;
  await panel.getByLabel('Group by').selectOption('prev_comm');
  const idle = panel.locator('.line-table tbody tr', { hasText: 'swapper/' }).first();
  const count = idle.locator('td').nth(1);
  const first = await count.textContent();
  await count.and(panel.locator(`:not(:text-is("${first}"))`)).waitFor();
  assert.deepEqual((await headings()).slice(0, 3), ['prev_comm', 'lines ↓', 'per second']);
  await workbench.keepPicture('columns');
  await panel.getByRole('tab', { name: 'Chart' }).click();
  await panel.locator('.chart', { hasText: 'lines/s' }).waitFor();
  await panel.getByRole('button', { name: 'Stop' }).click();
  await panel.locator('.face', { hasText: 'Stopped after' }).waitFor();
});

test('a value that was picked becomes a predicate in the script, unsaved', async () => {
  const { page, panel } = workbench;
  await panel.getByRole('tab', { name: 'Table' }).click();
  await panel.locator('.line-table tbody td:first-child:not(.cut)').first().click();
  // Rows may still be moving: what the bar says is what was picked.
  const label = (await panel.locator('.narrow-bar [role=status]').textContent()) ?? '';
  const picked = label.replace('prev_comm = ', '');
  await panel.getByRole('button', { name: 'Trace only this' }).click();
  await page.locator('.view-line', { hasText: `/args->prev_comm == "${picked}"/` }).waitFor();
  await page.locator('.tab.dirty', { hasText: 'switches.bt' }).waitFor();
  await workbench.keepPicture('narrowed');
  await page.keyboard.press('Control+z');
});

test('a run of the history has its columns, too', async () => {
  const { page, panel } = workbench;
  await workbench.command('View: Close All Editors');
  await page.locator('.activitybar').getByRole('tab', { name: 'Tracewright' }).click();
  await page.locator('.sidebar .monaco-list-row', { hasText: 'switches.bt' }).first().click();
  await panel.getByRole('tab', { name: 'Table' }).click();
  await panel.locator('.line-table tbody tr').first().waitFor();
  assert.deepEqual(await headings(), ['prev_comm', 'prev_prio', 'next_comm']);
});

test('two runs side by side: what differs beyond noise, and histograms over each other', async () => {
  const { page, panel } = workbench;
  await workbench.openFile('counts.bt');
  await workbench.lens('▶ Run on local').last().click();
  await panel.locator('.face', { hasText: 'Finished after' }).waitFor();
  const first = await panel.locator('header').getAttribute('data-run');
  await panel.getByRole('button', { name: 'Run again' }).click();
  await panel.locator(`header:not([data-run="${first}"])`).waitFor();
  await panel.locator('.face', { hasText: 'Finished after' }).waitFor();
  await panel.getByRole('button', { name: 'Compare with…' }).click();
  await workbench.choice('counts.bt').first().locator('input, .monaco-checkbox').first().click();
  await page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
  const compared = panel.locator('.compare caption', {
    hasText: /@switches \d+ of \d+ keys differ by no more than noise/,
  });
  await compared.waitFor();
  // A bucket that only the other run has is no bar in this one, and the other way round.
  await panel.locator('.compare .bar.other:not([style*="width: 0%"])').first().waitFor();
  await workbench.keepPicture('compare');
  // A hidden page is gone; what the run is compared with is not.
  await workbench.command('File: New Untitled Text File');
  await compared.waitFor({ state: 'detached' });
  await workbench.command('View: Open Previous Editor');
  await compared.waitFor();
});
