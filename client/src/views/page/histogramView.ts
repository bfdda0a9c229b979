// Histograms: one bar a bucket, counts in columns, the bounds as the tracer gave them.
import type { Bucket } from '../../runs/record.ts';
import type { Aggregate, RunMoments } from '../panelMessages.ts';
import type { CutTexts } from './cutTexts.ts';
import { element } from './element.ts';
import { atLeast } from './honesty.ts';
import type { Pick, Picker } from './narrowBar.ts';
import { histogramPicture } from './pictures/histogramPicture.ts';
import { type Palette, type Picture, stack } from './pictures/picture.ts';
import { spellBounds, spellCount } from './words.ts';

type Histogram = Extract<Aggregate, { kind: 'histogram' }>;

export class HistogramView {
  readonly root = element('div', { class: 'histograms', tabindex: 0, 'aria-label': 'Histograms' });
  readonly #pick: Picker;
  readonly #cuts: CutTexts;
  #drawn = '';
  #shown: readonly Histogram[] = [];
  #least = '';

  constructor(pick: Picker, cuts: CutTexts) {
    this.#pick = pick;
    this.#cuts = cuts;
  }

  show(aggregates: readonly Aggregate[], moments: RunMoments): void {
    const histograms = aggregates.filter((aggregate) => aggregate.kind === 'histogram');
    this.#shown = histograms;
    this.#least = atLeast(moments);
    // What did not change keeps its focus.
    const drawn = JSON.stringify([histograms, this.#least, histograms.map(({ key }) => this.#cuts.whyCut(key))]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.root.replaceChildren(
      ...histograms.map((one) =>
        histogramTable(one, this.#cuts.title(one.name, one.key), this.#least, (bucket) =>
          this.#pick(pickOf(one.name, bucket)),
        ),
      ),
    );
  }

  get isEmpty(): boolean {
    return this.#shown.length === 0;
  }

  /** All histograms, one under the other. */
  picture(footer: string, palette: Palette): Picture {
    const parts = this.#shown.map((one) => ({
      title: `${one.key === '' ? one.name : `${one.name}[${this.#cuts.spell(one.key)}]`} ${this.#least}${spellCount(totalOf(one.buckets))} values`,
      picture: histogramPicture(one.buckets, palette),
    }));
    return stack(parts, footer, palette);
  }
}

function totalOf(buckets: readonly Bucket[]): number {
  return buckets.reduce((sum, { count }) => sum + count, 0);
}

/** `least`: said before totals where something was lost. */
function histogramTable(
  { buckets }: Histogram,
  title: readonly (HTMLElement | string)[],
  least: string,
  picked: (bucket: Bucket) => void,
): HTMLElement {
  const total = totalOf(buckets);
  const most = Math.max(1, ...buckets.map((bucket) => bucket.count));
  return element(
    'table',
    { class: 'histogram' },
    element('caption', {}, ...title, element('span', { class: 'note' }, ` ${least}${spellCount(total)} values`)),
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
    element('tbody', {}, ...buckets.map((bucket) => bucketRow(bucket, most, total, () => picked(bucket)))),
  );
}

function bucketRow(bucket: Bucket, most: number, total: number, picked: () => void): HTMLElement {
  const bar = element('span', { class: 'bar', 'aria-hidden': 'true' });
  bar.style.width = `${(bucket.count / most) * 100}%`;
  const share = total > 0 ? `${((bucket.count / total) * 100).toFixed(1)} %` : '';
  return element(
    'tr',
    { title: `${spellCount(bucket.count)} of ${spellCount(total)}, ${share}` },
    element(
      'th',
      { scope: 'row', class: 'number' },
      element('button', { class: 'plain', click: picked }, spellBounds(bucket)),
    ),
    element('td', { class: 'number' }, spellCount(bucket.count)),
    element('td', { class: 'bar-cell' }, bar),
  );
}

/** The values of one or more buckets of a histogram. */
export function pickOf(map: string, { low, high }: Omit<Bucket, 'count'>): Pick {
  return {
    label: `${map}: ${spellBounds({ low, high })}`,
    picked: { kind: 'taken', map },
    test: { kind: 'range', low, high },
  };
}
