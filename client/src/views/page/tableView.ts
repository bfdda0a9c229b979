// The table: every map as rows that can be sorted, its largest values first.
import type { Aggregate, MapHistory, RunMoments } from '../panelMessages.ts';
import type { CutTexts } from './cutTexts.ts';
import { element, replaceButtons } from './element.ts';
import { atLeast, noMoments } from './honesty.ts';
import type { LineTableView } from './lineTableView.ts';
import type { Picker } from './narrowBar.ts';
import { sparkline } from './sparkline.ts';
import { Steady } from './steady.ts';
import { spellCount } from './words.ts';

type MapAggregate = Extract<Aggregate, { kind: 'map' }>;
type Column = 'key' | 'value';

/** Rows shown of one map; what is left out is said. */
const mostRows = 500;

export class TableView {
  readonly root: HTMLElement;
  readonly #lines: LineTableView;
  readonly #pick: Picker;
  readonly #cuts: CutTexts;
  readonly #showHost: (host: string) => void;
  readonly #place = element('div', { class: 'maps' });
  #maps: readonly MapAggregate[] = [];
  #histories: readonly MapHistory[] = [];
  #moments = noMoments;
  #sortedBy: Column = 'value';
  readonly #steady = new Steady(this.#place, () => this.#draw());

  /** `lines` stand above the maps; `showHost`: one of a run group, alone. */
  constructor(lines: LineTableView, pick: Picker, cuts: CutTexts, showHost: (host: string) => void) {
    this.#lines = lines;
    this.#pick = pick;
    this.#cuts = cuts;
    this.#showHost = showHost;
    this.root = element('div', { class: 'tables', tabindex: 0, 'aria-label': 'Tables' }, lines.root, this.#place);
  }

  show(aggregates: readonly Aggregate[], histories: readonly MapHistory[], moments: RunMoments): void {
    this.#moments = moments;
    this.#lines.admit(moments);
    this.#maps = aggregates.filter((aggregate) => aggregate.kind === 'map');
    this.#histories = histories;
    if (!this.#steady.holds()) this.#draw();
  }

  #draw(): void {
    replaceButtons(this.#place, ...this.#maps.map((map) => this.#table(map)));
  }

  get isEmpty(): boolean {
    return this.#maps.length === 0 && this.#lines.isEmpty;
  }

  #table(map: MapAggregate): HTMLElement {
    const entries = [...map.entries].sort(this.#sortedBy === 'value' ? byValue : byKey);
    // One by one: a map may have more keys than a call takes arguments.
    const most = entries.reduce((largest, { value }) => Math.max(largest, Number(value) || 0), 0);
    const history = this.#histories.find(({ name }) => name === map.name);
    const rows = entries.slice(0, mostRows).map(({ key, value }) => {
      const share = most > 0 ? Math.max(0, Number(value) || 0) / most : 0;
      const bar = element('span', { class: 'bar', 'aria-hidden': 'true' });
      bar.style.width = `${share * 100}%`;
      return element(
        'tr',
        {},
        element('th', { scope: 'row' }, key === '' ? '(no key)' : this.#key(map, key)),
        element('td', { class: 'number' }, typeof value === 'number' ? spellCount(value) : this.#cuts.mark(value)),
        element('td', { class: 'bar-cell' }, bar),
        ...(history ? [element('td', { class: 'spark-cell' }, ...sparkline(history, key))] : []),
      );
    });
    const left = entries.length - rows.length;
    return element(
      'table',
      {},
      element(
        'caption',
        {},
        map.name,
        element('span', { class: 'note' }, atLeast(this.#moments) === '' ? '' : ' at least, as something was lost'),
        element('span', { class: 'note' }, left > 0 ? ` ${spellCount(left)} more rows not shown` : ''),
      ),
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          this.#heading('key', 'Key'),
          this.#heading('value', 'Value'),
          element('td', {}),
          ...(history ? [element('th', { scope: 'col', 'data-picture': true }, 'Over time')] : []),
        ),
      ),
      element('tbody', {}, ...rows),
    );
  }

  /** A key that is not whole is no value to ask for. */
  #key({ name: map, isByHost }: MapAggregate, key: string): HTMLElement | string {
    if (isByHost)
      return element(
        'button',
        { class: 'plain', title: 'Show this host alone', click: () => this.#showHost(key) },
        key,
      );
    if (this.#cuts.whyCut(key) !== '') return this.#cuts.mark(key);
    const click = (): void =>
      this.#pick({
        label: `${map}: ${key}`,
        picked: { kind: 'key', map },
        test: /^-?\d+$/.test(key) ? { kind: 'number', value: key } : { kind: 'text', value: key },
      });
    return element('button', { class: 'plain', click }, key);
  }

  #heading(column: Column, text: string): HTMLElement {
    const isSorted = this.#sortedBy === column;
    const sort = element(
      'button',
      { class: 'sort', click: () => this.#sortBy(column) },
      text,
      isSorted ? (column === 'key' ? ' ↑' : ' ↓') : '',
    );
    return element(
      'th',
      {
        scope: 'col',
        class: column === 'value' && 'number',
        'aria-sort': isSorted ? (column === 'key' ? 'ascending' : 'descending') : 'none',
      },
      sort,
    );
  }

  #sortBy(column: Column): void {
    this.#sortedBy = column;
    this.#draw();
  }
}

type Entry = MapAggregate['entries'][number];

function byValue(a: Entry, b: Entry): number {
  return typeof a.value === 'number' && typeof b.value === 'number' ? b.value - a.value : byKey(a, b);
}

function byKey(a: Entry, b: Entry): number {
  return a.key.localeCompare(b.key, 'en', { numeric: true });
}
