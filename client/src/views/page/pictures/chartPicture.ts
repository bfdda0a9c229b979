// A chart as a picture: axes, curves, hatched losses, and a legend.
import type { MapHistory, RunMoments } from '../../panelMessages.ts';
import { spellClock, spellCount } from '../words.ts';
import { fontSize, hatching, type Palette, type Picture, type Shape } from './picture.ts';

const width = 900;
const height = 260;
const left = 90;
const bottom = 24;
const legendLine = 18;

export function chartPicture({ times, keys }: MapHistory, { losses }: RunMoments, palette: Palette): Picture {
  const values = keys.flatMap((key) => key.values.filter((value) => value !== null));
  const [first, last] = [times[0] ?? 0, times.at(-1) ?? 1];
  const { low, high, step } = scaleOf(values);
  const x = (time: number): number => left + ((time - first) / Math.max(1, last - first)) * (width - left);
  const y = (value: number): number => height - bottom - ((value - low) / (high - low)) * (height - bottom);
  const shapes: Shape[] = [];
  for (let value = low; value <= high + step / 2; value += step) {
    shapes.push({
      kind: 'line',
      points: [
        [left, y(value)],
        [width, y(value)],
      ],
      stroke: palette.grid,
      width: 1,
    });
    shapes.push({ kind: 'text', x: left - 8, y: y(value), text: spellCount(value), fill: palette.dim, anchor: 'end' });
  }
  for (let place = 0; place <= 8; place++) {
    const time = first + ((last - first) * place) / 8;
    const anchor = place === 8 ? 'end' : 'middle';
    shapes.push({
      kind: 'text',
      x: x(time),
      y: height - fontSize / 2,
      text: spellClock(time),
      fill: palette.dim,
      anchor,
    });
  }
  for (const span of losses) {
    const [from, to] = [x(Math.max(span.from, first)), x(Math.min(span.to, last))];
    if (to > from) shapes.push(...hatching(from, 0, to - from, height - bottom, palette.warning));
  }
  for (const [index, key] of keys.entries()) {
    const stroke = palette.series[index % palette.series.length] ?? palette.foreground;
    const points = key.values.flatMap((value, place) =>
      value === null ? [] : [[x(times[place] ?? 0), y(value)] as const],
    );
    const isDashed = index >= palette.series.length;
    shapes.push({ kind: 'line', points, stroke, width: 1.5, ...(isDashed && { isDashed }) });
    const top = height + 8 + index * legendLine;
    shapes.push({ kind: 'box', x: left, y: top, width: isDashed ? 4 : 10, height: 10, fill: stroke });
    if (isDashed) shapes.push({ kind: 'box', x: left + 6, y: top, width: 4, height: 10, fill: stroke });
    shapes.push({ kind: 'text', x: left + 18, y: top + 5, text: key.key, fill: palette.foreground });
  }
  return { width, height: height + 8 + keys.length * legendLine, shapes };
}

/** Bounds that hold all values, and a round step between them. */
function scaleOf(values: readonly number[]): { readonly low: number; readonly high: number; readonly step: number } {
  let [least, most] = [0, 0];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const rough = (most - least || 1) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough) ?? rough;
  return { low: Math.floor(least / step) * step, high: Math.max(step, Math.ceil(most / step) * step), step };
}
