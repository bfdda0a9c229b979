// Flame graphs of counted stacks: search, zoom, and the root at the bottom or at the top.
// d3-flame-graph: the flame graph that its inventor's own tools use; its labels are text, and it needs no inline styles.
import flamegraph, { type Frame } from 'd3-flame-graph';
// d3-selection: how d3-flame-graph is told what to draw where; it depends on it itself.
import { select } from 'd3-selection';
import type { Aggregate, RunMoments } from '../panelMessages.ts';
import { element, setText } from './element.ts';
import { type FlameNode, flameTree } from './flameTree.ts';
import { atLeast } from './honesty.ts';
import { flamePicture } from './pictures/flamePicture.ts';
import { type Palette, type Picture, stack } from './pictures/picture.ts';
import { Steady } from './steady.ts';
import { spellCount } from './words.ts';

type Stacks = Extract<Aggregate, { kind: 'stacks' }>;

export class FlameView {
  readonly root: HTMLElement;
  readonly #place = element('div', { class: 'flames' });
  readonly #steady = new Steady(this.#place, () => this.#draw(false));
  readonly #details = element('p', { class: 'details', role: 'status' });
  readonly #search: HTMLInputElement;
  readonly #icicle: HTMLButtonElement;
  #stacks: readonly Stacks[] = [];
  #drawn = '';
  /** The frame that each graph is zoomed to, by the graph's name. */
  readonly #zooms = new Map<string, readonly string[]>();
  /** Said before totals where something was lost. */
  #least = '';

  constructor() {
    this.#search = element('input', {
      type: 'search',
      placeholder: 'Find a frame',
      'aria-label': 'Find a frame',
      input: () => this.#draw(true),
    });
    this.#icicle = element(
      'button',
      { class: 'toggle', 'aria-pressed': 'false', click: () => this.#turn() },
      'Root at the top',
    );
    this.root = element(
      'div',
      { class: 'flame-view', tabindex: 0, 'aria-label': 'Flame graphs' },
      element('div', { class: 'tools' }, this.#search, this.#icicle, this.#details),
      this.#place,
    );
    // What the pointer rests on is told above the graphs, and that line's height is enough to make a scroll bar come.
    new ResizeObserver(() => this.fit()).observe(this.root);
  }

  get isEmpty(): boolean {
    return this.#stacks.length === 0;
  }

  show(aggregates: readonly Aggregate[], moments: RunMoments): void {
    this.#least = atLeast(moments);
    this.#stacks = aggregates.filter((aggregate) => aggregate.kind === 'stacks');
    if (this.#stacks.length === 0) this.#zooms.clear();
    this.fit();
  }

  fit(): void {
    if (!this.#steady.holds()) this.#draw(false);
  }

  /** All flame graphs, one under the other, whole. */
  picture(footer: string, palette: Palette): Picture {
    const parts = this.#stacks.map(({ name, stacks }) => {
      const tree = flameTree(name, stacks);
      const title = `${name} ${this.#least}${spellCount(tree.value)} samples`;
      return { title, picture: flamePicture(tree, this.#isIcicle) };
    });
    return stack(parts, footer, palette);
  }

  get #isIcicle(): boolean {
    return this.#icicle.getAttribute('aria-pressed') === 'true';
  }

  #turn(): void {
    const isIcicle = !this.#isIcicle;
    this.#icicle.setAttribute('aria-pressed', String(isIcicle));
    this.#draw(true);
  }

  #draw(isForced: boolean): void {
    const width = this.root.clientWidth - 24;
    if (width <= 0) return;
    const key = JSON.stringify([this.#stacks, this.#least, width]);
    if (!isForced && key === this.#drawn) return;
    this.#drawn = key;
    const spell = ({ name, value }: FlameNode, total: number): string =>
      `${name}: ${spellCount(value)} samples, ${((value / (total || 1)) * 100).toFixed(1)} %`;
    const figures = this.#stacks.map(({ name, stacks }) => {
      const tree = flameTree(name, stacks);
      const place = element('div', { class: 'flame' });
      const figure = element(
        'figure',
        { 'aria-label': `Flame graph of ${name}` },
        element(
          'figcaption',
          {},
          name,
          element('span', { class: 'note' }, ` ${this.#least}${spellCount(tree.value)} samples`),
        ),
        place,
      );
      return { figure, tree, place };
    });
    this.#place.replaceChildren(...figures.map(({ figure }) => figure));
    for (const { tree, place } of figures) {
      const told = (node: FlameNode | undefined): void => {
        setText(this.#details, node === undefined ? '' : spell(node, tree.value));
      };
      const chart = flamegraph<FlameNode>()
        .width(width)
        .cellHeight(18)
        .inverted(this.#isIcicle)
        .transitionDuration(0)
        .minFrameSize(1)
        .selfValue(false)
        .onHover((hovered) => told(hovered?.data));
      chart.setLabelHandler(({ data }) => spell(data, tree.value));
      select(place).datum(tree).call(chart);
      // Samples that come while somebody looks into a part must not throw them out of it.
      const zoomed = frameAt(select(place).datum() as Frame<FlameNode>, this.#zooms.get(tree.name) ?? []);
      if (zoomed !== undefined) chart.zoomTo(zoomed);
      chart.onClick((clicked) => {
        this.#zooms.set(tree.name, pathOf(clicked));
        told(clicked.data);
      });
      const term = this.#search.value.trim();
      if (term !== '') chart.search(term);
    }
  }
}

/** The names of the frames that lead to one, from the one within the root on. */
function pathOf({ data, parent }: Frame<FlameNode>): readonly string[] {
  return parent === null ? [] : [...pathOf(parent), data.name];
}

/** Undefined for the root itself, and where there is no such frame. */
function frameAt(root: Frame<FlameNode>, path: readonly string[]): Frame<FlameNode> | undefined {
  if (path.length === 0) return undefined;
  return path.reduce<Frame<FlameNode> | undefined>(
    (frame, name) => frame?.children?.find(({ data }) => data.name === name),
    root,
  );
}
