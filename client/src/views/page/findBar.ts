// The find bar: what is looked for in all lines of the run, how much was found, and whether only that is shown.
import type { SearchQuery } from '../../runs/spool/searchQuery.ts';
import { element, setText } from './element.ts';
import { spellCount } from './words.ts';

export interface FindEvents {
  /** Undefined: nothing is looked for any more. */
  search(query: SearchQuery | undefined): void;
  step(backwards: boolean): void;
  /** `isFiltering` may have changed. */
  filterChanged(): void;
  closed(): void;
}

/** Milliseconds after the last key. */
const quiet = 150;

/** How far a search is. */
export interface FindProgress {
  readonly count: number;
  /** There are more. */
  readonly isFull: boolean;
  readonly scanned: number;
  readonly lineCount: number;
  readonly error: string;
}

export class FindBar {
  readonly root: HTMLElement;
  readonly #input: HTMLInputElement;
  readonly #regex: HTMLButtonElement;
  readonly #case: HTMLButtonElement;
  readonly #filter: HTMLButtonElement;
  readonly #told = element('span', { class: 'found number', role: 'status' });
  readonly #events: FindEvents;
  #timer: number | undefined;
  #place: number | undefined;

  constructor(events: FindEvents) {
    this.#events = events;
    this.#input = element('input', {
      type: 'search',
      placeholder: 'Find in all lines',
      'aria-label': 'Find in all lines',
      title:
        'Text; or column:part, column=value, != < <= > >= by the columns of the lines, host:name in a group; several with "and"',
      input: () => this.#changed(),
    });
    const toggle = (text: string, title: string, clicked: () => void): HTMLButtonElement => {
      const button = element('button', { class: 'toggle', title, 'aria-label': title, 'aria-pressed': 'false' }, text);
      button.addEventListener('click', () => {
        button.setAttribute('aria-pressed', String(!isPressed(button)));
        clicked();
      });
      return button;
    };
    this.#case = toggle('Aa', 'Match case', () => this.#changed());
    this.#regex = toggle('.*', 'Regular expression', () => this.#changed());
    this.#filter = toggle('Only matches', 'Show only the lines that match', () => events.filterChanged());
    const button = (text: string, label: string, key: string, click: () => void): HTMLButtonElement =>
      element('button', { title: `${label} (${key})`, 'aria-label': label, click }, text);
    this.root = element(
      'search',
      { class: 'find-bar', hidden: true, 'aria-label': 'Find' },
      this.#input,
      this.#case,
      this.#regex,
      button('↑', 'Previous match', 'Shift+Enter', () => events.step(true)),
      button('↓', 'Next match', 'Enter', () => events.step(false)),
      this.#filter,
      this.#told,
      button('✕', 'Close', 'Escape', () => this.close()),
    );
    this.root.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.close();
      else if (event.key === 'Enter' && event.target === this.#input) events.step(event.shiftKey);
      else return;
      event.preventDefault();
    });
  }

  /** Whether only the lines that match are shown. */
  get isFiltering(): boolean {
    return isPressed(this.#filter) && this.query !== undefined;
  }

  get query(): SearchQuery | undefined {
    const text = this.#input.value;
    if (this.root.hidden || text === '') return undefined;
    return { text, isRegex: isPressed(this.#regex), matchesCase: isPressed(this.#case) };
  }

  open(): void {
    this.root.hidden = false;
    this.#input.focus();
    this.#input.select();
    if (this.#input.value !== '') this.#changed();
  }

  close(): void {
    this.root.hidden = true;
    this.#events.search(undefined);
    this.#events.filterChanged();
    this.#events.closed();
  }

  /** `place`: the match that is shown, from 0; undefined: none of them yet. */
  showPlace(place: number | undefined): void {
    this.#place = place;
  }

  show({ count, isFull, scanned, lineCount, error }: FindProgress): void {
    this.#input.setAttribute('aria-invalid', String(error !== ''));
    const place = this.#place === undefined || count === 0 ? '' : `${spellCount(this.#place + 1)} of `;
    const progress = scanned < lineCount ? ` · ${Math.floor((scanned / lineCount) * 100)} % read` : '';
    const found = count === 0 ? 'nothing found' : `${place}${isFull ? 'more than ' : ''}${spellCount(count)}`;
    setText(this.#told, error !== '' ? error : `${found}${progress}`);
    this.#told.classList.toggle('warning', error !== '');
  }

  #changed(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#place = undefined;
      setText(this.#told, '');
      this.#events.search(this.query);
      this.#events.filterChanged();
    }, quiet);
  }
}

function isPressed(button: HTMLButtonElement): boolean {
  return button.getAttribute('aria-pressed') === 'true';
}
