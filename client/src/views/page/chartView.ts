// Charts: each map that is printed again and again, its keys as lines over time; drag to zoom, click for marks and their difference.
// uPlot: draws thousands of points in a frame without a framework, and sets no inline styles that a strict policy would refuse.
import uPlot from 'uplot';
import type { LineAnswer } from '../../runs/columns/lineQuery.ts';
import type { MapHistory, RunMoments } from '../panelMessages.ts';
import type { CutTexts } from './cutTexts.ts';
import { element, setText } from './element.ts';
import { firstInterval } from './firstInterval.ts';
import { atLeast, hatch, isFirstPartial, noMoments, veil } from './honesty.ts';
import { choices } from './lineTableView.ts';
import { chartPicture } from './pictures/chartPicture.ts';
import { dashes, type Palette, type Picture, stack } from './pictures/picture.ts';
import { seriesColor, seriesColorCount, themeColor } from './themeColors.ts';
import { spellClock, spellCount, spellDuration } from './words.ts';

const height = 240;

interface Chart {
  readonly root: HTMLElement;
  /** As they are shown. */
  readonly labels: readonly string[];
  readonly plot: uPlot;
  readonly note: HTMLElement;
  readonly marks: HTMLElement;
  history: MapHistory;
  /** Marked moments in seconds: A, then B. */
  marked: readonly number[];
}

export class ChartView {
  readonly root: HTMLElement;
  readonly #charts = new Map<string, Chart>();
  readonly #column: HTMLSelectElement;
  readonly #tools: HTMLElement;
  readonly #cuts: CutTexts;
  /** What was counted stands above how the lines came. */
  readonly #ofMaps = element('div');
  readonly #ofLines = element('div');
  #maps: readonly MapHistory[] = [];
  #moments = noMoments;
  /** The chosen column of the lines, where they have columns. */
  #answer: LineAnswer | undefined;

  /** `choose`: another column of the lines is to be told over time; null: how many lines come. */
  constructor(choose: (column: number | null) => void, cuts: CutTexts) {
    this.#cuts = cuts;
    this.#column = element('select', {
      'aria-label': 'Column of the lines',
      change: () => choose(this.#column.value === '' ? null : Number(this.#column.value)),
    });
    this.#tools = element('div', { class: 'tools', hidden: true }, element('label', {}, 'Lines: ', this.#column));
    this.root = element(
      'div',
      { class: 'charts', tabindex: 0, 'aria-label': 'Charts' },
      this.#ofMaps,
      this.#tools,
      this.#ofLines,
    );
    new ResizeObserver(() => this.fit()).observe(this.root);
  }

  get isEmpty(): boolean {
    return this.#histories().length === 0;
  }

  show(maps: readonly MapHistory[], moments: RunMoments): void {
    this.#maps = maps;
    this.#moments = moments;
    this.#draw(this.#histories());
  }

  /** Undefined: the lines have no columns. */
  showLines(answer: LineAnswer | undefined): void {
    this.#answer = answer === undefined || answer.taken === 0 ? undefined : answer;
    this.#tools.hidden = this.#answer === undefined;
    if (answer !== undefined) {
      const columns = (answer.shapes[answer.query.shape]?.columns ?? []).flatMap(({ name, base }, index) =>
        base === 10 ? [{ value: String(index), text: name }] : [],
      );
      choices(this.#column, [{ value: '', text: 'lines a second' }, ...columns], String(answer.query.series ?? ''));
    }
    this.#draw(this.#histories());
  }

  #histories(): readonly MapHistory[] {
    return this.#answer === undefined ? this.#maps : [...this.#maps, historyOf(this.#answer, this.#moments)];
  }

  #draw(histories: readonly MapHistory[]): void {
    const names = new Set(histories.map(({ name }) => name));
    for (const [name, chart] of this.#charts) if (!names.has(name)) this.#remove(name, chart);
    for (const history of histories) {
      const labels = history.keys.map(({ key }) => (key === '' ? history.name : this.#cuts.spell(key)));
      const chart = this.#charts.get(history.name);
      if (chart !== undefined && labels.join('\n') === chart.labels.join('\n')) {
        update(chart, history, this.#moments);
        continue;
      }
      // Other keys are other lines: such a chart is made anew.
      const made = this.#make(history, labels);
      this.#charts.set(history.name, made);
      if (chart === undefined) (this.#maps.includes(history) ? this.#ofMaps : this.#ofLines).append(made.root);
      else takePlaceOf(chart, made);
    }
  }

  /** Another theme: a chart takes its colours when it is made. */
  repaint(): void {
    for (const [name, chart] of this.#charts) {
      const made = this.#make(chart.history, chart.labels);
      this.#charts.set(name, made);
      takePlaceOf(chart, made);
    }
  }

  /** All charts, one under the other. */
  picture(footer: string, palette: Palette): Picture {
    const parts = this.#histories().map((history) => ({
      title: `${history.name} ${atLeast(this.#moments) === '' ? '' : '(at least: something was lost)'}`,
      picture: chartPicture(history, this.#moments, palette),
    }));
    return stack(parts, footer, palette);
  }

  #remove(name: string, { plot, root }: Chart): void {
    plot.destroy();
    root.remove();
    this.#charts.delete(name);
  }

  fit(): void {
    const width = this.root.clientWidth - 24;
    if (width > 0) for (const { plot } of this.#charts.values()) plot.setSize({ width, height });
  }

  #make(history: MapHistory, labels: readonly string[]): Chart {
    const foreground = themeColor('descriptionForeground', '#888888');
    const grid = { stroke: themeColor('panel-border', '#80808040'), width: 1 };
    const place = element('div', { class: 'plot' });
    const note = element('span', { class: 'note' });
    const marks = element('p', { class: 'marks', role: 'status' });
    const root = element(
      'figure',
      { class: 'chart', 'aria-label': `Chart of ${history.name}` },
      element('figcaption', {}, history.name, ' ', note),
      place,
      marks,
    );
    const plot = new uPlot(
      {
        width: Math.max(200, this.root.clientWidth - 24),
        height,
        cursor: { drag: { x: true, y: false } },
        scales: { x: { time: false } },
        legend: { markers: { dash: (_, series) => (isDashed(series - 1) ? 'dashed' : 'solid') } },
        axes: [
          {
            stroke: foreground,
            grid,
            values: (_, all, _axis, _space, step) => all.map((second) => spellMark(second, step)),
          },
          { stroke: foreground, grid, size: 70, values: (_, all) => all.map(spellCount) },
        ],
        series: [
          { label: 'time', value: (_, second) => (second === null ? '' : spellClock(second * 1000)) },
          ...labels.map((label, index) => ({
            label,
            stroke: seriesColor(index),
            width: 1.5,
            ...(isDashed(index) && { dash: [...dashes] }),
            spanGaps: true,
            points: { show: history.times.length < 60 },
            value: (_: uPlot, value: number | null) => (value === null ? '' : spellCount(value)),
          })),
        ],
        hooks: {
          drawClear: [(drawn) => drawDoubts(drawn, chart.history, this.#moments)],
          draw: [(drawn) => drawMarks(drawn, chart.marked)],
          setLegend: [tellNewest],
        },
      },
      dataOf(history),
      place,
    );
    const chart: Chart = { root, labels, plot, note, marks, history, marked: [] };
    plot.over.addEventListener('click', () => mark(chart));
    update(chart, history, this.#moments);
    return chart;
  }
}

/** The lines' column as a history of its own. */
function historyOf({ series, shapes, query }: LineAnswer, moments: RunMoments): MapHistory {
  const { shape, series: column } = query;
  const name = column === null ? 'lines' : (shapes[shape]?.columns[column]?.name ?? '');
  const curves = series.curves.map(({ values }) => values);
  const first = firstInterval(moments, series.times, curves);
  return {
    name: `${name}, each ${spellDuration(series.interval)}`,
    times: series.times.slice(first),
    keys: series.curves.map((curve) => ({ key: curve.name, values: curve.values.slice(first) })),
    left: 0,
    openEnd: true,
  };
}

/** A moment on the axis; marks closer than a second apart have decimals, so that no two read the same. */
function spellMark(second: number, step: number): string {
  const digits = step >= 1 ? 0 : Math.ceil(-Math.log10(step));
  const rounded = Number(second.toFixed(digits));
  return spellClock(rounded * 1000) + (digits === 0 ? '' : (rounded % 1).toFixed(digits).slice(1));
}

/** Whether another series has its colour already. */
function isDashed(index: number): boolean {
  return index >= seriesColorCount;
}

/** Seconds, then the values of each key. */
function dataOf({ times, keys }: MapHistory): uPlot.AlignedData {
  const values = keys.map((one) => times.map((_, index) => one.values[index] ?? null));
  return [times.map((time) => time / 1000), ...values];
}

function update(chart: Chart, history: MapHistory, moments: RunMoments): void {
  chart.history = history;
  const notes = [
    history.left > 0 ? `${spellCount(history.left)} more keys not shown` : '',
    moments.losses.length > 0 ? 'at least, as something was lost where it is hatched' : '',
  ];
  setText(chart.note, notes.filter((note) => note !== '').join('; '));
  // A stretch that the user zoomed to stays while new points come.
  chart.plot.setData(dataOf(history), zoomOf(chart.plot) === undefined);
  tellNewest(chart.plot);
  showMarks(chart);
}

/** The stretch that the user zoomed to, in seconds; undefined while all is shown. */
function zoomOf({ scales, data: [whole] }: uPlot): { readonly min: number; readonly max: number } | undefined {
  const { min, max } = scales.x ?? {};
  if (typeof min !== 'number' || typeof max !== 'number') return undefined;
  // Around a single point uPlot leaves room: what goes beyond the points is no zoom.
  const isZoomed = min > (whole[0] ?? min) || max < (whole.at(-1) ?? max);
  return isZoomed ? { min, max } : undefined;
}

/** What the user did with a chart is not undone by a new key. */
function takePlaceOf(chart: Chart, made: Chart): void {
  const zoom = zoomOf(chart.plot);
  chart.plot.destroy();
  chart.root.replaceWith(made.root);
  made.marked = chart.marked;
  showMarks(made);
  if (zoom !== undefined) made.plot.setScale('x', zoom);
}

/** Under the chart stand the values where the pointer is; the newest where it is elsewhere. */
function tellNewest(plot: uPlot): void {
  if (typeof plot.cursor.idx !== 'number') plot.setLegend({ idx: plot.data[0].length - 1 }, false);
}

/** The first click marks A, the second B, the third begins anew. */
function mark(chart: Chart): void {
  const index = chart.plot.cursor.idx;
  const second = typeof index === 'number' ? chart.plot.data[0][index] : undefined;
  if (second === undefined) return;
  chart.marked = chart.marked.length === 1 ? [...chart.marked, second] : [second];
  showMarks(chart);
  chart.plot.redraw();
}

function showMarks({ marked, marks, plot, history, labels }: Chart): void {
  const [a, b] = marked;
  if (a === undefined) {
    setText(marks, '');
    return;
  }
  if (b === undefined) {
    setText(marks, `A at ${spellClock(a * 1000)}; click again for B`);
    return;
  }
  const seconds = plot.data[0];
  const at = (second: number): number => seconds.indexOf(second);
  const changes = history.keys.map(({ values }, index) => {
    const change = (values[at(b)] ?? 0) - (values[at(a)] ?? 0);
    const perSecond = b === a ? 0 : change / Math.abs(b - a);
    const sign = change > 0 ? '+' : '';
    return `${labels[index]} ${sign}${spellCount(change)} (${sign}${spellCount(Math.round(perSecond))}/s)`;
  });
  setText(marks, `A ${spellClock(a * 1000)} → B ${spellClock(b * 1000)}: ${changes.join(', ')}`);
}

/** Under the lines: hatched where something was lost, grey over a first and a last interval that were not whole. */
function drawDoubts({ ctx, bbox, valToPos }: uPlot, history: MapHistory, moments: RunMoments): void {
  const { times, openEnd } = history;
  const place = (ms: number): number =>
    Math.min(Math.max(Math.round(valToPos(ms / 1000, 'x', true)), bbox.left), bbox.left + bbox.width);
  const [first = 0, second = 0] = times;
  if (isFirstPartial(moments, times)) {
    const [from, to] = [place(first), place((first + second) / 2)];
    veil(ctx, from, bbox.top, to - from, bbox.height);
  }
  if (openEnd && moments.attachedAt !== null && second > first) {
    const whole = Math.ceil(moments.attachedAt / (second - first)) * (second - first);
    veil(ctx, bbox.left, bbox.top, place(whole) - bbox.left, bbox.height);
  }
  if (openEnd && times.length > 1) {
    const [from, to] = [place(((times.at(-2) ?? 0) + (times.at(-1) ?? 0)) / 2), place(times.at(-1) ?? 0)];
    veil(ctx, from, bbox.top, to - from, bbox.height);
  }
  for (const { from, to } of moments.losses) {
    const [left, right] = [place(from), place(to)];
    if (right > left) hatch(ctx, left, bbox.top, right - left, bbox.height);
  }
}

function drawMarks({ ctx, bbox, valToPos }: uPlot, marked: readonly number[]): void {
  ctx.save();
  ctx.strokeStyle = themeColor('editor-foreground', '#888888');
  ctx.fillStyle = ctx.strokeStyle;
  for (const [index, second] of marked.entries()) {
    const x = Math.round(valToPos(second, 'x', true));
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.fillText(index === 0 ? 'A' : 'B', x + 4, bbox.top + 12);
  }
  ctx.restore();
}
