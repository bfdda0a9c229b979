// The globals of a script that runs: their values, and a field to set each or a button to empty it.
import type { GlobalFigure, RunOrder } from '../../runs/figures.ts';
import { element, setText } from './element.ts';
import { spellCount } from './words.ts';

export class GlobalsTable {
  readonly root: HTMLElement;
  readonly #order: (order: RunOrder) => void;
  readonly #body = element('tbody', {});
  readonly #rows = new Map<string, Row>();

  constructor(order: (order: RunOrder) => void) {
    this.#order = order;
    this.root = element('table', { class: 'globals' }, element('caption', {}, 'Globals'), this.#body);
  }

  /** `isLive`: they can be set. */
  show(globals: readonly GlobalFigure[], isLive: boolean): void {
    this.root.hidden = globals.length === 0;
    for (const one of globals) {
      const row = this.#rows.get(one.name) ?? new Row(one, this.#order);
      if (!this.#rows.has(one.name)) this.#body.append(row.root);
      this.#rows.set(one.name, row);
      row.show(one, isLive);
    }
    for (const [name, row] of this.#rows) {
      if (globals.some((one) => one.name === name)) continue;
      row.root.remove();
      this.#rows.delete(name);
    }
  }
}

class Row {
  readonly root: HTMLElement;
  readonly #value = element('td', {});
  readonly #orders: readonly HTMLElement[];

  constructor({ name, type }: GlobalFigure, order: (order: RunOrder) => void) {
    const empty = element(
      'button',
      {
        title: `Set ${name} to what it is at the start of a script: 0, "" or empty`,
        click: () => order({ kind: 'empty', global: name }),
      },
      'Reset',
    );
    const field = element('input', { type: 'text', size: 12, 'aria-label': `New value of ${name}` });
    const set = element('form', {}, field, element('button', { type: 'submit' }, 'Set'));
    set.addEventListener('submit', (event) => {
      event.preventDefault();
      if (type === 'long' && !/^-?\d+$/.test(field.value.trim())) {
        field.setCustomValidity('A whole number');
        field.reportValidity();
        return;
      }
      order({ kind: 'set', global: name, value: field.value.trim() });
      field.value = '';
    });
    field.addEventListener('input', () => field.setCustomValidity(''));
    const isSettable = type === 'long' || type === 'string';
    this.#orders = isSettable ? [set, empty] : [empty];
    this.root = element(
      'tr',
      {},
      element('th', { scope: 'row' }, name),
      this.#value,
      element('td', { class: 'orders' }, ...this.#orders),
    );
  }

  show({ value, type }: GlobalFigure, isLive: boolean): void {
    const words = value === undefined ? '' : type === 'stats' ? `${spellCount(Number(value))} values` : value;
    setText(this.#value, words);
    for (const order of this.#orders) order.hidden = !isLive;
  }
}
