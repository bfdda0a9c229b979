// Histograms: one bar a bucket by its count or the count's logarithm, percentiles, the bounds as the tracer gave them.
import type { Bucket } from '../../runs/record.ts';
import type { Aggregate, RunMoments } from '../panelMessages.ts';
import type { CutTexts } from './cutTexts.ts';
import { element, replaceButtons } from './element.ts';
import { atLeast } from './honesty.ts';
import type { Pick, Picker } from './narrowBar.ts';
import { spellPercentiles } from './percentiles.ts';
import { barShare, histogramPicture, largestCount } from './pictures/histogramPicture.ts';
import { type Palette, type Picture, stack } from './pictures/picture.ts';
import { Steady } from './steady.ts';
import { spellBounds, spellCount } from './words.ts';

type Histogram = Extract<Aggregate, { kind: 'histogram' }>;

export class HistogramView {
  readonly root: HTMLElement;
  readonly #scale = element(
    'button',
    {
      class: 'toggle',
      'aria-pressed': 'false',
      title: 'Bars by the logarithm of the counts: few values can be seen beside many',
      click: () => this.#turnScale(),
    },
    'Log scale',
  );
  readonly #place = element('div');
  readonly #steady = new Steady(this.#place, () => this.#draw());
  readonly #pick: Picker;
  readonly #cuts: CutTexts;
  #drawn = '';
  #shown: readonly Histogram[] = [];
  #least = '';

  constructor(pick: Picker, cuts: CutTexts) {
    this.#pick = pick;
    this.#cuts = cuts;
    this.root = element(
      'div',
      { class: 'histograms', tabindex: 0, 'aria-label': 'Histograms' },
      element('div', { class: 'tools' }, this.#scale),
      this.#place,
    );
  }

  get #isLog(): boolean {
    return this.#scale.getAttribute('aria-pressed') === 'true';
  }

  #turnScale(): void {
    this.#scale.setAttribute('aria-pressed', String(!this.#isLog));
    this.#draw();
  }

  show(aggregates: readonly Aggregate[], moments: RunMoments): void {
    const histograms = aggregates.filter((aggregate) => aggregate.kind === 'histogram');
    this.#shown = histograms;
    this.#least = atLeast(moments);
    if (!this.#steady.holds()) this.#draw();
  }

  #draw(): void {
    const [histograms, isLog] = [this.#shown, this.#isLog];
    // What did not change keeps its focus.
    const cut = histograms.map(({ key }) => this.#cuts.whyCut(key));
    const drawn = JSON.stringify([histograms, this.#least, isLog, cut]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    replaceButtons(
      this.#place,
      ...histograms.map((one) =>
        histogramTable(one, {
          title: this.#cuts.title(one.name, one.key),
          least: this.#least,
          isLog,
          pick: (bucket) => this.#pick(pickOf(one.name, bucket)),
        }),
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
      picture: histogramPicture(one.buckets, palette, this.#isLog),
    }));
    return stack(parts, footer, palette);
  }
}

function totalOf(buckets: readonly Bucket[]): number {
  return buckets.reduce((sum, { count }) => sum + count, 0);
}

interface Look {
  readonly title: readonly (HTMLElement | string)[];
  /** Said before totals where something was lost. */
  readonly least: string;
  readonly isLog: boolean;
  readonly pick: (bucket: Bucket) => void;
}

function histogramTable({ buckets }: Histogram, look: Look): HTMLElement {
  const total = totalOf(buckets);
  const most = largestCount(buckets);
  const percentiles = spellPercentiles(buckets);
  const note = ` ${look.least}${spellCount(total)} values${percentiles === '' ? '' : ` · ${percentiles}`}`;
  return element(
    'table',
    { class: 'histogram' },
    element('caption', {}, ...look.title, element('span', { class: 'note' }, note)),
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
    element(
      'tbody',
      {},
      ...buckets.map((bucket) =>
        bucketRow(bucket, barShare(bucket.count, most, look.isLog), total, () => look.pick(bucket)),
      ),
    ),
  );
}

function bucketRow(bucket: Bucket, length: number, total: number, picked: () => void): HTMLElement {
  const bar = element('span', { class: 'bar', 'aria-hidden': 'true' });
  bar.style.width = `${length * 100}%`;
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
