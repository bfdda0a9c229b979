// A run beside others: what differs beyond noise in its maps, its histograms over theirs, its flame graphs by what grew.
import flamegraph from 'd3-flame-graph';
import { select } from 'd3-selection';
import type { Aggregation } from '../../../../server/src/protocol.ts';
import type { Aggregate, OtherRun } from '../panelMessages.ts';
import {
  type ComparedFrame,
  compareBuckets,
  compareMap,
  compareStacks,
  isBeyondNoise,
  isOfUnknownNoise,
} from './comparison.ts';
import type { CutTexts } from './cutTexts.ts';
import { element, setText } from './element.ts';
import { spellBounds, spellCount, spellDuration } from './words.ts';

type Of<Kind extends Aggregate['kind']> = Extract<Aggregate, { kind: Kind }>;

type Aggregations = Readonly<Record<string, Aggregation>>;

/** Rows of a map. */
const mostRows = 100;

export class CompareView {
  readonly root: HTMLElement;
  readonly #told = element('p', { class: 'note' });
  readonly #scale: HTMLButtonElement;
  readonly #frame = element('p', { class: 'details', role: 'status' });
  readonly #place = element('div');
  readonly #cuts: CutTexts;
  #aggregates: readonly Aggregate[] = [];
  #others: readonly OtherRun[] = [];
  /** Of this run so far. */
  #seconds = 0;
  #drawn = '';
  #aggregations: Aggregations = {};

  constructor(cuts: CutTexts) {
    this.#cuts = cuts;
    this.#scale = element(
      'button',
      {
        class: 'toggle',
        'aria-pressed': 'false',
        title: 'Counts of the others as if they had run as long as this one',
      },
      'Scale to the same time',
    );
    this.#scale.addEventListener('click', () => {
      this.#scale.setAttribute('aria-pressed', String(!this.#isScaled));
      this.#draw();
    });
    this.root = element(
      'div',
      { class: 'compare', tabindex: 0, 'aria-label': 'Comparison' },
      element('div', { class: 'tools' }, this.#scale, this.#told),
      this.#place,
      this.#frame,
    );
    new ResizeObserver(() => this.fit()).observe(this.root);
  }

  get isEmpty(): boolean {
    return this.#others.length === 0;
  }

  /** The runs that are compared with; none: there is nothing to compare. */
  showOthers(others: readonly OtherRun[]): void {
    this.#others = others;
    this.#draw();
  }

  /** What the values of the maps are, by the maps' names. */
  know(aggregations: Aggregations): void {
    this.#aggregations = aggregations;
    this.#draw();
  }

  /** `seconds`: how long the run has been going, or went. */
  show(aggregates: readonly Aggregate[], seconds: number): void {
    this.#aggregates = aggregates;
    this.#seconds = seconds;
    this.#draw();
  }

  get #isScaled(): boolean {
    return this.#scale.getAttribute('aria-pressed') === 'true';
  }

  fit(): void {
    this.#draw();
  }

  #draw(): void {
    if (this.#others.length === 0 || this.root.clientWidth === 0) return;
    const key = JSON.stringify([
      this.#aggregates,
      this.#others,
      this.#aggregations,
      this.#isScaled,
      this.root.clientWidth,
    ]);
    if (key === this.#drawn) return;
    this.#drawn = key;
    const others = this.#others.map(({ label, seconds }) => `${label} (${spellDuration(seconds * 1000)})`).join(', ');
    setText(this.#told, `This run (${spellDuration(this.#seconds * 1000)}) against ${others}`);
    const parts = this.#aggregates.map((one) => {
      if (one.kind === 'map') return this.#map(one);
      return one.kind === 'histogram' ? this.#histogram(one) : undefined;
    });
    this.#place.replaceChildren(...parts.filter((part) => part !== undefined));
    for (const one of this.#aggregates) if (one.kind === 'stacks') this.#stacks(one);
  }

  /** The same of each other run; empty where it has none. */
  #twins<Kind extends Aggregate['kind']>(kind: Kind, name: string, key?: string): readonly Of<Kind>[] {
    return this.#others.flatMap(({ aggregates }) => {
      const found = aggregates.find(
        (one): one is Of<Kind> =>
          one.kind === kind &&
          one.name === name &&
          (key === undefined || (one.kind === 'histogram' && one.key === key)),
      );
      return found ? [found] : [];
    });
  }

  #map({ name, entries }: Of<'map'>): HTMLElement | undefined {
    const maps = this.#others.map(({ aggregates }) => {
      const twin = aggregates.find((one) => one.kind === 'map' && one.name === name);
      return twin?.kind === 'map' ? twin.entries : [];
    });
    const scales = this.#others.map(({ seconds }) => (this.#isScaled && seconds > 0 ? this.#seconds / seconds : 1));
    const all = compareMap(entries, maps, scales, this.#aggregations[name]);
    const beyond = all.filter(isBeyondNoise);
    const unknown = all.filter(isOfUnknownNoise);
    const rows = [...beyond, ...unknown]
      .slice(0, mostRows)
      .map(({ key, value, mean, difference, noise }) =>
        element(
          'tr',
          {},
          element('th', { scope: 'row' }, key === '' ? '(no key)' : this.#cuts.mark(key)),
          ...[value, mean].map((one) => element('td', { class: 'number' }, one === undefined ? '–' : spell(one))),
          differenceCell(difference, noise !== undefined),
          element('td', { class: 'number' }, noise === undefined ? 'not known' : `± ${spell(noise)}`),
        ),
      );
    const rest = all.length - beyond.length - unknown.length;
    const wants = unknown.length > 0 ? '; two or more other runs tell the noise of what is no count' : '';
    const caption = element(
      'caption',
      {},
      name,
      element(
        'span',
        { class: 'note' },
        ` ${spellCount(rest)} of ${spellCount(all.length)} keys differ by no more than noise${wants}`,
      ),
    );
    const headings = ['Key', 'This run', 'Others, mean', 'Difference', 'Noise'];
    const head = headings.map((title, index) =>
      element('th', { scope: 'col', class: index > 0 ? 'number' : '' }, title),
    );
    return element(
      'table',
      {},
      caption,
      element('thead', {}, element('tr', {}, ...head)),
      element('tbody', {}, ...rows),
    );
  }

  #histogram({ name, key, buckets }: Of<'histogram'>): HTMLElement | undefined {
    const twins = this.#twins('histogram', name, key).map((twin) => twin.buckets);
    const all = compareBuckets(buckets, twins);
    const most = Math.max(0.001, ...all.flatMap(({ share, otherShare }) => [share, otherShare]));
    const rows = all.map(({ low, high, share, otherShare }) => {
      const bars = [share, otherShare].map((part, index) => {
        const bar = element('span', { class: index === 0 ? 'bar' : 'bar other', 'aria-hidden': 'true' });
        bar.style.width = `${(part / most) * 100}%`;
        return bar;
      });
      return element(
        'tr',
        {},
        element('th', { scope: 'row', class: 'number' }, spellBounds({ low, high })),
        element('td', { class: 'number' }, percent(share)),
        element('td', { class: 'number' }, percent(otherShare)),
        element('td', { class: 'bar-cell' }, ...bars),
      );
    });
    const caption = element('caption', {}, ...this.#cuts.title(name, key));
    const head = ['From – to', 'This run', 'Others'].map((title) =>
      element('th', { scope: 'col', class: 'number' }, title),
    );
    return element(
      'table',
      { class: 'histogram' },
      caption,
      element('thead', {}, element('tr', {}, ...head, element('td', {}))),
      element('tbody', {}, ...rows),
    );
  }

  #stacks({ name, stacks }: Of<'stacks'>): void {
    const tree = compareStacks(
      name,
      stacks,
      this.#twins('stacks', name).map((twin) => twin.stacks),
    );
    const place = element('div', { class: 'flame' });
    const note = element(
      'span',
      { class: 'note' },
      ' red: a larger part of all samples than in the others; blue: a smaller one',
    );
    this.#place.append(
      element('figure', { 'aria-label': `Difference of ${name}` }, element('figcaption', {}, name, note), place),
    );
    const most = largestChange(tree) || 1;
    const tell = (frame: ComparedFrame | undefined): void =>
      setText(
        this.#frame,
        frame === undefined ? '' : `${frame.name}: ${spellCount(frame.value)} samples, ${points(frame.change)} of all`,
      );
    const chart = flamegraph<ComparedFrame>()
      .width(this.root.clientWidth - 24)
      .cellHeight(18)
      .transitionDuration(0)
      .minFrameSize(1)
      .selfValue(false)
      .setColorMapper(({ data }) => colorOf(data.change / most))
      .onHover((hovered) => tell(hovered?.data))
      .onClick(({ data }) => tell(data));
    chart.setLabelHandler(({ data }) => `${data.name}: ${points(data.change)}`);
    select(place).datum(tree).call(chart);
  }
}

/** More or less is told apart by colour only where that means something. */
function differenceCell(difference: number | undefined, isNoiseKnown: boolean): HTMLElement {
  if (difference === undefined) return element('td', { class: 'number' }, '–');
  const direction = difference > 0 ? 'more' : 'less';
  const sign = difference > 0 ? '+' : '';
  return element('td', { class: isNoiseKnown ? `number ${direction}` : 'number' }, `${sign}${spell(difference)}`);
}

function largestChange({ change, children }: ComparedFrame): number {
  return Math.max(Math.abs(change), ...children.map(largestChange));
}

/** From blue (-1) over white to red (1). */
function colorOf(change: number): string {
  const strength = Math.round(150 * Math.min(1, Math.sqrt(Math.abs(change))));
  const weak = 240 - strength;
  return change >= 0 ? `rgb(255, ${weak + 15}, ${weak})` : `rgb(${weak}, ${weak + 15}, 255)`;
}

function spell(value: number): string {
  return spellCount(Math.abs(value) < 100 ? Math.round(value * 10) / 10 : Math.round(value));
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** Percentage points with their sign. */
function points(change: number): string {
  return `${change > 0 ? '+' : ''}${(change * 100).toFixed(1)} %`;
}
