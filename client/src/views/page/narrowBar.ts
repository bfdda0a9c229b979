// What was picked in a view, and what can be made of it: a condition in the script.
import type { PickedTest, PickedValue } from '../../../../server/src/protocol.ts';
import { element, setText } from './element.ts';

/** A value that was picked, as it is told to the user and to the server. */
export interface Pick {
  readonly label: string;
  readonly picked: PickedValue;
  readonly test: PickedTest;
}

/** Takes what a view picked; undefined: nothing any more. */
export type Picker = (pick: Pick | undefined) => void;

export class NarrowBar {
  readonly root: HTMLElement;
  readonly #label = element('span', { class: 'number', role: 'status' });
  #pick: Pick | undefined;

  constructor(narrow: (pick: Pick, isNegated: boolean) => void) {
    const button = (title: string, isNegated: boolean): HTMLButtonElement =>
      element(
        'button',
        {
          title: 'Writes the condition into the script, for you to look at; run again to see its effect',
          click: () => this.#pick && narrow(this.#pick, isNegated),
        },
        title,
      );
    this.root = element(
      'section',
      { class: 'narrow-bar', hidden: true, 'aria-label': 'Picked value' },
      this.#label,
      button('Trace only this', false),
      button('Trace all but this', true),
      element('button', { title: 'Close', 'aria-label': 'Close', click: () => this.show(undefined) }, '✕'),
    );
  }

  show(pick: Pick | undefined): void {
    this.#pick = pick;
    this.root.hidden = pick === undefined;
    setText(this.#label, pick?.label ?? '');
  }
}
