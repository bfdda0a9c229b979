// What leaves the panel: tables as text, CSV and Markdown, and pictures as SVG.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spellTables } from '../../client/src/views/page/copiedTable.ts';
import { chartPicture } from '../../client/src/views/page/pictures/chartPicture.ts';
import { flamePicture } from '../../client/src/views/page/pictures/flamePicture.ts';
import { heatMapPicture, histogramPicture } from '../../client/src/views/page/pictures/histogramPicture.ts';
import { type Palette, type Picture, stack, toSvg } from '../../client/src/views/page/pictures/picture.ts';

const palette: Palette = {
  background: '#fff',
  foreground: '#111',
  dim: '#888',
  grid: '#ddd',
  warning: '#ca0',
  series: ['#00f', '#f80'],
  heat: '#f00',
};

test('a table as aligned text, CSV without separators, and Markdown', () => {
  const table = {
    title: '@reads',
    headings: ['Key', 'Value'],
    rows: [
      ['a|b, "c"', '70,000'],
      ['=x', '5'],
    ],
    numbers: [false, true],
  };
  assert.equal(spellTables([table], 'text'), '@reads\nKey        Value\na|b, "c"  70,000\n=x             5\n');
  assert.equal(spellTables([table], 'csv'), 'Key,Value\r\n"a|b, ""c""",70000\r\n\'=x,5\r\n');
  assert.equal(
    spellTables([table], 'markdown'),
    '**@reads**\n\n| Key | Value |\n| --- | ---: |\n| a\\|b, "c" | 70,000 |\n| =x | 5 |\n',
  );
});

/** Everything is inside, and nothing is no number. */
function checkPicture(picture: Picture, boxes: number): string {
  const svg = toSvg(picture);
  assert.doesNotMatch(svg, /NaN|Infinity|undefined/);
  for (const shape of picture.shapes) {
    if (shape.kind === 'text') continue;
    const points = shape.kind === 'line' ? shape.points : [[shape.x, shape.y] as const];
    for (const [x, y] of points) assert.ok(x >= -0.01 && x <= picture.width && y >= -0.01 && y <= picture.height);
  }
  assert.equal(picture.shapes.filter(({ kind }) => kind === 'box').length, boxes);
  return svg;
}

test('charts: an axis that holds all values, a curve a key, hatched losses', () => {
  const history = {
    name: '@',
    times: [0, 1000, 2000],
    keys: [
      { key: 'a', values: [3, null, -17] },
      { key: 'b', values: [170, 5] },
    ],
    left: 0,
  };
  const losses = [{ from: 500, to: 900, count: 3 }];
  const svg = checkPicture(chartPicture(history, { attachedAt: 0, losses }, palette), 2);
  assert.match(svg, />-50<\/text>[\s\S]*>200<\/text>/);
  assert.match(svg, /stroke="#ca0"/);
  assert.doesNotMatch(svg, /dasharray/);
  checkPicture(chartPicture({ name: '@', times: [], keys: [], left: 0 }, { attachedAt: null, losses: [] }, palette), 0);
});

test('charts: a curve whose colour another one has already is dashed', () => {
  const keys = ['a', 'b', 'c'].map((key) => ({ key, values: [1, 2] }));
  const history = { name: '@', times: [0, 1000], keys, left: 0 };
  const svg = checkPicture(chartPicture(history, { attachedAt: 0, losses: [] }, palette), 4);
  assert.equal(svg.match(/stroke="#00f"[^>]* stroke-dasharray="6 4"/g)?.length, 1);
  assert.equal(svg.match(/dasharray/g)?.length, 1);
});

test('histograms and heat maps: a box a bucket that has values', () => {
  const buckets = [
    { low: 0, high: 1, count: 3 },
    { low: 2, high: null, count: 9 },
  ];
  assert.match(checkPicture(histogramPicture(buckets, palette, false), 2), />≥ 2<\/text>/);
  const history = { name: '@', key: '', times: [1000, 2000], columns: [buckets, buckets.slice(1)] };
  const losses = [{ from: 1500, to: 1900, count: 3 }];
  const svg = checkPicture(heatMapPicture(history, buckets.toReversed(), { attachedAt: 0, losses }, palette), 3);
  assert.match(svg, /fill-opacity="1"/);
  assert.match(svg, /stroke="#ca0"/);
});

test('flame graphs: callers below what they call, names cut to their room; text of a trace stays text', () => {
  const leaf = { name: '<script>&"\u0001', value: 30, children: [] };
  const root = { name: 'all', value: 100, children: [{ name: 'f', value: 70, children: [leaf] }] };
  const picture = flamePicture(root, false);
  checkPicture(picture, 3);
  const heights = picture.shapes.flatMap((shape) => (shape.kind === 'box' ? [shape.y] : []));
  assert.deepEqual(heights, [36, 18, 0]);
  const svg = toSvg(stack([{ title: 'it', picture }], 'on lab', palette));
  assert.match(svg, /&lt;script>&amp;&quot;\ufffd/);
  assert.match(svg, />on lab<\/text>\n<\/svg>/);
});
