// The panel's page under a flood, in every state, at double zoom, and with an accessibility check of each.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { Aggregate, OtherRun, RunMoments, RunStatus } from '../../client/src/views/panelMessages.ts';
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

test('maps and histograms as tables, sorted by value and by key', async () => {
  const { page } = panel;
  const entries = [
    { key: 'a', value: 5 },
    { key: 'b', value: 70_000 },
  ];
  const buckets = [
    { low: 0, high: 1, count: 3 },
    { low: 2, high: null, count: 9 },
  ];
  const map = { kind: 'map', name: '@calls', entries } as const;
  const histogram = { kind: 'histogram', name: '@lat', key: '', buckets } as const;
  await panel.send({
    kind: 'aggregates',
    runId: 'run',
    aggregates: [map, histogram],
    maps: [],
    histograms: [],
    moments,
  });
  await page.getByRole('tab', { name: 'Table' }).click();
  const rows = async () => (await page.locator('.maps tbody').textContent()) ?? '';
  assert.equal(await rows(), 'b70,000a5');
  await page.getByRole('button', { name: 'Key' }).click();
  assert.equal(await rows(), 'a5b70,000');
  await checkAccessibility();
  await page.keyboard.press(']');
  assert.match((await page.locator('.histograms').textContent()) ?? '', /@lat 12 values.*0 – 13≥ 29/);
  const widths = () => page.locator('.histograms .bar').evaluateAll((bars) => bars.map((bar) => bar.clientWidth));
  const [linear = 0, longest = 0] = await widths();
  assert.ok(Math.abs(linear / longest - 3 / 9) < 0.02);
  await page.getByRole('button', { name: 'Log scale' }).click();
  const [logarithmic = 0, same] = await widths();
  assert.ok(Math.abs(logarithmic / longest - Math.log(4) / Math.log(10)) < 0.02);
  assert.equal(same, longest);
  await checkAccessibility();
});

test('rows stay where they are while someone points at them, and a press hits what it aimed at', async () => {
  const { page } = panel;
  const send = (a: number, b: number) => {
    const map = {
      name: '@calls',
      kind: 'map',
      entries: Object.entries({ a, b }).map(([key, value]) => ({ key, value })),
    };
    return panel.send({
      kind: 'aggregates',
      runId: 'run',
      aggregates: [map as Aggregate],
      maps: [],
      histograms: [],
      moments,
    });
  };
  await send(5, 7);
  await page.getByRole('tab', { name: 'Table' }).click();
  await page.mouse.move(0, 0);
  const table = page.locator('.maps');
  await table.locator('tbody', { hasText: 'b7a5' }).waitFor();
  await table.getByRole('button', { name: 'b', exact: true }).hover();
  await page.mouse.down();
  await send(9, 8);
  assert.equal(await table.locator('tbody').textContent(), 'b7a5');
  await page.mouse.up();
  await page.locator('.narrow-bar', { hasText: '@calls: b' }).waitFor();
  await page.mouse.move(0, 0);
  await table.locator('tbody', { hasText: 'a9b8' }).waitFor();
});

test('a bucket of a histogram stays under a press, and keeps the focus, while counts come', async () => {
  const { page } = panel;
  const send = (count: number) => {
    const histogram = { kind: 'histogram', name: '@us', key: '', buckets: [{ low: 0, high: 1, count }] } as const;
    return panel.send({ kind: 'aggregates', runId: 'run', aggregates: [histogram], maps: [], histograms: [], moments });
  };
  await send(5);
  const [bucket, caption] = [page.getByRole('button', { name: '0 – 1' }), page.locator('.histograms caption')];
  await bucket.hover();
  await page.mouse.down();
  await send(6);
  assert.match((await caption.textContent()) ?? '', /5 values/);
  await page.mouse.up();
  await page.locator('.narrow-bar', { hasText: '@us: 0 – 1' }).waitFor();
  await page.mouse.move(0, 0);
  await caption.filter({ hasText: '6 values' }).waitFor();
  await bucket.focus();
  await send(7);
  await caption.filter({ hasText: '7 values' }).waitFor();
  assert.equal(await bucket.evaluate((button) => button.matches(':focus')), true);
});

test('a flame graph stays zoomed while samples come, until another run takes over', async () => {
  const { page } = panel;
  const send = (runId: string, count: number) => {
    const stacks = [
      { frames: ['vfs_read', 'ksys_read'], key: 'cat', count },
      { frames: ['do_idle'], key: 'swapper', count: 50 },
    ];
    const aggregates = [{ kind: 'stacks', name: '@stacks', stacks } as const];
    return panel.send({ kind: 'aggregates', runId, aggregates, maps: [], histograms: [], moments });
  };
  await send('run', 10);
  const label = (text: string) => page.locator('.d3-flame-graph-label', { hasText: text });
  await label('do_idle').waitFor();
  await page.locator('g.frame', { hasText: /^ksys_read/ }).click();
  await label('do_idle').waitFor({ state: 'detached' });
  await page.mouse.move(0, 0);
  await send('run', 31);
  await page.locator('.flames .note', { hasText: '81 samples' }).waitFor();
  await label('vfs_read').waitFor();
  assert.equal(await label('do_idle').count(), 0);
  await panel.send({ kind: 'status', status: { ...baseStatus, runId: 'next' } });
  await send('next', 10);
  await label('do_idle').waitFor();
});

test('more keys and buckets than a call takes arguments are shown', async () => {
  const { page } = panel;
  await page.evaluate(() => {
    const count = 140_000;
    const entries = Array.from({ length: count }, (_, value) => ({ key: `key ${value}`, value }));
    const buckets = Array.from({ length: 1000 }, (_, low) => ({ low, high: low, count: low }));
    const times = Array.from({ length: 140 }, (_, index) => index * 1000);
    const histograms = [{ name: '@us', key: '', times, columns: times.map(() => buckets) }];
    const aggregates = [{ kind: 'map', name: '@calls', entries } as const];
    const moments = { attachedAt: 0, losses: [] };
    window.postMessage({ kind: 'aggregates', runId: 'run', aggregates, maps: [], histograms, moments }, '*');
  });
  await page.getByRole('tab', { name: 'Heat Map' }).click();
  await page.locator('.heat-map .legend', { hasText: '999 values in a cell' }).waitFor();
  await page.getByRole('tab', { name: 'Table' }).click();
  await page.locator('.maps caption', { hasText: '139,500 more rows not shown' }).waitFor();
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

test('what was counted over time: charts with marks, heat maps by cell, flame graphs by frame', async () => {
  const { page } = panel;
  await page.setViewportSize({ width: 820, height: 700 });
  const times = Array.from({ length: 30 }, (_, index) => index * 1000 + 700);
  const keys = ['sshd', 'bash', 'kworker'].map((key, row) => ({
    key,
    values: times.map((_, index) => Math.round(1000 + 900 * Math.sin(index / 4 + row))),
  }));
  const entries = keys.map(({ key, values }) => ({ key, value: values.at(-1) ?? 0 }));
  const column = (index: number) =>
    Array.from({ length: 8 }, (_, row) => ({
      low: row === 0 ? 0 : 2 ** row,
      high: 2 ** (row + 1) - 1,
      count: Math.max(0, Math.round(400 - 120 * Math.abs(row - 3 - 2 * Math.sin(index / 5)))),
    }));
  const columns = times.map((_, index) => column(index));
  const stacks = [
    { frames: ['vfs_read+0x10/0x200', 'ksys_read', 'do_syscall_64'], key: 'cat', count: 30 },
    { frames: ['vfs_write', 'ksys_write', 'do_syscall_64'], key: 'cat', count: 20 },
    { frames: ['do_idle', 'cpu_startup_entry'], key: 'swapper', count: 50 },
  ];
  const show = (): Promise<void> =>
    panel.send({
      kind: 'aggregates',
      runId: 'run',
      aggregates: [
        { kind: 'map', name: '@reads', entries },
        { kind: 'histogram', name: '@us', key: '', buckets: columns.at(-1) ?? [] },
        { kind: 'stacks', name: '@stacks', stacks },
      ],
      maps: [{ name: '@reads', times, keys, left: 4 }],
      histograms: [{ name: '@us', key: '', times, columns }],
      moments: { attachedAt: 200, losses: [{ from: 9000, to: 12_000, count: 42 }] },
    });
  await show();
  const picture = (name: string) => page.screenshot({ path: `${root}/out/pictures/view-${name}.png` });

  await page.getByRole('tab', { name: 'Table' }).click();
  assert.equal(await page.locator('.spark').count(), 3);
  await checkAccessibility();
  await picture('table');

  await page.getByRole('tab', { name: 'Chart' }).click();
  const chart = page.locator('.chart .u-over');
  // Without the pointer, the newest values stand under it.
  const newest = new RegExp(`sshd:?${(entries[0]?.value ?? 0).toLocaleString('en-US')}`);
  await page.locator('.chart .u-legend', { hasText: newest }).waitFor();
  await chart.click({ position: { x: 100, y: 80 } });
  await page.locator('.marks', { hasText: 'A at' }).waitFor();
  await chart.click({ position: { x: 300, y: 80 } });
  await page.locator('.marks', { hasText: /A 0:\d\d → B 0:\d\d: .*sshd [+-]?[\d,]+ \([+-]?\d+\/s\)/ }).waitFor();
  await checkAccessibility();
  await picture('chart');
  // A key that comes later makes the chart anew; its marks and the stretch that was zoomed to stay.
  const box = (await chart.boundingBox()) ?? assert.fail();
  await page.mouse.move(box.x + box.width / 2, box.y + 50);
  await page.mouse.down();
  await page.mouse.move(box.x + (box.width * 3) / 4, box.y + 50);
  await page.mouse.up();
  await page.mouse.move(box.x + 2, box.y + 50);
  const leftmost = page.locator('.chart .u-legend', { hasText: /time:?0:1[456]/ });
  await leftmost.waitFor();
  const later = [...keys, { key: 'late', values: times.map((_, index) => (index < 20 ? null : 7)) }];
  await panel.send({
    kind: 'aggregates',
    runId: 'run',
    aggregates: [],
    maps: [{ name: '@reads', times, keys: later, left: 0 }],
    histograms: [],
    moments,
  });
  await page.locator('.chart .u-legend', { hasText: 'late' }).waitFor();
  await page.locator('.marks', { hasText: /A 0:\d\d → B 0:\d\d: .*late/ }).waitFor();
  await page.mouse.move(box.x + 3, box.y + 60);
  await leftmost.waitFor();
  await show();

  await page.getByRole('tab', { name: 'Heat Map' }).click();
  await page.locator('.heat-map canvas').click({ position: { x: 248, y: 50 } });
  await page.locator('.cell', { hasText: /of [\d,]+ values \(/ }).waitFor();
  const before = await page.locator('.cell').textContent();
  await page
    .locator('.heat-map figcaption', { hasText: 'at least, as something was lost where it is hatched' })
    .waitFor();
  await page.locator('.heat-map canvas').click({ position: { x: 168 + 10 * 24 + 3, y: 50 } });
  await page.locator('.cell', { hasText: /at least \d+ of .*; 42 lost around here/ }).waitFor();
  await page.locator('.heat-map canvas').click({ position: { x: 171, y: 50 } });
  await page.locator('.cell', { hasText: 'this first interval was not whole' }).waitFor();
  await page.keyboard.press('ArrowDown');
  assert.notEqual(await page.locator('.cell').textContent(), before);
  await checkAccessibility();
  await picture('heatMap');

  await page.keyboard.press('Shift+ArrowUp');
  await page.keyboard.press('Shift+ArrowUp');
  await page.locator('.narrow-bar', { hasText: /^@us: \d+ – \d+/ }).waitFor();
  await checkAccessibility();
  await page.getByRole('button', { name: 'Trace only this' }).click();
  const narrowed = await page.evaluate(() => globalThis.fromPage.findLast(({ kind }) => kind === 'narrow'));
  assert.ok(narrowed?.kind === 'narrow' && narrowed.test.kind === 'range');
  // Three buckets, each twice as wide as the one below.
  assert.equal(((narrowed.test.high ?? 0) + 1) / (narrowed.test.low || 1), 8);

  await page.getByRole('tab', { name: 'Flame Graph' }).click();
  await page.locator('.d3-flame-graph-label', { hasText: /^vfs_read$/ }).waitFor();
  await page.locator('.d3-flame-graph-label', { hasText: 'do_syscall_64' }).hover({ force: true });
  await page.locator('.details', { hasText: 'do_syscall_64: 50 samples, 50.0 %' }).waitFor();
  await page.getByRole('searchbox').fill('vfs');
  await checkAccessibility();
  await picture('flame');

  await page.getByRole('button', { name: 'Compare with…' }).click();
  assert.equal(await page.evaluate(() => globalThis.fromPage.at(-1)?.kind), 'compare');
  const other: OtherRun = {
    label: '10:00 on lab',
    seconds: 30,
    aggregates: [
      {
        kind: 'map',
        name: '@reads',
        entries: entries.map(({ key, value }, row) => ({ key, value: value + 400 * row })),
      },
      { kind: 'histogram', name: '@us', key: '', buckets: columns[0] ?? [] },
      { kind: 'stacks', name: '@stacks', stacks: stacks.slice(1) },
    ],
  };
  const ofScript = { formats: [], textLimit: { lengths: [63], trailer: '..', why: '' } };
  await panel.send({ kind: 'formats', runId: 'run', ...ofScript, aggregations: { '@reads': 'count' } });
  await panel.send({ kind: 'others', runId: 'run', others: [other], isNew: true });
  const compared = page.locator('.compare');
  await compared.locator('td.less', { hasText: '-800' }).waitFor();
  await compared.locator('caption', { hasText: '1 of 3 keys differ by no more than noise' }).waitFor();
  await compared.locator('.bar.other').first().waitFor();
  await compared.locator('.d3-flame-graph-label', { hasText: /^vfs_read$/ }).waitFor();
  await checkAccessibility();
  await picture('compare');
  // Of averages, one other run tells no noise; its repeats do.
  await panel.send({ kind: 'formats', runId: 'run', ...ofScript, aggregations: { '@reads': 'average' } });
  await compared.locator('td', { hasText: 'not known' }).nth(1).waitFor();
  await compared
    .locator('caption', { hasText: '; two or more other runs tell the noise of what is no count' })
    .waitFor();
  assert.equal(await compared.locator('td.less, td.more').count(), 0);
  await checkAccessibility();
  await panel.send({ kind: 'others', runId: 'run', others: [other, other, other], isNew: true });
  await compared.locator('td.less', { hasText: '-800' }).waitFor();
  assert.equal(await compared.locator('td', { hasText: 'not known' }).count(), 0);

  // In a narrow panel the names of the views take another line, none is broken in two or cut off.
  await page.setViewportSize({ width: 380, height: 700 });
  const bar = await page.locator('.bar-of-views').evaluate((shown) => ({
    heights: Array.from(shown.querySelectorAll('[role=tab], .outside > *'), ({ clientHeight }) => clientHeight),
    beyond: shown.scrollWidth - shown.clientWidth,
  }));
  assert.ok(Math.max(...bar.heights) < 32, `${bar.heights}`);
  assert.equal(bar.beyond, 0);
  await picture('narrow');
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
