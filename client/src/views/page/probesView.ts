// The probes of the script as rows: what each did, how often, what it cost. Updated in place, so that focus and selection stay.

import type { ProbeFigures, RunFigures, RunOrder } from '../../runs/figures.ts';
import { spellPerSecond, spellShare, spellTime } from '../../runs/figureWords.ts';
import { isPaused, pauseOrders, switchableProbes } from '../../runs/switches.ts';
import { element, setText } from './element.ts';
import { GlobalsTable } from './globalsTable.ts';
import { spellCount } from './words.ts';

export interface ProbesEvents {
  /** Shows a line of the script, from 1. */
  showLine(line: number): void;
  /** Tells the running script something. */
  order(order: RunOrder): void;
}

type Value = number | string | undefined;

interface Column {
  readonly title: string;
  readonly explained: string;
  readonly value: (probe: ProbeFigures) => Value;
  readonly text: (probe: ProbeFigures) => string;
  /** Left out where no probe tells it. */
  readonly isOptional?: true;
}

const figures: readonly Column[] = [
  {
    title: 'Hits',
    explained: 'Since the run started',
    value: ({ hits }) => hits,
    text: ({ hits }) => spellCount(hits),
  },
  {
    title: 'Hits/s',
    explained: 'Over the last seconds; of an ended run, over all of it',
    value: ({ perSecond }) => perSecond,
    text: ({ perSecond }) => spellPerSecond(perSecond),
  },
  {
    title: 'Average',
    explained: 'Time of a hit',
    value: (probe) => averageOf(probe),
    text: (probe) => spellIf(averageOf(probe), spellTime),
  },
  {
    title: 'Longest',
    explained: 'Time of the longest hit',
    value: ({ longest }) => longest,
    text: ({ longest }) => spellIf(longest, spellTime),
    isOptional: true,
  },
  {
    title: '% of a CPU',
    explained: 'Over the last seconds; of an ended run, over all of it',
    value: ({ share }) => share,
    text: ({ share }) => spellShare(share),
  },
];

const place: Column = {
  title: 'Line',
  explained: 'Of the script',
  value: ({ line }) => line ?? Number.MAX_SAFE_INTEGER,
  text: ({ line, alsoLines = [] }) => [line ?? '', ...alsoLines].join(', '),
};
const probe: Column = {
  title: 'Probe',
  explained: 'As the script has it, or the program that the kernel runs for it',
  value: ({ text }) => text,
  text: ({ text }) => text,
};
const columns: readonly Column[] = [place, probe, ...figures];

export class ProbesView {
  readonly root: HTMLElement;
  readonly #events: ProbesEvents;
  readonly #rows = new Map<string, Row>();
  readonly #body = element('tbody', {});
  readonly #switches = element('th', { scope: 'col' }, 'On');
  readonly #pause = element('button', { click: () => this.#pauseOrResume() });
  readonly #tools = element('div', { class: 'tools' }, this.#pause);
  readonly #partial = element(
    'p',
    { class: 'note', hidden: true },
    'At least: the run went on after its probes were last asked.',
  );
  readonly #globals: GlobalsTable;
  readonly #headings: readonly { readonly column: Column; readonly root: HTMLElement; readonly mark: Text }[];
  #probes: readonly ProbeFigures[] = [];
  #sortedBy = place;
  #isDescending = false;

  constructor(events: ProbesEvents) {
    this.#events = events;
    this.#globals = new GlobalsTable((order) => events.order(order));
    this.#headings = columns.map((column) => {
      const mark = document.createTextNode('');
      const sort = element(
        'button',
        { class: 'sort', title: column.explained, click: () => this.#sortBy(column) },
        column.title,
        mark,
      );
      const isFigure = figures.includes(column);
      return { column, mark, root: element('th', { scope: 'col', class: isFigure && 'number' }, sort) };
    });
    const head = element('thead', {}, element('tr', {}, this.#switches, ...this.#headings.map(({ root }) => root)));
    this.root = element(
      'div',
      { class: 'probes', tabindex: 0, 'aria-label': 'Probes' },
      this.#tools,
      this.#partial,
      element('table', {}, head, this.#body),
      this.#globals.root,
    );
    this.#markHeadings();
  }

  get isEmpty(): boolean {
    return this.#probes.length === 0;
  }

  /** Hits of all probes; undefined while they are not known. */
  get hits(): number | undefined {
    return this.isEmpty ? undefined : this.#probes.reduce((sum, { hits }) => sum + hits, 0);
  }

  /** `isLive`: what can be switched and set still can. */
  show(shown: RunFigures | null, isLive: boolean): void {
    const probes = shown?.probes ?? [];
    this.#probes = isLive ? probes : probes.map(({ control: _, ...probe }) => probe);
    const canSwitch = switchableProbes({ probes: this.#probes }).length > 0;
    this.#globals.show(shown?.globals ?? [], isLive && canSwitch);
    this.#switches.hidden = !canSwitch;
    this.#partial.hidden = shown?.isPartial !== true;
    const paused = isPaused({ probes: this.#probes });
    this.#tools.hidden = paused === undefined;
    setText(this.#pause, paused ? 'Resume' : 'Pause');
    this.#pause.title = paused
      ? 'Switch all probes on again'
      : 'Switch all probes off but those of the beginning and the end; they stay attached';
    this.#draw();
  }

  #pauseOrResume(): void {
    for (const order of pauseOrders({ probes: this.#probes })) this.#events.order(order);
  }

  #draw(): void {
    const sign = this.#isDescending ? -1 : 1;
    const sorted = [...this.#probes].sort((a, b) => sign * compare(this.#sortedBy.value(a), this.#sortedBy.value(b)));
    const isLeftOut = ({ isOptional, value }: Column): boolean =>
      isOptional === true && this.#probes.every((one) => value(one) === undefined);
    for (const { column, root } of this.#headings) root.hidden = isLeftOut(column);
    const keys = new Set<string>();
    for (const [index, figure] of sorted.entries()) {
      const key = `${figure.line} ${figure.text}`;
      keys.add(key);
      const row = this.#rows.get(key) ?? new Row(this.#events);
      this.#rows.set(key, row);
      row.show(figure, isLeftOut);
      if (this.#body.children[index] !== row.root)
        this.#body.insertBefore(row.root, this.#body.children[index] ?? null);
    }
    for (const [key, row] of this.#rows) {
      if (keys.has(key)) continue;
      row.root.remove();
      this.#rows.delete(key);
    }
  }

  /** Figures come largest first, words and lines smallest first; the same heading again turns the order round. */
  #sortBy(column: Column): void {
    this.#isDescending = column === this.#sortedBy ? !this.#isDescending : figures.includes(column);
    this.#sortedBy = column;
    this.#markHeadings();
    this.#draw();
  }

  #markHeadings(): void {
    for (const { column, root, mark } of this.#headings) {
      const isSorted = column === this.#sortedBy;
      mark.data = isSorted ? (this.#isDescending ? ' ↓' : ' ↑') : '';
      root.setAttribute('aria-sort', isSorted ? (this.#isDescending ? 'descending' : 'ascending') : 'none');
    }
  }
}

/** One probe. */
class Row {
  readonly root: HTMLElement;
  readonly #line: HTMLButtonElement;
  readonly #text = element('th', { scope: 'row' });
  readonly #cells = figures.map((column) => ({ column, cell: element('td', { class: 'number' }) }));
  readonly #switch = element('input', { type: 'checkbox' });
  readonly #switchCell = element('td', {}, this.#switch);
  #shown: ProbeFigures | undefined;

  constructor(events: ProbesEvents) {
    this.#switch.addEventListener('change', () => {
      const control = this.#shown?.control;
      if (control) events.order({ kind: 'switch', clause: control.clause, isOn: this.#switch.checked });
    });
    this.#line = element('button', {
      class: 'link',
      title: 'Show the line in the script',
      click: () => this.#shown?.line !== undefined && events.showLine(this.#shown.line),
    });
    this.root = element(
      'tr',
      {},
      this.#switchCell,
      element('td', { class: 'number' }, this.#line),
      this.#text,
      ...this.#cells.map(({ cell }) => cell),
    );
  }

  show(figure: ProbeFigures, isLeftOut: (column: Column) => boolean): void {
    this.#shown = figure;
    this.#switchCell.hidden = figure.control === undefined;
    this.#switch.checked = figure.control?.isOn ?? true;
    this.#switch.setAttribute('aria-label', `${figure.text} is on`);
    this.root.classList.toggle('off', figure.control?.isOn === false);
    this.#line.hidden = figure.line === undefined;
    setText(this.#line, place.text(figure));
    if (this.#text.textContent !== figure.text) this.#text.replaceChildren(...breakable(figure.text));
    for (const { column, cell } of this.#cells) {
      setText(cell, column.text(figure));
      cell.hidden = isLeftOut(column);
    }
  }
}

/** A probe point that wraps between its parts rather than within them. */
function breakable(text: string): readonly (string | Node)[] {
  return text.split(/(?<=[.:,(/])/).flatMap((part) => [part, document.createElement('wbr')]);
}

function averageOf({ hits, time }: ProbeFigures): number | undefined {
  return hits === 0 ? undefined : time / hits;
}

function spellIf(value: number | undefined, spell: (value: number) => string): string {
  return value === undefined ? '–' : spell(value);
}

function compare(a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string') return a.localeCompare(b, 'en', { numeric: true });
  return Number(a ?? -1) - Number(b ?? -1);
}
