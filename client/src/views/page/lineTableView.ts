// The table of a run's lines: columns by the script's own formats, sorted, grouped and filtered; the host side does the reading.
import { whyCut } from '../../runs/columns/lineFormats.ts';
import type { LineAnswer, LineQuery, LineRow } from '../../runs/columns/lineQuery.ts';
import type { RunMoments } from '../panelMessages.ts';
import { element, setText } from './element.ts';
import { atLeast } from './honesty.ts';
import type { Pick, Picker } from './narrowBar.ts';
import { courseLine } from './sparkline.ts';
import { Steady } from './steady.ts';
import { spellCount, spellLines } from './words.ts';

/** Milliseconds after the last key in the filter. */
const quiet = 250;

const begin: LineQuery = { shape: 0, groupBy: null, sortBy: null, isDescending: true, filter: '', series: null };

export class LineTableView {
  readonly root: HTMLElement;
  readonly #asked: () => void;
  readonly #pick: Picker;
  readonly #shape: HTMLSelectElement;
  readonly #shapeLabel: HTMLElement;
  readonly #groupBy: HTMLSelectElement;
  readonly #filter: HTMLInputElement;
  readonly #told = element('span', { class: 'note number', role: 'status' });
  readonly #head = element('thead');
  readonly #body = element('tbody');
  #query = begin;
  #answer: LineAnswer | undefined;
  #headKey = '';
  #atLeast = '';
  /** Why there is no more, '' where there is. */
  #error = '';
  readonly #grid: HTMLElement;
  readonly #steady: Steady;
  /** Came while the rows had to stay where they are. */
  #held: { readonly answer: LineAnswer; readonly error: string } | undefined;
  /** The cell that was chosen, by row and column. */
  #chosen: { readonly row: number; readonly column: number } | undefined;
  #timer: number | undefined;

  /** `asked`: something else is to be answered. */
  constructor(asked: () => void, pick: Picker) {
    this.#asked = asked;
    this.#pick = pick;
    this.#shape = element('select', { 'aria-label': 'Lines', change: () => this.#chooseShape() });
    this.#shapeLabel = element('label', {}, 'Lines ', this.#shape);
    this.#groupBy = element('select', { 'aria-label': 'Group by', change: () => this.#group() });
    this.#filter = element('input', {
      type: 'search',
      placeholder: 'Filter: pid=1 and us>100',
      'aria-label': 'Filter rows',
      title: 'column:part, column=value, != < <= > >=, several with "and"; anything else is looked for in all columns',
      input: () => this.#filtered(),
    });
    this.#grid = element(
      'table',
      { role: 'grid', tabindex: 0, 'aria-label': 'Lines in columns; arrow keys choose a cell' },
      this.#head,
      this.#body,
    );
    this.#steady = new Steady(this.#grid, () => this.#release());
    this.#body.addEventListener('click', (event) => this.#clicked(event));
    this.#grid.addEventListener('keydown', (event) => this.#pressed(event));
    this.root = element(
      'section',
      { class: 'line-table', 'aria-label': 'Lines in columns', hidden: true },
      element(
        'div',
        { class: 'tools' },
        this.#shapeLabel,
        element('label', {}, 'Group by ', this.#groupBy),
        this.#filter,
        this.#told,
      ),
      this.#grid,
    );
  }

  get isEmpty(): boolean {
    return this.#answer === undefined || this.#answer.counts.every((count) => count === 0);
  }

  get query(): LineQuery {
    return this.#query;
  }

  get answer(): LineAnswer | undefined {
    return this.#answer;
  }

  /** Asks for something else. */
  ask(query: Partial<LineQuery>): void {
    this.#query = { ...this.#query, ...query };
    this.#unchoose();
    this.#asked();
  }

  /** Totals are told as what they are where something was lost. */
  admit(moments: RunMoments): void {
    this.#atLeast = atLeast(moments);
    if (this.#answer !== undefined) this.#tell(this.#answer);
  }

  /** What was asked before the page went away. */
  restore(query: LineQuery): void {
    this.#query = query;
    this.#filter.value = query.filter;
  }

  /** Another run takes over: what was asked of the last one is no question of its. */
  forget(): void {
    this.#query = begin;
    this.#filter.value = '';
    this.#answer = undefined;
    this.#held = undefined;
    this.#unchoose();
    this.root.hidden = true;
  }

  show(answer: LineAnswer, error: string): void {
    // News of what is shown can wait for the pointer; the answer to another question cannot.
    const isNews = JSON.stringify(answer.query) === JSON.stringify(this.#answer?.query);
    this.#held = isNews && this.#steady.holds() ? { answer, error } : undefined;
    if (this.#held === undefined) this.#show(answer, error);
  }

  #release(): void {
    if (this.#held !== undefined) this.#show(this.#held.answer, this.#held.error);
    this.#held = undefined;
  }

  #show(answer: LineAnswer, error: string): void {
    this.#answer = answer;
    this.root.hidden = this.isEmpty;
    if (this.isEmpty) return;
    // The first shape that has lines, until another is chosen.
    if ((answer.counts[this.#query.shape] ?? 0) === 0) {
      const shape = answer.counts.findIndex((count) => count > 0);
      this.ask({ shape, groupBy: null, sortBy: null });
      return;
    }
    this.#showChoices(answer);
    this.#showHead(answer);
    this.#showRows(answer.rows, answer);
    this.#error = error;
    this.#tell(answer);
  }

  #tell(answer: LineAnswer): void {
    setText(this.#told, this.#error === '' ? `${this.#atLeast}${this.#summary(answer)}` : this.#error);
    this.#told.classList.toggle('warning', this.#error !== '');
  }

  #summary({ query, taken, counts, rowCount, rows, beyond, scanned, lineCount }: LineAnswer): string {
    const all = counts[query.shape] ?? 0;
    return [
      taken === all ? spellLines(taken) : `${spellCount(taken)} of ${spellLines(all)}`,
      query.groupBy === null ? '' : `${spellCount(rowCount)} groups`,
      rows.length < rowCount ? `first ${spellCount(rows.length)} shown` : '',
      beyond > 0 ? `${spellCount(beyond)} lines of further groups not counted` : '',
      scanned < lineCount ? `${Math.floor((scanned / lineCount) * 100)} % read` : '',
    ]
      .filter((part) => part !== '')
      .join(' · ');
  }

  #showChoices({ shapes, counts }: LineAnswer): void {
    const names = shapes.flatMap(({ columns, scriptLines }, index) => {
      if ((counts[index] ?? 0) === 0) return [];
      const where = `line ${scriptLines.map((line) => line + 1).join(', ')}`;
      return [{ value: String(index), text: `${columns.map(({ name }) => name).join(', ')} (${where})` }];
    });
    choices(this.#shape, names, String(this.#query.shape));
    this.#shapeLabel.hidden = names.length < 2;
    const columns = shapes[this.#query.shape]?.columns ?? [];
    const groups = columns.map(({ name }, index) => ({ value: String(index), text: name }));
    choices(this.#groupBy, [{ value: '', text: 'nothing' }, ...groups], String(this.#query.groupBy ?? ''));
  }

  /** Made anew only when it changed, so that a heading keeps the focus. */
  #showHead({ headings, query }: LineAnswer): void {
    const { sortBy, isDescending, groupBy } = query;
    const sorted = sortBy ?? (groupBy === null ? -1 : 1);
    const key = JSON.stringify([headings, sorted, isDescending]);
    if (key === this.#headKey) return;
    const focused = [...this.#head.querySelectorAll('button')].indexOf(document.activeElement as HTMLButtonElement);
    this.#headKey = key;
    const cells = headings.map(({ title, isNumber }, index) => {
      const isSorted = index === sorted;
      const order = isDescending ? 'descending' : 'ascending';
      const arrow = isDescending ? ' ↓' : ' ↑';
      return element(
        'th',
        { scope: 'col', class: isNumber ? 'number' : '', 'aria-sort': isSorted ? order : 'none' },
        element('button', { class: 'sort', click: () => this.#sort(index, isNumber) }, title, isSorted ? arrow : ''),
      );
    });
    if (groupBy !== null) cells.push(element('th', { scope: 'col', 'data-picture': true }, 'Over time'));
    this.#head.replaceChildren(element('tr', {}, ...cells));
    this.#head.querySelectorAll('button')[focused]?.focus();
  }

  /** Rows are written over, so that a selection and the scroll place stay. */
  #showRows(rows: readonly LineRow[], { headings, query, shapes }: LineAnswer): void {
    const isGrouped = query.groupBy !== null;
    const width = headings.length + (isGrouped ? 1 : 0);
    while (this.#body.rows.length > rows.length) this.#body.deleteRow(-1);
    const printed = shapes[query.shape]?.columns ?? [];
    for (const [index, { cells, cut, course, line }] of rows.entries()) {
      const row = this.#body.rows[index] ?? this.#body.insertRow();
      while (row.cells.length > width) row.deleteCell(-1);
      while (row.cells.length < width) row.insertCell();
      row.dataset.line = line === undefined ? '' : String(line);
      for (const [place, { isNumber }] of headings.entries()) {
        const cell = row.cells[place];
        if (cell === undefined) continue;
        const isCut = cut.includes(place);
        cell.className = isNumber ? 'number' : 'text';
        cell.classList.toggle('cut', isCut);
        cell.classList.toggle('chosen', cell.id !== '');
        const column = printed[query.groupBy ?? place];
        cell.title = isCut && column ? whyCut(cells[place] ?? '', column) : '';
        setText(cell, `${cells[place] ?? ''}${isCut ? '…' : ''}`);
      }
      if (isGrouped) row.cells[width - 1]?.replaceChildren(...courseLine(course));
    }
  }

  #clicked({ target }: MouseEvent): void {
    const cell = target instanceof Element ? target.closest('td') : null;
    const row = cell?.parentElement;
    // A click that ends a selection chooses nothing.
    if (cell === null || !(row instanceof HTMLTableRowElement) || getSelection()?.isCollapsed === false) return;
    this.#choose(row.sectionRowIndex, cell.cellIndex);
  }

  #pressed(event: KeyboardEvent): void {
    if (event.target !== this.#grid) return;
    const steps: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const { row, column } = this.#chosen ?? { row: 0, column: 0 };
    const isFirst = this.#chosen === undefined;
    this.#choose(isFirst ? 0 : row + step[0], isFirst ? 0 : column + step[1]);
  }

  #choose(row: number, column: number): void {
    const cell = this.#body.rows[row]?.cells[column];
    if (cell === undefined || this.#answer === undefined) return;
    this.#unchoose();
    this.#chosen = { row, column };
    cell.classList.add('chosen');
    cell.id = 'chosen-cell';
    this.#grid.setAttribute('aria-activedescendant', cell.id);
    cell.scrollIntoView({ block: 'nearest' });
    this.#pick(this.#pickOf(this.#answer, row, column));
  }

  /** Of another question's answer, the same cell is another value. */
  #unchoose(): void {
    if (this.#chosen === undefined) return;
    this.#chosen = undefined;
    const cell = this.#body.querySelector('.chosen');
    cell?.removeAttribute('id');
    cell?.classList.remove('chosen');
    this.#grid.removeAttribute('aria-activedescendant');
    this.#pick(undefined);
  }

  /** Undefined where no expression of the script is behind the cell. */
  #pickOf({ query, shapes, rows }: LineAnswer, row: number, column: number): Pick | undefined {
    // Of a group, only its own column is a value that was printed.
    if (query.groupBy !== null && column > 0) return undefined;
    const shape = shapes[query.shape];
    const printed = shape?.columns[query.groupBy ?? column];
    const value = rows[row]?.cells[column];
    const isCut = rows[row]?.cut.includes(column) === true;
    if (shape === undefined || printed === undefined || value === undefined || printed.expression === '' || isCut)
      return undefined;
    const { name, base, expression } = printed;
    const prefix = base === 16 && !/^0x/i.test(value) ? '0x' : base === 8 ? '0' : '';
    return {
      label: `${name} = ${value}`,
      picked: { kind: 'printed', line: shape.scriptLines[0] ?? 0, expression },
      test: base === undefined ? { kind: 'text', value } : { kind: 'number', value: prefix + value },
    };
  }

  #chooseShape(): void {
    this.ask({ shape: Number(this.#shape.value), groupBy: null, sortBy: null, series: null });
  }

  #group(): void {
    const groupBy = this.#groupBy.value === '' ? null : Number(this.#groupBy.value);
    this.ask({ groupBy, sortBy: null, isDescending: true });
  }

  /** Numbers begin with the largest; the third click gives the first order back. */
  #sort(index: number, isNumber: boolean): void {
    const { sortBy, isDescending } = this.#query;
    if (sortBy !== index) this.ask({ sortBy: index, isDescending: isNumber });
    else if (isDescending === isNumber) this.ask({ isDescending: !isDescending });
    else this.ask({ sortBy: null, isDescending: true });
  }

  #filtered(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.ask({ filter: this.#filter.value }), quiet);
  }
}

/** Sets the options of a select where they changed. */
export function choices(
  select: HTMLSelectElement,
  options: readonly { readonly value: string; readonly text: string }[],
  chosen: string,
): void {
  const key = JSON.stringify(options);
  if (select.dataset.options !== key) {
    select.dataset.options = key;
    select.replaceChildren(...options.map(({ value, text }) => element('option', { value }, text)));
  }
  select.value = chosen;
}
