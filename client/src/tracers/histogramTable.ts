// Recognises the bar tables that SystemTap and DTrace print for histograms, line by line.
import type { Bucket, TraceRecord } from '../runs/record.ts';
import { findStatistic, type Statistic } from './statistic.ts';

type Histogram = Extract<TraceRecord, { kind: 'histogram' }>;

/** A table's row: its label's value, a mark before it (`<`, `>=`), its count. */
interface Row {
  readonly mark: string;
  readonly value: number;
  readonly count: number;
}

const header = /^\s*value \s*[|-]-{6,}.*\bcount\s*$/;
const row = /^\s*(<|>=|>)?\s*(-?\d+) \|[@ ]*\s(-?\d+)\s*$/;
/** What SystemTap prints in place of rows without values. */
const gap = /^\s*~\s*$/;
/** In every header. */
const rule = '-----';
const newline = 0x0a;
/** More rows than any tool prints: what goes on longer is no table. */
const mostRows = 4096;
/** Characters of what is said about a histogram without a name in the line above it; a key is taken whole, as others may begin the same. */
const longestCaption = 120;

/** Fed all lines of a run's output; the lines themselves are the caller's to pass on. */
export class HistogramTables {
  readonly #statistics: readonly Statistic[];
  readonly #keysStandAbove: boolean;
  #rows: Row[] | undefined;
  #hasGaps = false;
  /** The line that may be the caption of the next table; as it came, since hardly any is one. */
  #above = '';

  /** `keysStandAbove`: the tool itself prints a key in the line above its table, and a blank line above one without a key. */
  constructor(statistics: readonly Statistic[], options: { readonly keysStandAbove: boolean }) {
    this.#statistics = statistics;
    this.#keysStandAbove = options.keysStandAbove;
  }

  /** The histogram that this line ended, if it ended one. */
  line(text: string): Histogram | undefined {
    if (this.#rows === undefined) {
      if (isHeader(text)) this.#begin();
      else this.#remember(text);
      return undefined;
    }
    if (gap.test(text)) {
      this.#hasGaps = true;
      return undefined;
    }
    const match = this.#rows.length < mostRows ? row.exec(text) : null;
    if (match) {
      this.#rows.push({ mark: match[1] ?? '', value: Number(match[2]), count: Number(match[3]) });
      return undefined;
    }
    const histogram = this.end();
    if (isHeader(text)) this.#begin();
    else this.#remember(text);
    return histogram;
  }

  /**
   * How many of these first bytes, which begin at a line's start, are whole lines without a table; they count as fed. Far cheaper than feeding
   * each: a flood hardly ever is a table.
   */
  skip(bytes: Buffer): number {
    if (this.#rows !== undefined) return 0;
    const end = bytes.lastIndexOf(newline) + 1;
    const found = bytes.indexOf(rule);
    const length = found < 0 || found >= end ? end : bytes.lastIndexOf(newline, found) + 1;
    if (length > 0) this.#rememberLast(bytes, length);
    return length;
  }

  /** The histogram that the output's end cut short. */
  end(): Histogram | undefined {
    const rows = this.#rows;
    this.#rows = undefined;
    if (!rows || rows.length === 0) return undefined;
    const isLogarithmic = rows.every(({ mark, value }) => mark === '' && isPowerOfTwo(Math.abs(value)));
    const caption = captionOf(this.#above);
    this.#above = '';
    const isKeyed = this.#keysStandAbove ? caption !== '' : undefined;
    const statistic = findStatistic(this.#statistics, {
      isLogarithmic,
      ...(isKeyed !== undefined && { isKeyed }),
      ...boundsOf(rows),
      labels: rows.filter(({ mark }) => mark === '').map(({ value }) => value),
    });
    const isLog = statistic ? statistic.kind === 'log' : isLogarithmic;
    return {
      kind: 'histogram',
      name: statistic?.name ?? (caption.slice(0, longestCaption) || 'histogram'),
      key: statistic?.isKeyed ? caption : '',
      buckets: isLog ? logarithmicBuckets(rows) : steppedBuckets(rows, statistic?.step, this.#hasGaps),
    };
  }

  #remember(text: string): void {
    if (this.#keysStandAbove || /\S/.test(text)) this.#above = text;
  }

  /** Of whole lines that end here, the one that may be a caption. */
  #rememberLast(bytes: Buffer, length: number): void {
    let end = length - 1;
    while (end >= 0) {
      const start = end === 0 ? 0 : bytes.lastIndexOf(newline, end - 1) + 1;
      const text = bytes.toString('utf8', start, end);
      this.#remember(text);
      if (this.#keysStandAbove || /\S/.test(text)) return;
      end = start - 1;
    }
  }

  #begin(): void {
    this.#rows = [];
    this.#hasGaps = false;
  }
}

function isHeader(text: string): boolean {
  // Asked of every line: most have no such rule in them.
  return text.includes(rule) && header.test(text);
}

function captionOf(line: string): string {
  return line.trim().replace(/\s{2,}/g, ', ');
}

/** Where the buckets of one width begin and end, if the table shows it. */
function boundsOf(rows: readonly Row[]): { readonly low?: number; readonly high?: number } {
  const below = rows.find(({ mark }) => mark === '<');
  const above = rows.find(({ mark }) => mark === '>' || mark === '>=');
  return { ...(below && { low: below.value }), ...(above && { high: above.value }) };
}

/** Zero counts as one: both tools give it a bucket of its own. */
function isPowerOfTwo(value: number): boolean {
  return value === 0 || (value & (value - 1)) === 0 || Number.isInteger(Math.log2(value));
}

/** A positive label is the least value of its bucket, a negative one the greatest. */
function logarithmicBuckets(rows: readonly Row[]): readonly Bucket[] {
  return rows.map(({ value, count }) => {
    if (value === 0) return { low: 0, high: 0, count };
    return value > 0 ? { low: value, high: value * 2 - 1, count } : { low: value * 2 + 1, high: value, count };
  });
}

/** A label is the least value; the next label, or the step, says how far a bucket goes. */
function steppedBuckets(rows: readonly Row[], knownStep: number | undefined, hasGaps: boolean): readonly Bucket[] {
  const steps = rows.flatMap(({ mark, value }, index) => {
    const next = rows[index + 1];
    return mark === '' && next?.mark === '' ? [next.value - value] : [];
  });
  const step = knownStep ?? (steps.length > 0 ? Math.min(...steps) : 1);
  return rows.map(({ mark, value, count }, index) => {
    if (mark === '<') return { low: null, high: value - 1, count };
    if (mark === '>') return { low: value + 1, high: null, count };
    if (mark === '>=') return { low: value, high: null, count };
    const next = rows[index + 1];
    return { low: value, high: next && next.mark !== '>' && !hasGaps ? next.value - 1 : value + step - 1, count };
  });
}
