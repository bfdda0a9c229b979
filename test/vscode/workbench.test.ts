// The extension as a user meets it: lens, target, run, panel, Stop, findings and completion in a real workbench, and a real
// bpftrace on this machine's kernel.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { Workbench } from './workbench.ts';

const ticks = `interval:ms:50
{
	@ticks = count();
	printf("tick %d\\n", @n++);
}
`;
const counts = `tracepoint:sched:sched_switch
{
	@switches[comm] = count();
	@delay = hist(pid);
}

interval:s:2
{
	exit();
}
`;

let folder: string;
let workbench: Workbench;
let isOpen = false;
/** Of vfs_read in this machine's kernel. */
let address = '';

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracewright-scripts-'));
  await writeFile(join(folder, 'ticks.bt'), ticks);
  await writeFile(join(folder, 'counts.bt'), counts);
  await writeFile(join(folder, 'wrong.bt'), 'tracepoint:sched:no_such_event\n{\n\tprintf("x");\n}\n');
  const symbols = await readFile('/proc/kallsyms', 'utf8');
  address = /^([\da-f]{16}) T vfs_read$/m.exec(symbols)?.[1] ?? assert.fail('this kernel has no vfs_read');
  await writeFile(join(folder, 'caller.bt'), `interval:ms:100 { printf("called by 0x${address}\\n"); exit(); }\n`);
  // A busy machine may take long to load a window anew; the run is to be there still.
  const settings = { 'tracewright.graceTime': 600 };
  workbench = await Workbench.open({ folder, file: 'ticks.bt', settings });
  isOpen = true;
});

afterEach(async (t) => {
  if (isOpen && 'passed' in t && t.passed === false) await workbench.keepPicture(t.name);
});

after(async () => {
  if (isOpen) await workbench.close();
  await rm(folder, { recursive: true, force: true });
});

async function textOf(selector: string): Promise<string> {
  return (await workbench.panel.locator(selector).textContent()) ?? '';
}

async function newestTick(): Promise<number> {
  const newest = workbench.panel.locator('.row', { hasText: /tick \d+$/ }).last();
  return Number(/\d+$/.exec((await newest.textContent()) ?? '')?.[0]);
}

/** When the panel shows another newest line. */
async function nextRow(): Promise<void> {
  const shown = await newestTick();
  await workbench.panel
    .locator('.row', { hasText: new RegExp(`tick ${shown}$`) })
    .last()
    .waitFor({ state: 'hidden' });
}

test('without a target, one line over the script offers to pick one', async () => {
  await workbench.lens('Pick a target to complete from its kernel').click();
  await workbench.choice('local').first().click();
  await workbench.lens('▶ Run on local').waitFor();
});

test('a click on the lens runs the script and the panel shows its lines', async () => {
  await workbench.lens('▶ Run on local').click();
  await workbench.panel
    .locator('.row', { hasText: /tick \d+$/ })
    .first()
    .waitFor();
  assert.match(await textOf('header'), /ticks\.bt on local[\s\S]*running/);
  await workbench.lens('■ Stop on local').waitFor();
});

test('the probes tell hits and cost in their own view and beside them in the script', async () => {
  const { page, panel } = workbench;
  await panel.getByRole('tab', { name: 'Probes' }).click();
  const row = panel.locator('.probes tbody tr', { hasText: 'interval' }).first();
  await row.waitFor();
  await panel.locator('.cost', { hasText: /^cost .* %$/ }).waitFor();
  // What a decoration adds is no text of the document, but its style's.
  await page.waitForFunction(
    `[...document.querySelectorAll('.view-line span')].some((span) => getComputedStyle(span, '::after').content.includes('of a CPU'))`,
  );
  await workbench.keepPicture('probes');
  await panel.getByRole('tab', { name: 'Log' }).click();
});

test('the log follows the newest line until it is scrolled up, and again after a click', async () => {
  const { panel, page } = workbench;
  const follow = panel.getByRole('button', { name: 'Follow' });
  assert.equal(await follow.getAttribute('aria-pressed'), 'true');
  // More lines than fit, so that there is something to scroll.
  await panel
    .locator('.row', { hasText: /tick \d{2,}$/ })
    .nth(30)
    .waitFor();
  await panel.locator('.log').hover();
  await page.mouse.wheel(0, -300);
  await panel.locator('.new-lines:visible').waitFor();
  assert.equal(await follow.getAttribute('aria-pressed'), 'false');
  await panel.locator('.new-lines').click();
  const newest = await newestTick();
  await panel.locator('.row', { hasText: `tick ${newest + 5}` }).waitFor();
  assert.equal(await follow.getAttribute('aria-pressed'), 'true');
});

test('Find looks through all lines, steps from match to match, and can show nothing else', async () => {
  const { panel, page } = workbench;
  await panel.getByRole('button', { name: 'Find', exact: true }).click();
  const input = panel.getByRole('searchbox', { name: 'Find in all lines' });
  await input.fill('tick \\d*5$');
  await panel.getByRole('button', { name: 'Regular expression' }).click();
  await panel.locator('.found', { hasText: /^\d/ }).waitFor();
  await input.press('Enter');
  await panel.locator('.row.marked', { hasText: /tick \d*5$/ }).waitFor();
  await panel.locator('.found', { hasText: /^\d+ of \d/ }).waitFor();
  await panel.getByRole('button', { name: 'Show only the lines that match' }).click();
  await panel
    .locator('.row:visible', { hasText: /tick \d*5$/ })
    .first()
    .waitFor();
  const texts = await panel.locator('.row:visible').allTextContents();
  assert.deepEqual(
    texts.filter((text) => text !== '' && !/tick \d*5$/.test(text)),
    [],
  );
  await workbench.keepPicture('find');
  await input.fill('(');
  await panel.locator('.found.warning', { hasText: 'Invalid regular expression' }).waitFor();
  await page.keyboard.press('Escape');
  await input.waitFor({ state: 'hidden' });
  await panel
    .locator('.row:visible', { hasText: /tick \d*4$/ })
    .first()
    .waitFor();
});

test('Clear forgets the lines shown and goes on', async () => {
  const { panel } = workbench;
  await panel.locator('.log').press('Home');
  await panel.locator('.row', { hasText: /tick 0$/ }).waitFor();
  await panel.getByRole('button', { name: 'Clear' }).click();
  await panel.locator('.row', { hasText: /tick 0$/ }).waitFor({ state: 'detached' });
  await panel.locator('.row').first().waitFor();
});

test('a hidden panel comes back where it was', async () => {
  const { panel } = workbench;
  await panel.locator('.log').press('End');
  await workbench.command('File: New Untitled Text File');
  await workbench.command('View: Open Previous Editor');
  await panel.locator('.row').first().waitFor();
  assert.match(await textOf('header'), /running/);
});

test('after a window reload the run goes on in its panel, no line lost or doubled', async () => {
  const { page, panel } = workbench;
  await panel.locator('.log').press('End');
  const before = await newestTick();
  await workbench.reload();
  // What of its editors a window has kept depends on the moment; the run goes on in any case.
  await workbench.openFile('ticks.bt');
  await workbench.lens('■ Stop on local').waitFor();
  await workbench.command('Tracewright: Show Panel');
  await panel.locator('.log').press('End');
  while ((await newestTick()) < before + 20) await nextRow();
  await panel.getByRole('button', { name: 'Find', exact: true }).click();
  await panel.getByRole('searchbox', { name: 'Find in all lines' }).fill(`tick ${before}$`);
  await panel.getByRole('button', { name: 'Regular expression' }).click();
  await panel.locator('.found', { hasText: /^1$/ }).waitFor();
  await page.keyboard.press('Escape');
});

test('Stop ends the run, and the panel says what proved the kernel clean', async () => {
  const { panel } = workbench;
  await panel.getByRole('button', { name: 'Stop' }).click();
  await panel.locator('.face', { hasText: 'Stopped after' }).waitFor();
  await panel.locator('.face .proof', { hasText: '✓' }).waitFor();
  await workbench.lens('▶ Run on local').waitFor();
  await panel.getByRole('button', { name: 'Run again' }).waitFor();
});

test('maps and histograms open in their own views', async () => {
  const { panel } = workbench;
  await workbench.openFile('counts.bt');
  await workbench.lens('▶ Run on local').last().click();
  await panel.getByRole('tab', { name: 'Histogram' }).waitFor();
  await panel.getByRole('tab', { name: 'Table' }).click();
  await panel.getByRole('columnheader', { name: 'Value' }).waitFor();
  assert.match(await textOf('.tables'), /@switches/);
});

test('a run of the history opens again with what it showed', async () => {
  const { page, panel } = workbench;
  await workbench.command('View: Close All Editors');
  await page.locator('.activitybar').getByRole('tab', { name: 'Tracewright' }).click();
  const rows = page.locator('.sidebar .monaco-list-row', { hasText: 'ticks.bt' });
  await rows.first().click();
  await panel
    .locator('.row', { hasText: /tick \d+$/ })
    .first()
    .waitFor();
  await panel.locator('.face', { hasText: 'Stopped after' }).waitFor();
  assert.match(await textOf('header'), /ticks\.bt on local[\s\S]*Run again/);
  await workbench.keepPicture('history');
});

test('a click on an address of the kernel asks the target for its function, and looks for that in the workspace', async () => {
  const { page, panel } = workbench;
  await workbench.openFile('caller.bt');
  await workbench.lens('▶ Run on local').last().click();
  await panel.getByRole('link', { name: `0x${address}` }).click();
  await page.waitForFunction(`document.querySelector('.quick-input-widget input')?.value === '#vfs_read'`);
  await page.locator('.statusbar', { hasText: `0x${address} is vfs_read+0x0` }).waitFor();
  await page.keyboard.press('Escape');
});

test("a tracer's own error becomes a squiggle at its line", async () => {
  const { page, panel } = workbench;
  await workbench.openFile('wrong.bt');
  await workbench.lens('▶ Run on local').last().click();
  await panel.locator('.face', { hasText: 'Failed' }).waitFor();
  await page.locator('.squiggly-error').first().waitFor();
});

test('a parse error gets a squiggle while typing, and completion offers the words of the language', async () => {
  const { page } = workbench;
  await workbench.openFile('ticks.bt');
  await workbench.focusEnd();
  // Wrong whatever brackets and quotes the editor closes by itself.
  await page.keyboard.type('BEGIN { = ');
  await page.locator('.squiggly-error').first().waitFor();
  await page.keyboard.type('; pri');
  await page.keyboard.press('Control+Space');
  await page.locator('.suggest-widget.visible .monaco-list-row', { hasText: 'printf' }).first().waitFor();
});
