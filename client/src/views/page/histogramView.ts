// Histograms: one bar a bucket, counts in columns, the bounds as the tracer gave them.
import type { Bucket } from '../../runs/record.ts';
import type { Aggregate, RunMoments } from '../panelMessages.ts';
import { element } from './element.ts';
import { atLeast } from './honesty.ts';
import { spellCount } from './words.ts';

type Histogram = Extract<Aggregate, { kind: 'histogram' }>;

export class HistogramView {
  readonly root = element('div', { class: 'histograms', tabindex: 0, 'aria-label': 'Histograms' });
  #count = 0;

  show(aggregates: readonly Aggregate[], moments: RunMoments): void {
    const histograms = aggregates.filter((aggregate) => aggregate.kind === 'histogram');
    this.#count = histograms.length;
    this.root.replaceChildren(...histograms.map((one) => histogramTable(one, atLeast(moments))));
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }
}

/** `least`: said before totals where something was lost. */
function histogramTable({ name, key, buckets }: Histogram, least: string): HTMLElement {
  const total = buckets.reduce((sum, bucket) => sum + bucket.count, 0);
  const most = Math.max(1, ...buckets.map((bucket) => bucket.count));
  return element(
    'table',
    { class: 'histogram' },
    element(
      'caption',
      {},
      key === '' ? name : `${name}[${key}]`,
      element('span', { class: 'note' }, ` ${least}${spellCount(total)} values`),
    ),
    element(
      'thead',
      { class: 'for-screen-reader' },
      element(
        'tr',
        {},
        element('th', { scope: 'col' }, 'From – to'),
        element('th', { scope: 'col' }, 'Count'),
        element('td', {}),
      ),
    ),
    element('tbody', {}, ...buckets.map((bucket) => bucketRow(bucket, most, total))),
  );
}

function bucketRow(bucket: Bucket, most: number, total: number): HTMLElement {
  const bar = element('span', { class: 'bar', 'aria-hidden': 'true' });
  bar.style.width = `${(bucket.count / most) * 100}%`;
  const share = total > 0 ? `${((bucket.count / total) * 100).toFixed(1)} %` : '';
  return element(
    'tr',
    { title: `${spellCount(bucket.count)} of ${spellCount(total)}, ${share}` },
    element('th', { scope: 'row', class: 'number' }, spellBounds(bucket)),
    element('td', { class: 'number' }, spellCount(bucket.count)),
    element('td', { class: 'bar-cell' }, bar),
  );
}

/** `64 – 127`; open ends as they are. */
export function spellBounds({ low, high }: Bucket): string {
  if (low === null) return high === null ? 'all' : `≤ ${spellCount(high)}`;
  if (high === null) return `≥ ${spellCount(low)}`;
  return low === high ? spellCount(low) : `${spellCount(low)} – ${spellCount(high)}`;
}
