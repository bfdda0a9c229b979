// Keeps how maps and histograms went over time, bounded in keys and samples. Knows nothing of the editor.
import type { TraceRecord } from '../../runs/record.ts';
import type { HistogramHistory, MapHistory } from '../panelMessages.ts';

/** Samples kept of each; the oldest go first. */
const mostSamples = 600;
/** Keys kept of a map, histograms kept in all, and keys handed out. */
const mostKeys = 500;
const mostHistograms = 64;
const mostShown = 12;

interface MapSamples {
  readonly times: number[];
  readonly values: Map<string, (number | null)[]>;
  /** Keys of the newest sample that are not kept. */
  left: number;
}

export class AggregateHistory {
  readonly #maps = new Map<string, MapSamples>();
  readonly #histograms = new Map<string, { history: HistogramHistory; times: number[]; columns: Columns }>();

  /** `moments[i]`: when `records[i]` came, in milliseconds since the run's start. */
  add(records: readonly TraceRecord[], moments: readonly number[]): void {
    for (const [index, record] of records.entries()) {
      const at = moments[index] ?? 0;
      if (record.kind === 'map') this.#addMap(record, at);
      else if (record.kind === 'histogram') this.#addHistogram(record, at);
    }
  }

  /** Maps that were printed more than once, the keys with the largest values first. */
  get maps(): readonly MapHistory[] {
    return [...this.#maps].flatMap(([name, { times, values, left }]) => {
      if (times.length < 2) return [];
      const sorted = [...values].sort(([, a], [, b]) => largest(b) - largest(a));
      const keys = sorted.slice(0, mostShown).map(([key, all]) => ({ key, values: all }));
      return [{ name, times, keys, left: left + sorted.length - keys.length }];
    });
  }

  /** Histograms that were printed more than once. */
  get histograms(): readonly HistogramHistory[] {
    return [...this.#histograms.values()].map(({ history }) => history).filter(({ times }) => times.length > 1);
  }

  #addMap(record: Extract<TraceRecord, { kind: 'map' }>, at: number): void {
    const numbers = record.entries.filter((entry): entry is { key: string; value: number } => {
      return typeof entry.value === 'number';
    });
    if (numbers.length === 0) return;
    const samples: MapSamples = this.#maps.get(record.name) ?? { times: [], values: new Map(), left: 0 };
    this.#maps.set(record.name, samples);
    // A map that is printed key by key comes as several records of one moment.
    const isSameMoment = samples.times.at(-1) === at;
    if (!isSameMoment) {
      samples.times.push(at);
      samples.left = 0;
    }
    const last = samples.times.length - 1;
    for (const { key, value } of numbers) {
      let values = samples.values.get(key);
      if (values === undefined) {
        if (samples.values.size >= mostKeys) {
          samples.left++;
          continue;
        }
        values = [];
        samples.values.set(key, values);
      }
      while (values.length < last) values.push(null);
      values[last] = value;
    }
    if (samples.times.length <= mostSamples) return;
    samples.times.shift();
    for (const [key, values] of samples.values) {
      values.shift();
      if (values.every((value) => value === null)) samples.values.delete(key);
    }
  }

  #addHistogram({ name, key, buckets }: Extract<TraceRecord, { kind: 'histogram' }>, at: number): void {
    const id = `${name}\n${key}`;
    let kept = this.#histograms.get(id);
    if (kept === undefined) {
      if (this.#histograms.size >= mostHistograms) return;
      const times: number[] = [];
      const columns: Columns = [];
      kept = { times, columns, history: { name, key, times, columns } };
      this.#histograms.set(id, kept);
    }
    kept.times.push(at);
    kept.columns.push(buckets);
    if (kept.times.length <= mostSamples) return;
    kept.times.shift();
    kept.columns.shift();
  }
}

type Columns = Extract<TraceRecord, { kind: 'histogram' }>['buckets'][];

function largest(values: readonly (number | null)[]): number {
  return values.reduce<number>(
    (most, value) => Math.max(most, value ?? Number.NEGATIVE_INFINITY),
    Number.NEGATIVE_INFINITY,
  );
}
