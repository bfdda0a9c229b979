// The columns of a run's lines in the panel's page: what it asks its host side, and what it shows of the answers.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { after, before, beforeEach, test } from 'node:test';
import { LineFormats } from '../../client/src/runs/columns/lineFormats.ts';
import type { LineQuery } from '../../client/src/runs/columns/lineQuery.ts';
import { LineTable } from '../../client/src/runs/columns/lineTable.ts';
import type { FromPage } from '../../client/src/views/panelMessages.ts';
import type { OutputFormat, OutputPiece } from '../../server/src/protocol.ts';
import { checkAccessibility } from './axe.ts';
import { baseStatus, PanelPage } from './panelPage.ts';
import { root } from './workbench.ts';

type ValueType = Extract<OutputPiece, { kind: 'value' }>['type'];

const value = (column: string, type: ValueType, longest?: number): OutputPiece => ({
  kind: 'value',
  type,
  column,
  expression: column,
  width: 0,
  isLeft: false,
  ...(longest !== undefined && { longest }),
});
const literal = (text: string): OutputPiece => ({ kind: 'literal', text });
const formats: readonly OutputFormat[] = [
  {
    line: 4,
    pieces: [value('pid', 'integer'), literal(' '), value('us', 'integer'), literal(' '), value('comm', 'text', 12)],
  },
  { line: 9, pieces: [literal('opened '), value('path', 'text')] },
];
const programs = ['sshd', 'postgres', 'kworker/0:1', 'a-name-of-12', 'bash'];
const lines = Array.from({ length: 3000 }, (_, index) => {
  if (index % 5 === 4) return `opened /etc/file${index % 7}`;
  const [program = ''] = programs.slice(index % programs.length);
  return `${100 + (index % 37)} ${Math.round(400 + 380 * Math.sin(index / 90))} ${program}`;
});

let panel: PanelPage;

before(async () => {
  panel = await PanelPage.launch();
});
beforeEach(async () => {
  await panel.open({ width: 900, height: 600 }, { ...baseStatus, lineCount: lines.length });
  await answer();
});
after(() => panel.close());

/** The last question of the page. */
function asked(): Promise<LineQuery | null | undefined> {
  return panel.page.evaluate(() => {
    const questions = globalThis.fromPage.filter((message) => message.kind === 'askLines');
    return questions.at(-1)?.query;
  });
}

/** Answers it as the host side does, when so many lines have come. */
async function answer(count = lines.length): Promise<void> {
  const query = (await asked()) ?? {
    ...{ shape: 0, groupBy: null, sortBy: null, isDescending: true, filter: '', series: null },
  };
  const table = new LineTable(new LineFormats(formats), query);
  for (const [index, line] of lines.slice(0, count).entries()) table.add(line, true, index * 20);
  await panel.send({ kind: 'lineTable', runId: 'run', answer: table.answer(count), error: '' });
}

/** The table of the lines, as rows or in groups. */
async function openTable(groupBy?: string): Promise<void> {
  const { page } = panel;
  await page.getByRole('tab', { name: 'Table' }).click();
  if (groupBy !== undefined) await page.getByLabel('Group by').selectOption(groupBy);
  await answer();
  await page.locator('.line-table tbody tr').first().waitFor();
  if (groupBy !== undefined) await page.locator('.line-table .spark').nth(3).waitFor();
}

async function rows(): Promise<readonly string[]> {
  return panel.page.locator('.line-table tbody tr').allInnerTexts();
}

test('lines with columns offer the table; nothing is asked while nobody looks', async () => {
  assert.equal(await asked(), null);
  await openTable();
  assert.equal((await asked())?.groupBy, null);
  assert.match((await rows())[0] ?? '', /^\d+\s+\d+\s+\S+$/);
  assert.match((await panel.page.locator('.line-table [role=status]').textContent()) ?? '', /2,400 lines · first 200/);
  await checkAccessibility(panel.page);
});

test('a text as long as its format lets it be is marked', async () => {
  await openTable();
  assert.equal(await panel.page.locator('td.cut', { hasText: 'a-name-of-12…' }).count(), 50);
});

test('a heading sorts, again turns, and a third time gives the order back; it keeps the focus', async () => {
  await openTable();
  const heading = panel.page.getByRole('button', { name: /^us/ });
  await heading.press('Enter');
  await answer();
  await panel.page.locator('th[aria-sort=descending]', { hasText: 'us' }).waitFor();
  assert.match((await rows())[0] ?? '', /\b780\b/);
  await panel.page.keyboard.press('Enter');
  await answer();
  await panel.page.locator('th[aria-sort=ascending]', { hasText: 'us' }).waitFor();
  assert.match((await rows())[0] ?? '', /\b20\b/);
  await panel.page.keyboard.press('Enter');
  assert.equal((await asked())?.sortBy, null);
  await answer();
});

test('groups tell counts, rates, sums and their course', async () => {
  const { page } = panel;
  await openTable('comm');
  assert.match((await rows())[0] ?? '', /^\S+\s+600\s+10\.0\s/);
  const headings = await page.locator('.line-table thead th').allInnerTexts();
  assert.deepEqual(headings.slice(0, 3), ['comm', 'lines ↓', 'per second']);
  await checkAccessibility(page);
  await page.screenshot({ path: `${root}/out/pictures/view-lineGroups.png` });
});

test('a filter is asked with the next pause, and other lines of the script by a choice', async () => {
  const { page } = panel;
  await openTable('comm');
  await page.getByLabel('Filter rows').fill('us>700 and comm:sshd');
  await page.waitForFunction(() => {
    const last = globalThis.fromPage.at(-1);
    return last?.kind === 'askLines' && last.query?.filter === 'us>700 and comm:sshd';
  });
  await answer();
  await page.locator('.line-table [role=status]', { hasText: / of 2,400 lines · 1 groups/ }).waitFor();
  await page.getByLabel('Filter rows').fill('');
  await page.waitForFunction(() => {
    const last = globalThis.fromPage.at(-1);
    return last?.kind === 'askLines' && last.query?.filter === '';
  });
  await page.getByLabel('Lines', { exact: true }).selectOption({ label: 'path (line 10)' });
  await answer();
  await page.getByRole('button', { name: 'path' }).waitFor();
  assert.match((await rows())[0] ?? '', /^\/etc\/file\d$/);
  await page.getByLabel('Lines', { exact: true }).selectOption({ label: 'pid, us, comm (line 5)' });
  await answer();
  await page.screenshot({ path: `${root}/out/pictures/view-lines.png` });
});

test('the chart shows how many lines came, or a column over time', async () => {
  const { page } = panel;
  await page.getByRole('tab', { name: 'Chart' }).click();
  await page.locator('.chart', { hasText: 'lines/s' }).waitFor();
  await page.getByLabel('Column of the lines').selectOption('us');
  assert.equal((await asked())?.series, 1);
  await answer();
  await page.locator('.chart', { hasText: 'us mean' }).waitFor();
  const keys = [{ key: 'a', values: [4, 9] }];
  const maps = [{ name: '@calls', times: [1000, 2000], keys, left: 0 }];
  const moments = { attachedAt: 0, losses: [] };
  await panel.send({ kind: 'aggregates', runId: 'run', aggregates: [], maps, histograms: [], moments });
  await page.locator('.chart', { hasText: '@calls' }).waitFor();
  const captions = await page.locator('.chart figcaption').allTextContents();
  assert.deepEqual(
    captions.map((caption) => caption.split(/[ ,]/)[0]),
    ['@calls', 'us'],
  );
  await checkAccessibility(page);
  await page.screenshot({ path: `${root}/out/pictures/view-lineChart.png` });
  await page.getByRole('tab', { name: 'Log' }).click();
  assert.equal(await asked(), null);
});

test('a chart takes the colours of another theme', async () => {
  const { page } = panel;
  await page.getByRole('tab', { name: 'Chart' }).click();
  await answer();
  const marker = page.locator('.chart .u-series', { hasText: 'lines/s' }).locator('.u-marker');
  await marker.waitFor();
  await marker.evaluate(({ ownerDocument }) =>
    ownerDocument.documentElement.style.setProperty('--vscode-charts-blue', '#ff00ff'),
  );
  await page.waitForFunction(
    `getComputedStyle(document.querySelectorAll('.chart .u-marker')[1]).borderColor === 'rgb(255, 0, 255)'`,
  );
});

test('a chart that began with a single point goes on with the run', async () => {
  const { page } = panel;
  await panel.open({ width: 900, height: 600 }, { ...baseStatus, lineCount: lines.length });
  await answer(20);
  await page.getByRole('tab', { name: 'Chart' }).click();
  await answer(20);
  const legend = page.locator('.chart .u-legend');
  await legend.filter({ hasText: /time:?0:00/ }).waitFor();
  await answer();
  const over = (await page.locator('.chart .u-over').boundingBox()) ?? assert.fail();
  await page.mouse.move(over.x + over.width / 2, over.y + 50);
  await legend.filter({ hasText: /time:?0:(29|30)/ }).waitFor();
});

/** The newest message of a kind. */
async function told<Kind extends FromPage['kind']>(kind: Kind): Promise<Extract<FromPage, { kind: Kind }>> {
  const messages = await panel.page.evaluate(
    (wanted) => globalThis.fromPage.filter((one) => one.kind === wanted),
    kind,
  );
  return messages.at(-1) as Extract<FromPage, { kind: Kind }>;
}

async function takeOut(item: string): Promise<void> {
  await panel.page.locator('summary', { hasText: 'Copy / Save' }).press('Enter');
  await panel.page.getByRole('button', { name: item }).press('Enter');
}

test('a table is copied as text, CSV and Markdown; of a selection only its rows', async () => {
  const { page } = panel;
  await openTable('comm');
  await page.locator('summary', { hasText: 'Copy / Save' }).press('Enter');
  await checkAccessibility(page);
  assert.equal(await page.getByRole('button', { name: 'Save as PNG' }).isVisible(), false);
  await page.keyboard.press('Escape');
  await takeOut('Copy as CSV');
  const csv = (await told('copy')).text;
  assert.match(csv, /^comm,lines,per second,pid sum,.*us max\r\n\S+,600,10\.0,/);
  assert.equal(csv.trim().split('\n').length, 5);
  await takeOut('Copy as Markdown');
  assert.match((await told('copy')).text, /^\| comm \| lines \|.*\n\| --- \| ---: \|/);
  await page.locator('.line-table tbody tr').nth(1).locator('td').first().selectText();
  await takeOut('Copy as text');
  assert.equal((await told('copy')).text.trim().split('\n').length, 2);
});

test('a chart is saved as SVG and PNG', async () => {
  await panel.page.getByRole('tab', { name: 'Chart' }).click();
  await panel.page.locator('.chart', { hasText: 'lines/s' }).waitFor();
  await takeOut('Save as SVG');
  const svg = await told('savePicture');
  assert.match(svg.data, /^<svg [\s\S]*latency\.stp on lab, 6\.12\.0 · .*nothing lost<\/text>\n<\/svg>/);
  await takeOut('Save as PNG');
  const png = await told('savePicture');
  assert.deepEqual([png.view, png.format, png.data.slice(0, 11)], ['chart', 'png', 'iVBORw0KGgo']);
  await writeFile(`${root}/out/pictures/saved-chart.png`, Buffer.from(png.data, 'base64'));
});

test('a cell is chosen with the arrow keys or a click, and its value goes into the script', async () => {
  const { page } = panel;
  await openTable();
  await page.locator('.line-table tbody tr').nth(20).waitFor();
  await page.getByRole('grid').focus();
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
  const chosen = await page.locator('td.chosen').textContent();
  await page.locator('.narrow-bar', { hasText: `comm = ${chosen}` }).waitFor();
  await checkAccessibility(page);
  await page.screenshot({ path: `${root}/out/pictures/view-picked.png` });
  await page.getByRole('button', { name: 'Trace only this' }).click();
  assert.deepEqual(await told('narrow'), {
    kind: 'narrow',
    picked: { kind: 'printed', line: 4, expression: 'comm' },
    test: { kind: 'text', value: chosen },
    isNegated: false,
  });
  const pid = page.locator('.line-table tbody td').first();
  await pid.click();
  await page.getByRole('button', { name: 'Trace all but this' }).click();
  const { test: value, isNegated } = await told('narrow');
  assert.deepEqual([value, isNegated], [{ kind: 'number', value: await pid.textContent() }, true]);
});

test('what was chosen is no choice any more where something else is asked, and the arrow keys begin anew', async () => {
  const { page } = panel;
  await openTable();
  await page.locator('.line-table tbody tr').nth(150).locator('td').first().click();
  await page.locator('.narrow-bar', { hasText: 'pid = ' }).waitFor();
  await openTable('comm');
  await page.locator('.narrow-bar').waitFor({ state: 'hidden' });
  assert.equal(await page.locator('td.chosen').count(), 0);
  await page.getByRole('grid').press('ArrowDown');
  assert.equal(await page.locator('td.chosen').textContent(), 'sshd');
});

test('why no more lines are read stays told while counts come', async () => {
  const { page } = panel;
  await openTable();
  const [query, told] = [await asked(), page.locator('.line-table [role=status]')];
  assert.ok(query);
  const table = new LineTable(new LineFormats(formats), query);
  for (const [index, line] of lines.entries()) table.add(line, true, index * 20);
  await page.mouse.move(0, 0);
  const error = 'The files are gone.';
  await panel.send({ kind: 'lineTable', runId: 'run', answer: table.answer(lines.length), error });
  await page.locator('.line-table .warning', { hasText: error }).waitFor();
  const moments = { attachedAt: 0, losses: [] };
  const map = { kind: 'map', name: '@calls', entries: [{ key: 'a', value: 5 }] } as const;
  await panel.send({ kind: 'aggregates', runId: 'run', aggregates: [map], maps: [], histograms: [], moments });
  await page.locator('.maps', { hasText: '@calls' }).waitFor();
  assert.equal(await told.textContent(), error);
});

test('letters typed to choose an option are no commands of the page', async () => {
  const { page } = panel;
  await openTable();
  await page.getByLabel('Group by').press('t');
  assert.equal(await page.locator('body.with-moments').count(), 0);
  await page.getByRole('grid').press('t');
  assert.equal(await page.locator('body.with-moments').count(), 1);
});

test('another run takes over: nothing is asked about its lines while nobody looks', async () => {
  await openTable('comm');
  await panel.send({ kind: 'status', status: { ...baseStatus, runId: 'next', lineCount: 1 } });
  await panel.page.getByRole('tab', { name: 'Table' }).waitFor({ state: 'hidden' });
  assert.equal(await asked(), null);
});

test('find by column marks the values of the columns named, where the whole query takes the line', async () => {
  const { page } = panel;
  const shown = ['100 700 sshd', '101 20 sshd', 'opened \x1b[1m/etc/sshd\x1b[0m', 'comm:sshd as a text'];
  const texts = shown.map((text, number) => ({ number, text, stream: 'stdout' as const, at: number }));
  await panel.send({ kind: 'status', status: { ...baseStatus, runId: 'found', lineCount: texts.length } });
  const textLimit = { lengths: [511], trailer: '', why: '' };
  await panel.send({ kind: 'formats', runId: 'found', formats, textLimit, aggregations: {} });
  await panel.send({ kind: 'lines', runId: 'found', first: 0, lines: texts });
  await page.locator('.row', { hasText: 'as a text' }).waitFor();
  await page.keyboard.press('Control+f');
  const bar = page.getByRole('searchbox', { name: 'Find in all lines' });
  const marked = (wanted: string): Promise<unknown> =>
    page.waitForFunction(`[...(CSS.highlights.get('found') ?? [])].map(String).join() === '${wanted}'`);
  await bar.fill('ssh');
  await marked('ssh,ssh,ssh,ssh');
  await bar.fill('us>100 and comm:ssh');
  await marked('700,sshd');
  await page.screenshot({ path: `${root}/out/pictures/view-found.png` });
  await bar.fill('path:etc');
  await marked('/etc/sshd');
  await bar.fill('pid=7');
  await marked('');
  await bar.fill('ssh');
  await marked('ssh,ssh,ssh,ssh');
  const found = { kind: 'found', runId: 'found', count: 20_000_000, scanned: 9, lineCount: 9, error: '' } as const;
  await panel.send({ ...found, isFull: true });
  await page.locator('.found', { hasText: /^more than 20,000,000$/ }).waitFor();
  await bar.press('Escape');
  await marked('');
});
