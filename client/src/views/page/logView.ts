// The log: a virtual list that holds the rows it shows and follows the newest line until the user scrolls up.
import type { PageLine, SourcePlace } from '../panelMessages.ts';
import { styledText } from './ansi.ts';
import { element, setText } from './element.ts';
import type { FindMarks } from './findMarks.ts';
import { highlightMatches } from './highlightMatches.ts';
import { hueOf } from './hostBar.ts';
import { LineCache } from './lineCache.ts';
import { withPlaces } from './placeLinks.ts';
import { contentHeight, type Geometry, isScaled, lastTop, scrollForTop, topForScroll } from './scrollScale.ts';
import { spellLines, spellMoment } from './words.ts';

/** The highlight's name in the style sheet. */
const highlight = 'found';

/** What the log asks of the page around it. */
export interface LogEvents {
  pull(first: number, count: number): void;
  followChanged(isFollowing: boolean): void;
  showPlace(place: SourcePlace): void;
}

export class LogView {
  readonly root: HTMLElement;
  readonly #scroller: HTMLElement;
  readonly #content: HTMLElement;
  readonly #window: HTMLElement;
  readonly #newLines: HTMLButtonElement;
  readonly #rows = new Map<number, HTMLElement>();
  readonly #cache: LineCache;
  readonly #events: LogEvents;
  #rowHeight = 20;
  #viewHeight = 0;
  /** The first line that counts as shown, after Clear. */
  #firstLine = 0;
  /** One past the newest line there is. */
  #endLine = 0;
  /** One past the newest line that has been at hand: while following, the bottom row. */
  #shownEnd = 0;
  /** One past the newest line when following stopped: what came since is "new". */
  #seenEnd = 0;
  /** The topmost line in fractions, counted from `#firstLine`. */
  #top = 0;
  #isFollowing = true;
  #ownScrollTop = 0;
  #widest = 0;
  #hosts: readonly string[] = [];
  /** Characters of the longest host name. */
  #hostWidth = 0;
  #isFramePending = false;
  /** The line that was gone to. */
  #marked: number | undefined;
  #marks: FindMarks | undefined;

  /** `label`: for screen readers. */
  constructor(label: string, events: LogEvents) {
    this.#events = events;
    this.#cache = new LineCache((first, count) => events.pull(first, count));
    this.#window = element('div', { class: 'log-window' });
    this.#content = element('div', { class: 'log-content' }, this.#window);
    this.#scroller = element(
      'div',
      { class: 'log', role: 'log', 'aria-live': 'off', 'aria-label': label, tabindex: 0 },
      this.#content,
    );
    this.#newLines = element('button', { class: 'new-lines', hidden: true, click: () => this.follow(true) });
    this.root = element('div', { class: 'log-frame' }, this.#scroller, this.#newLines);
    this.#scroller.addEventListener('scroll', () => this.#scrolled());
    this.#scroller.addEventListener('wheel', (event) => this.#wheeled(event), { passive: false });
    this.#scroller.addEventListener('pointerdown', (event) => this.#grabbed(event));
    this.#scroller.addEventListener('keydown', (event) => this.#pressed(event));
    document.addEventListener('selectionchange', () => this.#selected());
    new ResizeObserver(() => this.#measure()).observe(this.#scroller);
  }

  /** Another run: nothing of the last one stays. */
  reset(): void {
    this.#cache.clear();
    this.#window.replaceChildren();
    this.#rows.clear();
    this.#firstLine = this.#endLine = this.#shownEnd = this.#seenEnd = this.#top = this.#widest = 0;
    this.#marked = undefined;
    this.follow(true);
  }

  /** The hosts that lines may be of, by number. */
  nameHosts(names: readonly string[]): void {
    this.#hosts = names;
    this.#hostWidth = Math.max(0, ...names.map(({ length }) => length));
  }

  /** The lines there are: from `first` up to, not including, `end`. */
  setRange(first: number, end: number): void {
    if (first !== this.#firstLine) {
      this.#top = Math.max(0, this.#top - (first - this.#firstLine));
      this.#firstLine = first;
    }
    if (end === this.#endLine && first === this.#firstLine && this.#isFramePending) return;
    this.#endLine = end;
    this.#requestFrame();
  }

  addLines(first: number, lines: readonly PageLine[]): void {
    this.#cache.add(first, lines);
    this.#shownEnd = Math.max(this.#shownEnd, first + lines.length);
    // An empty answer is not asked again at once: the lines could not be read.
    if (lines.length > 0) this.#requestFrame();
  }

  /** Shows the newest line from now on, or stays where it is. */
  follow(isFollowing: boolean): void {
    if (isFollowing !== this.#isFollowing) {
      this.#isFollowing = isFollowing;
      this.#seenEnd = this.#endLine;
      this.#events.followChanged(isFollowing);
    }
    this.#requestFrame();
  }

  get isFollowing(): boolean {
    return this.#isFollowing;
  }

  /** Where the log stands, to be given back to `restore`. */
  get place(): number {
    return this.#isFollowing ? -1 : this.#top;
  }

  restore(place: number): void {
    if (place < 0) return;
    this.#top = place;
    this.follow(false);
  }

  /** Shows a line in the middle and marks it. */
  goTo(number: number): void {
    this.#marked = number;
    const middle = Math.floor(this.#viewHeight / this.#rowHeight / 2);
    this.#top = Math.max(0, number - this.#firstLine - middle);
    this.follow(false);
  }

  /** Marks what matches in the rows shown; undefined: nothing. */
  mark(marks: FindMarks | undefined): void {
    this.#marks = marks;
    if (marks === undefined) this.#marked = undefined;
    highlightMatches([], undefined, highlight);
    this.#requestFrame();
  }

  /** The line that a step to the next match goes out from. */
  get current(): number {
    return this.#marked ?? this.#firstLine + Math.floor(this.#top);
  }

  focus(): void {
    this.#scroller.focus();
  }

  #geometry(): Geometry {
    return { count: this.#endLine - this.#firstLine, rowHeight: this.#rowHeight, viewHeight: this.#viewHeight };
  }

  #measure(): void {
    const probe = element('div', { class: 'row' }, 'M');
    this.#window.append(probe);
    // A fraction of a pixel would add up to whole rows over millions of lines.
    this.#rowHeight = Math.max(1, Math.round(probe.getBoundingClientRect().height));
    probe.remove();
    this.#requestFrame();
  }

  #requestFrame(): void {
    if (this.#isFramePending) return;
    this.#isFramePending = true;
    requestAnimationFrame(() => {
      this.#isFramePending = false;
      this.#render();
    });
  }

  #render(): void {
    this.#viewHeight = this.#scroller.clientHeight;
    if (this.#viewHeight === 0) return;
    let geometry = this.#geometry();
    const rowsInView = Math.ceil(geometry.viewHeight / geometry.rowHeight) + 1;
    if (this.#isFollowing) {
      // The bottom row is the newest line at hand, so that rows never flicker empty; the next ones are on their way.
      const newest = this.#firstLine + Math.floor(lastTop(geometry));
      if (this.#cache.want(newest, this.#endLine)) this.#shownEnd = this.#endLine;
      geometry = { ...geometry, count: Math.max(0, this.#shownEnd - this.#firstLine) };
    }
    const top = this.#isFollowing ? lastTop(geometry) : Math.min(this.#top, lastTop(geometry));
    const first = this.#firstLine + Math.floor(top);
    const end = Math.min(this.#firstLine + geometry.count, first + rowsInView);
    if (!this.#isFollowing) this.#cache.want(first, end);
    this.#top = top;
    this.#content.style.height = `${contentHeight(geometry)}px`;
    this.#window.style.height = `${Math.min(geometry.viewHeight, Math.max(contentHeight(geometry), 0))}px`;
    this.#place(first, end);
    const scrollTop = scrollForTop(geometry, top);
    if (Math.abs(this.#scroller.scrollTop - scrollTop) >= 1) this.#scroller.scrollTop = scrollTop;
    this.#ownScrollTop = this.#scroller.scrollTop;
    this.#renderButton();
  }

  /** Rows are kept by line number, in order, so that a selection survives scrolling. */
  #place(first: number, end: number): void {
    for (const [number, row] of this.#rows) {
      if (number < first || number >= end) {
        row.remove();
        this.#rows.delete(number);
      }
    }
    const topLine = this.#firstLine + this.#top;
    let next: Node | null = this.#window.firstChild;
    for (let number = first; number < end; number++) {
      let row = this.#rows.get(number);
      if (row === undefined) {
        row = element('div', { class: 'row' });
        this.#rows.set(number, row);
      }
      if (row === next) next = row.nextSibling;
      else this.#window.insertBefore(row, next);
      this.#fill(row, this.#cache.get(number));
      row.classList.toggle('marked', number === this.#marked);
      row.style.transform = `translateY(${(number - topLine) * this.#rowHeight}px)`;
    }
    this.#content.style.minWidth = `${this.#widest + 2}ch`;
    if (this.#marks === undefined) return;
    const shown = [...this.#rows].map(([number, row]) => [row, this.#cache.get(number)] as const);
    highlightMatches(shown, this.#marks, highlight);
  }

  #fill(row: HTMLElement, line: PageLine | undefined): void {
    if (line === undefined || row.dataset.filled === '1') return;
    row.dataset.filled = '1';
    if (line.stream === 'stderr') row.classList.add('stderr');
    row.append(element('span', { class: 'moment', 'aria-hidden': 'true' }, spellMoment(line.at)));
    if (line.host !== undefined) row.append(this.#hostOf(line.host));
    for (const { text, classes } of styledText(line.text)) {
      const parts = withPlaces(text, (place) => this.#events.showPlace(place));
      row.append(...(classes === '' ? parts : [element('span', { class: classes }, ...parts)]));
    }
    if (line.cut !== undefined) {
      row.classList.add('cut');
      row.title = line.cut;
    }
    this.#widest = Math.max(this.#widest, line.text.length + this.#hostWidth);
  }

  #hostOf(host: number): HTMLElement {
    const name = element('span', { class: 'host-name' }, this.#hosts[host] ?? '');
    name.dataset.hue = hueOf(host);
    name.style.minWidth = `${this.#hostWidth}ch`;
    return name;
  }

  #renderButton(): void {
    const came = this.#endLine - this.#seenEnd;
    this.#newLines.hidden = this.#isFollowing || came <= 0;
    setText(this.#newLines, `${spellLines(came).replace(/ /, ' new ')} ↓`);
  }

  /** Moves by the user's hand; coming down to the end of the log turns following on again. */
  #moveTo(top: number): void {
    const last = lastTop(this.#geometry());
    const isDownward = top >= this.#top;
    this.#top = Math.min(Math.max(top, 0), last);
    this.follow(isDownward && this.#top >= last - 0.5);
  }

  #scrolled(): void {
    const scrollTop = this.#scroller.scrollTop;
    // While following, only the browser scrolls by itself (the view got smaller): wheel, keys and grabbing end it first.
    if (this.#isFollowing || Math.abs(scrollTop - this.#ownScrollTop) < 1.5) return;
    this.#ownScrollTop = scrollTop;
    this.#moveTo(topForScroll(this.#geometry(), scrollTop));
  }

  #wheeled(event: WheelEvent): void {
    if (event.ctrlKey || event.deltaY === 0) return;
    if (event.deltaY < 0 && this.#isFollowing && lastTop(this.#geometry()) > 0) this.follow(false);
    if (!isScaled(this.#geometry())) return;
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY : event.deltaY / this.#rowHeight;
    this.#moveTo(this.#top + lines);
  }

  /** The scroll bar lies beside what the element shows. */
  #grabbed(event: PointerEvent): void {
    if (event.target === this.#scroller && event.offsetX >= this.#scroller.clientWidth) this.follow(false);
  }

  #pressed(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.#viewHeight / this.#rowHeight) - 1);
    const steps: Record<string, number> = {
      ArrowUp: -1,
      ArrowDown: 1,
      PageUp: -page,
      PageDown: page,
      Home: Number.NEGATIVE_INFINITY,
      End: Number.POSITIVE_INFINITY,
    };
    const step = event.altKey || event.metaKey ? undefined : steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    this.#moveTo(this.#top + step);
  }

  /** Text that is being selected must hold still. */
  #selected(): void {
    const selection = document.getSelection();
    if (selection !== null && !selection.isCollapsed && this.#window.contains(selection.anchorNode)) this.follow(false);
  }
}
