// A SystemTap run on the lab's kernel as a user meets it in a window: columns by its own formats, lenses that switch its probes.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import type { Locator } from 'playwright-core';
import type { LabGuest } from '../hosts/lab/guest.ts';
import { startLab } from '../hosts/lab/startLab.ts';
import { Workbench } from '../vscode/workbench.ts';

/** Milliseconds for a step: the guest is emulated. */
const patience = 240_000;

let guest: LabGuest;
let workbench: Workbench;
let isOpen = false;

before(async () => {
  guest = await startLab();
  workbench = await Workbench.open({
    folder: join(import.meta.dirname, 'scripts/counted'),
    file: 'reads.stp',
    // The guest is to do what the run asks, and nothing beside.
    settings: { 'tracewright.countProbes': true, 'tracewright.packs.refresh': false },
    env: { TRACEWRIGHT_SSH_CONFIG: guest.sshConfig, TRACEWRIGHT_TARGET: 'lab' },
  });
  isOpen = true;
  workbench.page.setDefaultTimeout(patience);
});

afterEach(async (t) => {
  if (isOpen && 'passed' in t && t.passed === false) await workbench.keepPicture(t.name);
});

after(async () => {
  if (isOpen) await workbench.close();
  await guest.stop();
});

/** What the Probes view tells of one probe, as it comes. */
function probeRow(text: string) {
  const { panel } = workbench;
  const row = panel.locator('.probes tbody tr', { hasText: text });
  const [hits, rate] = [row.locator('td.number').nth(1), row.locator('td.number').nth(2)];
  const isNow = (cell: Locator, selector: string) => cell.and(panel.locator(selector)).waitFor();
  return {
    hits: () => hits.textContent(),
    /** Settles with a reading that tells another number of hits than the one before. */
    grows: async () => isNow(hits, `:not(:text-is("${await hits.textContent()}"))`),
    /** Settles when no hit came in the seconds that the rate is taken over. */
    rests: () => isNow(rate, ':text-is("0")'),
    isOn: () => isNow(row, ':not(.off)'),
    isOff: () => isNow(row, '.off'),
  };
}

/** The lens over a probe, which shows the probe when it is pointed at. */
function switchOf(probe: string, text: string): Locator {
  return workbench.lens(text).and(workbench.page.locator(`[title*="${probe}"]`));
}

test('lines that come are rows of a table, with the columns of the printf that wrote them', async () => {
  const { panel } = workbench;
  await workbench.lens('▶ Run on lab').click();
  await panel.getByRole('tab', { name: 'Table' }).click();
  const rows = panel.locator('.line-table tbody tr');
  await rows.nth(10).waitFor();
  assert.deepEqual(await panel.locator('.line-table thead th').allInnerTexts(), ['lines', 'reads', 'execname']);
  const [line = '', count = '', program = ''] = await rows.nth(5).locator('td').allInnerTexts();
  assert.match(`${line} ${count}`, /^\d+ \d+$/);
  assert.match(program, /^\S+$/);
});

test('the lens over a probe stops that probe alone, and brings it back', async () => {
  const [vfsRead, timer] = [probeRow('vfs_read'), probeRow('timer.ms')];
  await workbench.panel.getByRole('tab', { name: 'Probes' }).click();
  await vfsRead.grows();
  await switchOf('vfs_read', 'On: switch off').click();
  await vfsRead.isOff();
  // A hit may have been under way when the switch was read.
  await timer.grows();
  const before = await vfsRead.hits();
  await timer.grows();
  await timer.grows();
  assert.equal(await vfsRead.hits(), before);
  await timer.isOn();
  await switchOf('vfs_read', 'Off: switch on').click();
  await vfsRead.isOn();
  await vfsRead.grows();
});

test('Pause stops all probes, Resume brings them back', async () => {
  const rows = [probeRow('vfs_read'), probeRow('timer.ms')];
  await workbench.lens('Pause').click();
  for (const row of rows) await row.isOff();
  for (const row of rows) await row.rests();
  await workbench.lens('Resume').click();
  for (const row of rows) await row.isOn();
  for (const row of rows) await row.grows();
  await workbench.lens('■ Stop on lab').click();
  await workbench.lens('▶ Run on lab').waitFor();
});
