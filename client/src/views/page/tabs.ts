// The views of a run as tabs; a view without data is not offered.
import { element } from './element.ts';

export type ViewName = 'log' | 'table' | 'chart' | 'histogram' | 'heatMap' | 'flame' | 'probes' | 'compare';

interface View {
  readonly name: ViewName;
  readonly title: string;
  readonly root: HTMLElement;
  /** For what is drawn by its size: it is shown. One that was hidden for less than a frame hears of no change of its size. */
  readonly fit?: () => void;
}

export class Tabs {
  readonly root = element('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Views' });
  readonly #views: readonly (View & { readonly tab: HTMLButtonElement })[];
  readonly #chosen: (name: ViewName) => void;
  #current: ViewName = 'log';

  constructor(views: readonly View[], chosen: (name: ViewName) => void) {
    this.#chosen = chosen;
    this.#views = views.map((view) => {
      view.root.id = `view-${view.name}`;
      view.root.setAttribute('role', 'tabpanel');
      view.root.setAttribute('aria-labelledby', `tab-${view.name}`);
      const tab = element(
        'button',
        { role: 'tab', id: `tab-${view.name}`, 'aria-controls': view.root.id, click: () => this.choose(view.name) },
        view.title,
      );
      return { ...view, tab };
    });
    this.root.append(...this.#views.map(({ tab }) => tab));
    this.root.addEventListener('keydown', (event) => {
      if (event.key === 'ArrowRight') this.step(1);
      else if (event.key === 'ArrowLeft') this.step(-1);
    });
    this.show('log');
  }

  get current(): ViewName {
    return this.#current;
  }

  /** Which views have something to show; the log always has. */
  offer(isOffered: (name: ViewName) => boolean): void {
    for (const { name, tab } of this.#views) tab.hidden = name !== 'log' && !isOffered(name);
    this.root.hidden = this.#views.every(({ name, tab }) => name === 'log' || tab.hidden);
  }

  /** By the user's hand. */
  choose(name: ViewName): void {
    this.show(name);
    this.#chosen(name);
  }

  /** To the next (1) or previous (-1) offered view. */
  step(by: 1 | -1): void {
    const offered = this.#views.filter(({ tab }) => !tab.hidden);
    const index = offered.findIndex(({ name }) => name === this.#current);
    const next = offered[(index + by + offered.length) % offered.length];
    if (next === undefined) return;
    this.choose(next.name);
    next.tab.focus();
  }

  show(name: ViewName): void {
    this.#current = name;
    for (const view of this.#views) {
      const isCurrent = view.name === name;
      view.root.hidden = !isCurrent;
      view.tab.setAttribute('aria-selected', String(isCurrent));
      view.tab.tabIndex = isCurrent ? 0 : -1;
      if (isCurrent) view.fit?.();
    }
  }
}
