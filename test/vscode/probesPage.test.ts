// The Probes view of the panel's page alone: figures, switches and globals.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { checkAccessibility as checkPage } from './axe.ts';
import { baseStatus, PanelPage } from './panelPage.ts';

let panel: PanelPage;

before(async () => {
  panel = await PanelPage.launch();
});
beforeEach(() => panel.open({ width: 820, height: 480 }));
after(() => panel.close());

const checkAccessibility = () => checkPage(panel.page);

test('probes: their figures, sorted, updated in place; the cost in the header', async () => {
  const { page } = panel;
  const figure = (line: number, text: string, hits: number, time: number) => ({ line, text, hits, time });
  const show = (hits: number, more = {}) =>
    panel.send({
      kind: 'figures',
      runId: 'run',
      figures: {
        at: 1000,
        cpus: 4,
        share: 0.034,
        ...more,
        probes: [
          { ...figure(2, 'kprobe:vfs_read', hits, hits * 1900), perSecond: 12_418, share: 0.024, longest: 48_000 },
          { ...figure(9, 'interval:s:1', 42, 42_000), perSecond: 1, share: 0.0001 },
        ],
      },
    });
  await show(521_377);
  await page.getByRole('tab', { name: 'Probes' }).click();
  const rows = () => page.locator('.probes tbody tr').allTextContents();
  assert.deepEqual(await rows(), ['2kprobe:vfs_read521,37712,4181.9 µs48 µs2.4 %', '9interval:s:14211.0 µs–< 0.1 %']);
  assert.equal(await page.locator('.cost').textContent(), 'cost 3.4 %');
  const hits = page.locator('.probes').getByRole('button', { name: /^Hits( |$)/ });
  await hits.click();
  await hits.click();
  assert.match((await rows())[0] ?? '', /^9interval/);
  const line = page.locator('.probes').getByRole('button', { name: '2', exact: true });
  await line.focus();
  await show(521_400);
  assert.match((await rows())[1] ?? '', /521,400/);
  assert.equal(await line.evaluate((button) => button.matches(':focus')), true);
  await line.click();
  const asked = await page.evaluate(() => globalThis.fromPage.find(({ kind }) => kind === 'showLine'));
  assert.deepEqual(asked, { kind: 'showLine', line: 2 });
  const partial = page.locator('.probes', { hasText: 'At least: the run went on' }).locator('.note:visible');
  assert.equal(await partial.count(), 0);
  await show(521_400, { isPartial: true });
  await partial.waitFor();
  await checkAccessibility();
});

test('probes that can be switched, and globals that can be set', async () => {
  const { page } = panel;
  const probe = (clause: number, text: string, isOn: boolean) => {
    return { text, line: clause + 2, hits: 5, time: 500, perSecond: 1, share: 0, control: { clause, isOn } };
  };
  const show = (isOn: boolean) =>
    panel.send({
      kind: 'figures',
      runId: 'run',
      figures: {
        at: 1000,
        cpus: 4,
        share: 0.034,
        probes: [probe(0, 'begin', true), probe(1, 'kprobe.function("vfs_read")', isOn)],
        globals: [
          { name: 'most', line: 1, type: 'long', value: '5' },
          { name: 'reads', line: 1, type: 'stats', value: '41022' },
        ],
      },
    });
  const orders = async () => {
    const asked = await page.evaluate(() => globalThis.fromPage.splice(0).filter(({ kind }) => kind === 'order'));
    return asked.map((one) => 'order' in one && one.order);
  };
  await show(true);
  await page.getByRole('tab', { name: 'Probes' }).click();
  await page.getByRole('checkbox', { name: 'kprobe.function("vfs_read") is on' }).uncheck();
  await page.getByRole('button', { name: 'Pause' }).click();
  const off = { kind: 'switch', clause: 1, isOn: false };
  assert.deepEqual(await orders(), [off, off]);
  await show(false);
  await page.getByRole('button', { name: 'Resume' }).click();
  assert.deepEqual(await orders(), [{ ...off, isOn: true }]);
  const rows = await page.locator('.globals tbody tr').allTextContents();
  assert.deepEqual(rows, ['most5SetReset', 'reads41,022 valuesReset']);
  const field = page.getByRole('textbox', { name: 'New value of most' });
  await field.fill('seven');
  await field.press('Enter');
  await field.fill(' 7');
  await field.press('Enter');
  await page.getByRole('row', { name: /reads/ }).getByRole('button', { name: 'Reset' }).click();
  assert.deepEqual(await orders(), [
    { kind: 'set', global: 'most', value: '7' },
    { kind: 'empty', global: 'reads' },
  ]);
  await checkAccessibility();
  await panel.send({
    kind: 'status',
    status: { ...baseStatus, state: 'ended', how: 'stopped', endedAt: baseStatus.startedAt + 12_300 },
  });
  await page.getByRole('checkbox').waitFor({ state: 'hidden' });
  const buttons = page.locator('.probes').getByRole('button', { name: /^(Set|Reset|Pause|Resume)$/ });
  assert.equal(await buttons.count(), 0);
});
