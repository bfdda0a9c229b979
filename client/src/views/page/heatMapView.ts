// Heat maps: a histogram over time, one column a print, darker where more values fell; a click tells what is in a cell.
import type { Bucket } from '../../runs/record.ts';
import type { HistogramHistory, RunMoments } from '../panelMessages.ts';
import type { CutTexts } from './cutTexts.ts';
import { element, setText } from './element.ts';
import { pickOf } from './histogramView.ts';
import { hatch, isFirstPartial, lostBetween, noMoments, veil } from './honesty.ts';
import type { Picker } from './narrowBar.ts';
import { heatMapPicture, largestCount } from './pictures/histogramPicture.ts';
import { type Palette, type Picture, stack } from './pictures/picture.ts';
import { themeColor } from './themeColors.ts';
import { spellBounds, spellClock, spellCount } from './words.ts';

const rowHeight = 14;
const axisWidth = 168;
const axisHeight = 20;
const widestColumn = 24;
/** Parts of the largest count that the legend shows. */
const legend = [0, 1 / 16, 1 / 4, 9 / 16, 1];

/** How strong a cell is coloured: by its root, so that a few values in a quiet bucket can still be seen beside thousands. */
const strengthOf = (share: number): number => 0.08 + 0.92 * Math.sqrt(share);

export class HeatMapView {
  readonly root = element('div', { class: 'heat-maps', tabindex: 0, 'aria-label': 'Heat maps' });
  readonly #maps = new Map<string, HeatMap>();

  readonly #pick: Picker;
  readonly #cuts: CutTexts;

  constructor(pick: Picker, cuts: CutTexts) {
    this.#pick = pick;
    this.#cuts = cuts;
    new ResizeObserver(() => this.repaint()).observe(this.root);
  }

  /** Another size or another theme. */
  repaint(): void {
    for (const map of this.#maps.values()) map.draw();
  }

  get isEmpty(): boolean {
    return this.#maps.size === 0;
  }

  /** All heat maps, one under the other. */
  picture(footer: string, palette: Palette): Picture {
    return stack(
      [...this.#maps.values()].map((map) => map.pictured(palette)),
      footer,
      palette,
    );
  }

  show(histories: readonly HistogramHistory[], moments: RunMoments): void {
    const wanted = new Map(histories.map((history) => [`${history.name}\n${history.key}`, history]));
    for (const [id, map] of this.#maps) {
      if (wanted.has(id)) continue;
      map.root.remove();
      this.#maps.delete(id);
    }
    for (const [id, history] of wanted) {
      let map = this.#maps.get(id);
      if (map === undefined) {
        map = new HeatMap(history, this.#pick, this.#cuts);
        this.#maps.set(id, map);
        this.root.append(map.root);
      }
      map.show(history, moments);
    }
  }
}

/** A place in the grid. */
interface Cell {
  readonly column: number;
  readonly row: number;
}

class HeatMap {
  readonly root: HTMLElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #told = element('p', { class: 'cell', role: 'status' }, 'Click a cell, or move with the arrow keys.');
  readonly #title = element('span');
  readonly #note = element('span', { class: 'note' });
  readonly #most = element('span');
  readonly #legend = element(
    'span',
    { class: 'note legend', title: 'The colour goes by the root of the count' },
    '1 ',
    ...legend.map(swatchOf),
    this.#most,
  );
  readonly #pick: Picker;
  readonly #cuts: CutTexts;
  #history: HistogramHistory;
  #moments = noMoments;
  /** The rows: buckets that any column has, the smallest values at the bottom. */
  #rows: readonly Bucket[] = [];
  #columnWidth = widestColumn;
  /** The first column that fits. */
  #first = 0;
  #cell: Cell | undefined;
  /** The row at which a brush over several began. */
  #anchor: number | undefined;

  constructor(history: HistogramHistory, pick: Picker, cuts: CutTexts) {
    this.#history = history;
    this.#pick = pick;
    this.#cuts = cuts;
    const name = history.key === '' ? history.name : `${history.name}[${history.key}]`;
    this.#canvas = element('canvas', {
      tabindex: 0,
      role: 'application',
      'aria-label': `Heat map of ${name}; arrow keys move from cell to cell, with Shift up and down they take several`,
    });
    this.root = element(
      'figure',
      { class: 'heat-map' },
      element('figcaption', {}, this.#title, this.#note, this.#legend),
      this.#canvas,
      this.#told,
    );
    this.#canvas.addEventListener('pointerdown', (event) => this.#clicked(event, false));
    this.#canvas.addEventListener('pointermove', (event) => {
      if (event.buttons === 1) this.#clicked(event, true);
    });
    this.#canvas.addEventListener('keydown', (event) => this.#pressed(event));
  }

  show(history: HistogramHistory, moments: RunMoments): void {
    this.#history = history;
    this.#moments = moments;
    this.#title.replaceChildren(...this.#cuts.title(history.name, history.key));
    setText(this.#note, moments.losses.length > 0 ? ' at least, as something was lost where it is hatched' : '');
    const rows = new Map<string, Bucket>();
    for (const buckets of history.columns) for (const bucket of buckets) rows.set(idOf(bucket), bucket);
    this.#rows = [...rows.values()].sort((a, b) => lowOf(b) - lowOf(a));
    this.draw();
  }

  pictured(palette: Palette): { readonly title: string; readonly picture: Picture } {
    const title = `${this.#title.textContent}${this.#note.textContent ?? ''}`;
    return { title, picture: heatMapPicture(this.#history, this.#rows, this.#moments, palette) };
  }

  draw(): void {
    const room = (this.root.parentElement?.clientWidth ?? 0) - axisWidth - 24;
    if (room <= 0) return;
    const { columns, times } = this.#history;
    this.#columnWidth = Math.max(3, Math.min(widestColumn, Math.floor(room / columns.length)));
    this.#first = Math.max(0, columns.length - Math.floor(room / this.#columnWidth));
    const shown = columns.slice(this.#first);
    const scale = window.devicePixelRatio;
    const width = axisWidth + shown.length * this.#columnWidth;
    const height = this.#rows.length * rowHeight + axisHeight;
    this.#canvas.width = width * scale;
    this.#canvas.height = height * scale;
    this.#canvas.style.width = `${width}px`;
    this.#canvas.style.height = `${height}px`;
    const context = this.#canvas.getContext('2d');
    if (context === null) return;
    context.scale(scale, scale);
    context.font = `11px ${themeColor('font-family', 'sans-serif')}`;
    context.textBaseline = 'middle';
    const most = largestCount(shown.flat());
    setText(this.#most, ` ${spellCount(most)} values in a cell`);
    const hot = themeColor('charts-red', '#f14c4c');
    for (const [column, buckets] of shown.entries()) {
      const counts = new Map(buckets.map((bucket) => [idOf(bucket), bucket.count]));
      for (const [row, bucket] of this.#rows.entries()) {
        const count = counts.get(idOf(bucket)) ?? 0;
        if (count === 0) continue;
        context.globalAlpha = strengthOf(count / most);
        context.fillStyle = hot;
        context.fillRect(axisWidth + column * this.#columnWidth, row * rowHeight, this.#columnWidth - 1, rowHeight - 1);
      }
    }
    context.globalAlpha = 1;
    this.#admit(context, shown.length);
    context.fillStyle = themeColor('descriptionForeground', '#888888');
    context.textAlign = 'right';
    for (const [row, bucket] of this.#rows.entries())
      context.fillText(spellBounds(bucket), axisWidth - 8, row * rowHeight + rowHeight / 2);
    context.textAlign = 'left';
    const step = Math.max(1, Math.ceil(60 / this.#columnWidth));
    for (let column = 0; column < shown.length; column += step) {
      const time = times[this.#first + column] ?? 0;
      context.fillText(spellClock(time), axisWidth + column * this.#columnWidth, height - axisHeight / 2);
    }
    if (this.#cell !== undefined) this.#outline(context, this.#cell, this.#anchor ?? this.#cell.row);
  }

  /** Hatches the columns in whose time something was lost, and veils a first one that was not whole. */
  #admit(context: CanvasRenderingContext2D, shown: number): void {
    const height = this.#rows.length * rowHeight;
    for (let column = 0; column < shown; column++) {
      const x = axisWidth + column * this.#columnWidth;
      if (this.#lostIn(this.#first + column) !== '') hatch(context, x, 0, this.#columnWidth, height);
    }
    if (this.#first === 0 && isFirstPartial(this.#moments, this.#history.times))
      veil(context, axisWidth, 0, this.#columnWidth, height);
  }

  /** What was lost in a column's time, in words. */
  #lostIn(column: number): string {
    const { times } = this.#history;
    return lostBetween(this.#moments, times[column - 1] ?? 0, times[column] ?? 0);
  }

  #outline(context: CanvasRenderingContext2D, { column, row }: Cell, anchor: number): void {
    if (column < this.#first) return;
    context.strokeStyle = themeColor('focusBorder', themeColor('editor-foreground', '#888888'));
    context.lineWidth = 2;
    const x = axisWidth + (column - this.#first) * this.#columnWidth;
    const rows = Math.abs(row - anchor) + 1;
    context.strokeRect(x, Math.min(row, anchor) * rowHeight, this.#columnWidth - 1, rows * rowHeight - 1);
  }

  #clicked(event: MouseEvent, isBrush: boolean): void {
    const column = this.#first + Math.floor((event.offsetX - axisWidth) / this.#columnWidth);
    this.#choose({ column, row: Math.floor(event.offsetY / rowHeight) }, isBrush || event.shiftKey);
  }

  #pressed(event: KeyboardEvent): void {
    const steps: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const from = this.#cell ?? { column: this.#history.columns.length - 1, row: 0 };
    this.#choose({ column: from.column + step[0], row: from.row + step[1] }, event.shiftKey);
  }

  /** `isMore`: from the row that was chosen before to this one. */
  #choose({ column, row }: Cell, isMore: boolean): void {
    const buckets = this.#history.columns[column];
    const bucket = this.#rows[row];
    if (buckets === undefined || bucket === undefined || column < this.#first) return;
    this.#anchor = isMore ? (this.#anchor ?? this.#cell?.row ?? row) : row;
    this.#cell = { column, row };
    const [lower, upper] = [this.#rows[Math.max(row, this.#anchor)], this.#rows[Math.min(row, this.#anchor)]];
    this.#pick(lower && upper && pickOf(this.#history.name, { low: lower.low, high: upper.high }));
    const count = buckets.find((one) => idOf(one) === idOf(bucket))?.count ?? 0;
    const total = buckets.reduce((sum, one) => sum + one.count, 0);
    const share = total > 0 ? ` (${((count / total) * 100).toFixed(1)} %)` : '';
    const time = spellClock(this.#history.times[column] ?? 0);
    const lost = this.#lostIn(column);
    const least = lost === '' ? '' : 'at least ';
    const isPartial = column === 0 && isFirstPartial(this.#moments, this.#history.times);
    const notes = [lost, isPartial ? 'this first interval was not whole' : ''].filter((note) => note !== '');
    const counted = `${least}${spellCount(count)} of ${spellCount(total)} values${share}`;
    setText(this.#told, [`${time}, ${spellBounds(bucket)}: ${counted}`, ...notes].join('; '));
    this.draw();
  }
}

function swatchOf(share: number): HTMLElement {
  const swatch = element('span', { class: 'swatch', 'aria-hidden': 'true' });
  swatch.style.opacity = String(strengthOf(share));
  return swatch;
}

function idOf({ low, high }: Bucket): string {
  return `${low} ${high}`;
}

function lowOf({ low, high }: Bucket): number {
  return low ?? (high === null ? 0 : high - 1);
}
