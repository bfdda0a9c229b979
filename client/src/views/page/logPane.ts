// The log with its find bar; while only the lines that match are wanted, those stand in its place.
import { LineFormats } from '../../runs/columns/lineFormats.ts';
import type { SearchQuery } from '../../runs/spool/searchQuery.ts';
import type { PageLine, RunStatus, SourcePlace } from '../panelMessages.ts';
import { element } from './element.ts';
import { FindBar, type FindProgress } from './findBar.ts';
import { findMarks } from './findMarks.ts';
import { LogView } from './logView.ts';

/** What the pane asks of the page around it. */
export interface LogPaneEvents {
  pull(first: number, count: number): void;
  /** Lines out of what was found. */
  pullFound(first: number, count: number): void;
  /** Null: nothing is looked for any more. */
  search(query: SearchQuery | null): void;
  /** The match next to a line. */
  findNext(from: number, backwards: boolean): void;
  followChanged(isFollowing: boolean): void;
  showPlace(place: SourcePlace): void;
}

export class LogPane {
  readonly root: HTMLElement;
  readonly #events: LogPaneEvents;
  readonly #log: LogView;
  readonly #matches: LogView;
  readonly #findBar: FindBar;
  #formats = new LineFormats([]);
  #hosts: readonly string[] = [];

  constructor(events: LogPaneEvents) {
    this.#events = events;
    const { pullFound, showPlace } = events;
    const followChanged = (): void => events.followChanged(this.#shown.isFollowing);
    this.#log = new LogView('Output', { pull: events.pull, followChanged, showPlace });
    this.#matches = new LogView('Matches', { pull: pullFound, followChanged, showPlace });
    this.#findBar = new FindBar({
      search: (query) => {
        events.search(query ?? null);
        this.#matches.reset();
        this.#mark();
      },
      step: (backwards) => events.findNext(this.#log.current, backwards),
      filterChanged: () => this.#showShown(),
      closed: () => this.#log.focus(),
    });
    this.root = element('div', { class: 'log-pane' }, this.#findBar.root, this.#log.root);
  }

  /** Another run takes over: nothing of the last one stays, but the same is looked for. */
  reset(): void {
    this.#log.reset();
    this.#matches.reset();
    this.#findBar.showPlace(undefined);
    if (this.#findBar.query !== undefined) this.#events.search(this.#findBar.query);
  }

  /** The lines there are, and the hosts they may be of. */
  show({ firstLine, lineCount, hosts }: RunStatus): void {
    this.#hosts = hosts.map(({ name }) => name);
    for (const view of [this.#log, this.#matches]) view.nameHosts(this.#hosts);
    this.#log.setRange(firstLine, lineCount);
  }

  addLines(first: number, lines: readonly PageLine[]): void {
    this.#log.addLines(first, lines);
  }

  addFound(first: number, lines: readonly PageLine[]): void {
    this.#matches.addLines(first, lines);
  }

  showFound(progress: FindProgress): void {
    this.#findBar.show(progress);
    this.#matches.setRange(0, progress.count);
  }

  /** Shows a match: its line, and its place among all matches. */
  goTo(line: number, index: number): void {
    this.#findBar.showPlace(index);
    this.#log.goTo(line);
    if (this.#findBar.isFiltering) this.#matches.goTo(index);
  }

  /** By these the columns that a search names are found in the lines. */
  know(formats: LineFormats): void {
    this.#formats = formats;
    this.#mark();
  }

  openFind(): void {
    this.#findBar.open();
  }

  toggleFollow(): void {
    this.#shown.follow(!this.#shown.isFollowing);
  }

  /** Where the log stands, to be given back to `restore`. */
  get place(): number {
    return this.#log.place;
  }

  restore(place: number): void {
    this.#log.restore(place);
  }

  get #shown(): LogView {
    return this.#findBar.isFiltering ? this.#matches : this.#log;
  }

  #showShown(): void {
    const { root, isFollowing } = this.#shown;
    if (!root.isConnected) this.root.replaceChildren(this.#findBar.root, root);
    this.#events.followChanged(isFollowing);
  }

  /** Marks what is looked for in the rows. */
  #mark(): void {
    const marks = findMarks(this.#findBar.query, this.#formats, this.#hosts);
    this.#log.mark(marks);
    this.#matches.mark(marks);
  }
}
