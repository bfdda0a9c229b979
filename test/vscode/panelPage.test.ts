// The panel's page under a flood, in every state, at double zoom, and with an accessibility check of each.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { RunMoments, RunStatus } from '../../client/src/views/panelMessages.ts';
import { checkAccessibility as checkPage } from './axe.ts';
import { baseStatus, PanelPage } from './panelPage.ts';
import { root } from './workbench.ts';

let panel: PanelPage;

before(async () => {
  panel = await PanelPage.launch();
});
beforeEach(() => panel.open({ width: 820, height: 480 }));
after(() => panel.close());

const checkAccessibility = () => checkPage(panel.page);

const endOf = (how: RunStatus['how'], detail: string, proof: string): Partial<RunStatus> => ({
  state: 'ended',
  how,
  detail,
  proof,
  endedAt: baseStatus.startedAt + 12_300,
});
const moments: RunMoments = { attachedAt: 0, losses: [] };
const pass = (number: number, ms: number) => ({ pass: number, ms, cached: false });

for (const [name, patch, expected] of [
  [
    'connecting',
    { state: 'connecting', detail: 'asking lab for its host key' },
    /Connecting to lab.*asking lab for its host key/,
  ],
  [
    'preparing',
    { state: 'preparing', passes: [pass(1, 850), pass(2, 1300)] },
    /1 parse850 ms2 resolve1\.3 s3 translate/,
  ],
  ['reconnecting', { state: 'reconnecting', detail: 'Its output is kept.' }, /connection to lab is gone.*is kept/],
  ['reaching', { state: 'connecting', detail: 'connecting to lab' }, /^Connecting to lab$/],
  ['stopping', { state: 'stopping', detail: 'SIGINT' }, /Stopping.*SIGINT/],
  [
    'stopped',
    endOf('stopped', 'Stopped.', 'no module of it is left'),
    /Stopped after 12\.3 s✓ no module of it is left/,
  ],
  ['unproven', endOf('time limit', 'The limit.', ''), /time limit after 12\.3 s.*could not be proven/],
  [
    'failed',
    endOf('failed', 'stap is not on lab.', ''),
    /Failed after 12\.3 s.*stap is not on lab.*Run again.*Show the log/,
  ],
] as [string, Partial<RunStatus>, RegExp][]) {
  test(`the face of a run that is ${name}`, async () => {
    await panel.send({ kind: 'status', status: { ...baseStatus, ...patch } });
    await panel.page.locator(`.face[data-state="${patch.state}"]`).waitFor();
    assert.match((await panel.page.locator('.face').textContent()) ?? '', expected);
    await checkAccessibility();
  });
}

test('a run that says nothing for some seconds tells what was checked', async () => {
  const checks = ['Attached: 3 probes, after 1.2 s.', 'Predicate: stands before line 4; it may never have been true.'];
  const startedAt = Date.now() - 10_000;
  await panel.send({ kind: 'status', status: { ...baseStatus, startedAt, checks } });
  await panel.page.locator('.face li', { hasText: 'Predicate' }).waitFor();
  assert.deepEqual(
    await panel.page.getByRole('list', { name: 'What was checked' }).getByRole('listitem').allTextContents(),
    checks,
  );
  await checkAccessibility();
});

test('a hundred million lines: the page holds what it shows, follows, and reaches every line', async () => {
  const { page } = panel;
  for (let count = 5_000_000; count <= 100_000_000; count += 5_000_000) {
    await panel.send({ kind: 'status', status: { ...baseStatus, lineCount: count } });
  }
  await page.locator('.row', { hasText: 'line 99999999' }).waitFor();
  assert.ok((await page.locator('.row').count()) < 60);
  await page.locator('.log').focus();
  await page.keyboard.press('Home');
  await page.locator('.row', { hasText: /line 0$/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.locator('.row', { hasText: /line 0$/ }).waitFor({ state: 'detached' });
  await panel.send({ kind: 'status', status: { ...baseStatus, lineCount: 100_000_123 } });
  await page.getByRole('button', { name: '123 new lines' }).waitFor();
  await page.keyboard.press('End');
  await page.locator('.row', { hasText: 'line 100000122' }).waitFor();
  await checkAccessibility();
});

test('the log stays at its end when the view gets smaller', async () => {
  const { page } = panel;
  await panel.send({ kind: 'status', status: { ...baseStatus, lineCount: 100 } });
  await page.locator('.row', { hasText: 'line 99' }).waitFor();
  await page.setViewportSize({ width: 820, height: 300 });
  await panel.send({ kind: 'status', status: { ...baseStatus, lineCount: 200 } });
  await page.locator('.row', { hasText: 'line 199' }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Follow' }).getAttribute('aria-pressed'), 'true');
});

test('Follow is about the lines that are shown: all, or only the matches', async () => {
  const { page } = panel;
  const follow = page.getByRole('button', { name: 'Follow' });
  const isFollowing = () => follow.getAttribute('aria-pressed');
  await panel.send({ kind: 'status', status: { ...baseStatus, lineCount: 1000 } });
  await page.locator('.row', { hasText: 'line 999' }).waitFor();
  await page.keyboard.press('/');
  await page.getByRole('searchbox', { name: 'Find in all lines' }).fill('line');
  await page.getByRole('button', { name: 'Show only the lines that match' }).click();
  const matches = page.getByRole('log', { name: 'Matches' });
  await matches.waitFor();
  await page.waitForFunction(() => globalThis.fromPage.some(({ kind }) => kind === 'search'));
  const all = { scanned: 1000, lineCount: 1000, isFull: false, error: '' };
  await panel.send({ kind: 'found', runId: 'run', count: 500, ...all });
  await matches.locator('.row', { hasText: 'match 499' }).waitFor();
  await matches.press('Home');
  await matches.locator('.row', { hasText: /match 0$/ }).waitFor();
  assert.equal(await isFollowing(), 'false');
  await follow.click();
  await matches.locator('.row', { hasText: 'match 499' }).waitFor();
  await matches.press('Home');
  await page.getByRole('search').getByRole('button', { name: 'Close' }).click();
  assert.equal(await isFollowing(), 'true');
});

test('a match that was gone to is none of the run that takes over', async () => {
  const { page } = panel;
  await panel.send({ kind: 'status', status: { ...baseStatus, lineCount: 100 } });
  await page.keyboard.press('/');
  await page.getByRole('searchbox', { name: 'Find in all lines' }).fill('line');
  await page.waitForFunction(() => globalThis.fromPage.some(({ kind }) => kind === 'search'));
  const found = {
    kind: 'found',
    runId: 'run',
    count: 90,
    isFull: false,
    scanned: 100,
    lineCount: 100,
    error: '',
  } as const;
  await panel.send({ kind: 'goTo', runId: 'run', line: 7, index: 6 });
  await panel.send(found);
  await page.locator('.row.marked', { hasText: /line 7$/ }).waitFor();
  await page.locator('.found', { hasText: '7 of 90' }).waitFor();
  await panel.send({ kind: 'status', status: { ...baseStatus, runId: 'next', lineCount: 20 } });
  await panel.send({ ...found, runId: 'next', count: 3, lineCount: 20, scanned: 20 });
  await page.locator('.found', { hasText: /^3$/ }).waitFor();
  const lines = Array.from({ length: 20 }, (_, number) => ({ number, text: 'x', stream: 'stdout' as const, at: 1 }));
  await panel.send({ kind: 'lines', runId: 'next', first: 0, lines });
  await page.locator('.row').nth(10).waitFor();
  assert.equal(await page.locator('.row.marked').count(), 0);
});

test('strings that were cut are marked in the log, as keys and as values, wherever they stand; a cut key is no value to ask for', async () => {
  const { page } = panel;
  const cut = 'a-comm-of-15-by';
  const why = 'bpftrace cuts strings at 15 bytes.';
  const map = {
    kind: 'map',
    name: '@calls',
    entries: [
      { key: `${cut}, 3`, value: 9 },
      { key: 'whole', value: cut },
    ],
  } as const;
  const buckets = [{ low: 0, high: 1, count: 3 }];
  const times = [1000, 2000];
  await panel.send({ kind: 'status', status: { ...baseStatus, runId: 'cut', lineCount: 2 } });
  const lines = [cut, 'whole'].map((text, number) => ({ number, text, stream: 'stdout' as const, at: 1 }));
  const [first, second] = lines;
  assert.ok(first && second);
  await panel.send({ kind: 'lines', runId: 'cut', first: 0, lines: [{ ...first, cut: why }, second] });
  await panel.send({
    kind: 'aggregates',
    runId: 'cut',
    aggregates: [map, { kind: 'histogram', name: '@us', key: cut, buckets }],
    maps: [{ name: '@calls', times, keys: [{ key: cut, values: [4, 9] }], left: 0 }],
    histograms: [{ name: '@us', key: cut, times, columns: [buckets, buckets] }],
    moments,
  });
  // What the script prints is told after what it counted.
  const value = { kind: 'value', type: 'text', column: 'comm', expression: 'comm', width: 0, isLeft: false } as const;
  const formats = [{ line: 3, pieces: [{ kind: 'literal', text: 'of ' } as const, value] }];
  await panel.send({
    kind: 'formats',
    runId: 'cut',
    formats,
    textLimit: { lengths: [15], trailer: '..', why },
    aggregations: {},
  });
  await page.locator(`.row.cut[title="${why}"]`, { hasText: cut }).waitFor();
  await page.locator('.row:not(.cut)', { hasText: 'whole' }).waitFor();

  await page.getByRole('tab', { name: 'Table' }).click();
  const marked = (root: string) => page.locator(`${root} .cut[title="${why}"]`);
  await marked('.maps').nth(1).waitFor();
  assert.deepEqual(await marked('.maps').allTextContents(), [`${cut}, 3…`, `${cut}…`]);
  assert.deepEqual(await page.locator('.maps tbody button').allTextContents(), ['whole']);
  await checkAccessibility();
  await page.screenshot({ path: `${root}/out/pictures/view-cut.png` });
  await page.getByRole('tab', { name: 'Chart' }).click();
  await page.locator('.chart .u-legend', { hasText: `${cut}…` }).waitFor();
  await page.getByRole('tab', { name: 'Histogram' }).click();
  assert.equal(
    await page.locator('.histograms caption').textContent(),
    `@us[${cut}…] 3 values · p50 0 – 1 · p90 0 – 1 · p99 0 – 1`,
  );
  assert.equal(await marked('.histograms').count(), 1);
  await checkAccessibility();
  await page.getByRole('tab', { name: 'Heat Map' }).click();
  assert.deepEqual(await marked('.heat-map figcaption').allTextContents(), [`${cut}…`]);
  await checkAccessibility();

  // A key that is a line which the script prints above its histogram, as with SystemTap.
  const lineKey = { kind: 'histogram', name: 'us', key: `of ${cut}`, buckets } as const;
  await panel.send({ kind: 'aggregates', runId: 'cut', aggregates: [lineKey], maps: [], histograms: [], moments });
  await page.getByRole('tab', { name: 'Histogram' }).click();
  await marked('.histograms')
    .filter({ hasText: `of ${cut}…` })
    .waitFor();
});

test('at double zoom nothing is cut off', async () => {
  const { page } = panel;
  const losses = [{ what: 'lost events', count: 123_456_789 }];
  const size = { lineCount: 100_000_000, byteCount: 1e12 };
  await panel.send({ kind: 'status', status: { ...baseStatus, ...size, losses } });
  await page.locator('header', { hasText: '100,000,000' }).waitFor();
  await page.setViewportSize({ width: 410, height: 240 });
  const header = page.locator('header');
  const widths = await header.evaluate((shown) => [shown.scrollWidth, shown.clientWidth]);
  assert.equal(widths[0], widths[1]);
});

test('32 hosts of a run group: states, the odd one, and one of them alone', async () => {
  const { page } = panel;
  const hosts = Array.from({ length: 32 }, (_, index) => ({
    name: `web${index + 1}`,
    state: index === 3 ? ('ended' as const) : ('running' as const),
    how: index === 3 ? ('failed' as const) : ('' as const),
    detail: index === 3 ? 'web4 refused the connection.' : 'The probes are attached.',
    lineCount: 1000 + index,
    odd: index === 6 ? '@reads is 9,120 here, 12 on the median host' : '',
    environment: index === 0 ? ('production' as const) : ('' as const),
  }));
  const group = {
    ...baseStatus,
    runId: 'group',
    wholeId: 'group',
    target: 'web',
    hosts,
    environment: 'production' as const,
  };
  await panel.send({ kind: 'status', status: { ...group, lineCount: 2 } });
  const bar = page.getByRole('toolbar', { name: 'Hosts' });
  await bar.getByRole('button', { name: 'All hosts 31 of 32' }).waitFor();
  await bar.getByRole('button', { name: 'web7 1,006 stands out' }).waitFor();
  assert.match(
    (await bar.getByRole('button', { name: /^web4 failed/ }).getAttribute('title')) ?? '',
    /refused the connection/,
  );
  const lines = [0, 1].map((number) => ({ number, text: 'x', stream: 'stdout' as const, at: 1, host: number }));
  await panel.send({ kind: 'lines', runId: 'group', first: 0, lines });
  await page.locator('.row', { hasText: 'web2' }).waitFor();
  await checkAccessibility();
  await page.screenshot({ path: `${root}/out/pictures/view-hosts.png` });
  await bar.getByRole('button', { name: /^web7/ }).click();
  const entries = hosts.slice(0, 3).map(({ name, lineCount }) => ({ key: name, value: lineCount }));
  const byHost = { kind: 'map', name: '@reads by host', entries, isByHost: true } as const;
  await panel.send({ kind: 'aggregates', runId: 'group', aggregates: [byHost], maps: [], histograms: [], moments });
  await page.getByRole('tab', { name: 'Table' }).click();
  await page.locator('.maps').getByRole('button', { name: 'web2' }).click();
  assert.equal(await page.locator('.narrow-bar').isVisible(), false);
  const asked = await page.evaluate(() => globalThis.fromPage.filter(({ kind }) => kind === 'showHost'));
  assert.deepEqual(
    asked,
    ['web7', 'web2'].map((host) => ({ kind: 'showHost', host })),
  );
  await panel.send({ kind: 'status', status: { ...group, runId: 'one', target: 'web7' } });
  await bar.locator('[aria-pressed="true"]', { hasText: 'web7' }).waitFor();
});

test('places of source code that lines name are links, for the mouse and for the keyboard', async () => {
  const { page } = panel;
  const texts = ['12:30 warning at fs/read_write.c:463:7', ' \x1b[31mvfs_read+0x10/0x200\x1b[0m [kernel]'];
  await panel.send({ kind: 'status', status: { ...baseStatus, runId: 'places', lineCount: texts.length } });
  const lines = texts.map((text, number) => ({ number, text, stream: 'stdout' as const, at: 1 }));
  await panel.send({ kind: 'lines', runId: 'places', first: 0, lines });
  await page.getByRole('link', { name: 'fs/read_write.c:463:7' }).click();
  await page.getByRole('link', { name: 'vfs_read+0x10/0x200' }).press('Enter');
  const asked = await page.evaluate(() => globalThis.fromPage.filter(({ kind }) => kind === 'showPlace'));
  assert.deepEqual(
    asked.map((one) => 'place' in one && one.place),
    [
      { kind: 'line', file: 'fs/read_write.c', line: 463, column: 7 },
      { kind: 'function', name: 'vfs_read' },
    ],
  );
  assert.equal(await page.getByRole('link').count(), 2);
  await checkAccessibility();
  await page.screenshot({ path: `${root}/out/pictures/view-places.png` });
});
