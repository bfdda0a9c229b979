// Heat maps: a histogram over time, one column a print, darker where more values fell; a click tells what is in a cell.
import type { Bucket } from '../../runs/record.ts';
import type { HistogramHistory } from '../panelMessages.ts';
import { element, setText } from './element.ts';
import { spellBounds } from './histogramView.ts';
import { themeColor } from './themeColors.ts';
import { spellClock, spellCount } from './words.ts';

const rowHeight = 14;
const axisWidth = 120;
const axisHeight = 20;
const widestColumn = 24;

export class HeatMapView {
  readonly root = element('div', { class: 'heat-maps', tabindex: 0, 'aria-label': 'Heat maps' });
  readonly #maps = new Map<string, HeatMap>();

  constructor() {
    new ResizeObserver(() => {
      for (const map of this.#maps.values()) map.draw();
    }).observe(this.root);
  }

  get isEmpty(): boolean {
    return this.#maps.size === 0;
  }

  show(histories: readonly HistogramHistory[]): void {
    const wanted = new Map(histories.map((history) => [`${history.name}\n${history.key}`, history]));
    for (const [id, map] of this.#maps) {
      if (wanted.has(id)) continue;
      map.root.remove();
      this.#maps.delete(id);
    }
    for (const [id, history] of wanted) {
      let map = this.#maps.get(id);
      if (map === undefined) {
        map = new HeatMap(history);
        this.#maps.set(id, map);
        this.root.append(map.root);
      }
      map.show(history);
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
  #history: HistogramHistory;
  /** The rows: buckets that any column has, the smallest values at the bottom. */
  #rows: readonly Bucket[] = [];
  #columnWidth = widestColumn;
  /** The first column that fits. */
  #first = 0;
  #cell: Cell | undefined;

  constructor(history: HistogramHistory) {
    this.#history = history;
    const name = history.key === '' ? history.name : `${history.name}[${history.key}]`;
    this.#canvas = element('canvas', {
      tabindex: 0,
      role: 'application',
      'aria-label': `Heat map of ${name}; arrow keys move from cell to cell`,
    });
    this.root = element('figure', { class: 'heat-map' }, element('figcaption', {}, name), this.#canvas, this.#told);
    this.#canvas.addEventListener('click', (event) => this.#clicked(event));
    this.#canvas.addEventListener('keydown', (event) => this.#pressed(event));
  }

  show(history: HistogramHistory): void {
    this.#history = history;
    const rows = new Map<string, Bucket>();
    for (const buckets of history.columns) for (const bucket of buckets) rows.set(idOf(bucket), bucket);
    this.#rows = [...rows.values()].sort((a, b) => lowOf(b) - lowOf(a));
    this.draw();
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
    const most = Math.max(1, ...shown.flatMap((buckets) => buckets.map(({ count }) => count)));
    const hot = themeColor('charts-red', '#f14c4c');
    for (const [column, buckets] of shown.entries()) {
      const counts = new Map(buckets.map((bucket) => [idOf(bucket), bucket.count]));
      for (const [row, bucket] of this.#rows.entries()) {
        const count = counts.get(idOf(bucket)) ?? 0;
        if (count === 0) continue;
        // By its root, so that a few values in a quiet bucket can still be seen beside thousands.
        context.globalAlpha = 0.08 + 0.92 * Math.sqrt(count / most);
        context.fillStyle = hot;
        context.fillRect(axisWidth + column * this.#columnWidth, row * rowHeight, this.#columnWidth - 1, rowHeight - 1);
      }
    }
    context.globalAlpha = 1;
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
    if (this.#cell !== undefined) this.#outline(context, this.#cell);
  }

  #outline(context: CanvasRenderingContext2D, { column, row }: Cell): void {
    if (column < this.#first) return;
    context.strokeStyle = themeColor('focusBorder', themeColor('editor-foreground', '#888888'));
    context.lineWidth = 2;
    const x = axisWidth + (column - this.#first) * this.#columnWidth;
    context.strokeRect(x, row * rowHeight, this.#columnWidth - 1, rowHeight - 1);
  }

  #clicked(event: MouseEvent): void {
    const column = this.#first + Math.floor((event.offsetX - axisWidth) / this.#columnWidth);
    this.#choose({ column, row: Math.floor(event.offsetY / rowHeight) });
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
    this.#choose({ column: from.column + step[0], row: from.row + step[1] });
  }

  #choose({ column, row }: Cell): void {
    const buckets = this.#history.columns[column];
    const bucket = this.#rows[row];
    if (buckets === undefined || bucket === undefined || column < this.#first) return;
    this.#cell = { column, row };
    const count = buckets.find((one) => idOf(one) === idOf(bucket))?.count ?? 0;
    const total = buckets.reduce((sum, one) => sum + one.count, 0);
    const share = total > 0 ? ` (${((count / total) * 100).toFixed(1)} %)` : '';
    const time = spellClock(this.#history.times[column] ?? 0);
    setText(this.#told, `${time}, ${spellBounds(bucket)}: ${spellCount(count)} of ${spellCount(total)} values${share}`);
    this.draw();
  }
}

function idOf({ low, high }: Bucket): string {
  return `${low} ${high}`;
}

function lowOf({ low, high }: Bucket): number {
  return low ?? (high === null ? 0 : high - 1);
}
