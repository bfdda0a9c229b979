// The panel's page where something was counted: tables, histograms, charts, heat maps and flame graphs, while counts come.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { Aggregate, OtherRun, RunMoments } from '../../client/src/views/panelMessages.ts';
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

const moments: RunMoments = { attachedAt: 0, losses: [] };

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
  // Twice, as a hand does: it must not mark the frame's name, which would hold the samples back.
  await page.locator('g.frame', { hasText: /^ksys_read/ }).dblclick();
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
