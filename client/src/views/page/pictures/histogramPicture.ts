// A histogram, and one over time, as pictures.
import type { Bucket } from '../../../runs/record.ts';
import type { HistogramHistory, RunMoments } from '../../panelMessages.ts';
import { spellBounds, spellClock, spellCount } from '../words.ts';
import { hatching, type Palette, type Picture, type Shape } from './picture.ts';

const row = 18;
const labels = 150;
const bars = 560;

/** How much of the longest bar a bucket's takes. */
export function barShare(count: number, most: number, isLog: boolean): number {
  return isLog ? Math.log1p(count) / Math.log1p(Math.max(1, most)) : count / Math.max(1, most);
}

/** 1 at least. Counted one by one: all columns of a heat map have more buckets than a call takes arguments. */
export function largestCount(buckets: readonly Bucket[]): number {
  return buckets.reduce((most, { count }) => Math.max(most, count), 1);
}

/** One bar a bucket. */
export function histogramPicture(buckets: readonly Bucket[], palette: Palette, isLog: boolean): Picture {
  const most = largestCount(buckets);
  const fill = palette.series[0] ?? palette.foreground;
  const shapes = buckets.flatMap((bucket, index): readonly Shape[] => {
    const y = index * row + row / 2;
    return [
      { kind: 'text', x: labels, y, text: spellBounds(bucket), fill: palette.dim, anchor: 'end' },
      { kind: 'text', x: labels + 100, y, text: spellCount(bucket.count), fill: palette.foreground, anchor: 'end' },
      { kind: 'box', x: labels + 112, y: y - 6, width: barShare(bucket.count, most, isLog) * bars, height: 12, fill },
    ];
  });
  return { width: labels + 112 + bars, height: buckets.length * row, shapes };
}

/** `rows`: the buckets of all columns, the largest values first. */
export function heatMapPicture(
  { times, columns }: HistogramHistory,
  rows: readonly Bucket[],
  { losses }: RunMoments,
  palette: Palette,
): Picture {
  const cell = Math.max(4, Math.min(24, Math.floor(760 / Math.max(1, columns.length))));
  const most = largestCount(columns.flat());
  const idOf = ({ low, high }: Bucket): string => `${low} ${high}`;
  const height = rows.length * row;
  const shapes: Shape[] = rows.map((bucket, index) => ({
    kind: 'text',
    x: labels,
    y: index * row + row / 2,
    text: spellBounds(bucket),
    fill: palette.dim,
    anchor: 'end',
  }));
  for (const [column, buckets] of columns.entries()) {
    const x = labels + 10 + column * cell;
    const counts = new Map(buckets.map((bucket) => [idOf(bucket), bucket.count]));
    for (const [index, bucket] of rows.entries()) {
      const count = counts.get(idOf(bucket)) ?? 0;
      if (count === 0) continue;
      // By its root, as on the screen.
      const opacity = 0.08 + 0.92 * Math.sqrt(count / most);
      shapes.push({ kind: 'box', x, y: index * row, width: cell - 1, height: row - 1, fill: palette.heat, opacity });
    }
    const [from, to] = [times[column - 1] ?? 0, times[column] ?? 0];
    if (losses.some((span) => span.from < to && span.to > from))
      shapes.push(...hatching(x, 0, cell, height, palette.warning));
    if (column % Math.ceil(70 / cell) === 0)
      shapes.push({ kind: 'text', x, y: height + 12, text: spellClock(to), fill: palette.dim });
  }
  return { width: labels + 10 + columns.length * cell + 40, height: height + 24, shapes };
}
