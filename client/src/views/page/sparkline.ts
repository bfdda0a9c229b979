// A row's value over time as a line of a few pixels.
import type { MapHistory } from '../panelMessages.ts';

const width = 96;
const height = 16;
const mostPoints = 96;
const svg = 'http://www.w3.org/2000/svg';

/** Nothing where there is no line to draw. */
export function sparkline({ keys, times }: MapHistory, key: string): readonly SVGElement[] {
  const values = keys.find((one) => one.key === key)?.values.slice(-mostPoints);
  if (values === undefined) return [];
  return courseLine(
    values.map((value) => value ?? 0),
    Math.min(times.length, mostPoints),
  );
}

/** A line through numbers, the oldest first, as wide as `places` of them are. */
export function courseLine(numbers: readonly number[], places = numbers.length): readonly SVGElement[] {
  if (numbers.length < 2) return [];
  const most = Math.max(...numbers);
  const least = Math.min(0, ...numbers);
  const step = width / (places - 1);
  const range = most - least || 1;
  const points = numbers.map((value, index) => {
    const y = height - 1 - ((value - least) / range) * (height - 2);
    return `${(index * step).toFixed(1)},${y.toFixed(1)}`;
  });
  const line = document.createElementNS(svg, 'polyline');
  line.setAttribute('points', points.join(' '));
  const root = document.createElementNS(svg, 'svg');
  root.setAttribute('class', 'spark');
  root.setAttribute('width', String(width));
  root.setAttribute('height', String(height));
  root.setAttribute('aria-hidden', 'true');
  root.append(line);
  return [root];
}
