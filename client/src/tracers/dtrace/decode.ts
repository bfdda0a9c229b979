// Decodes what dtrace writes: text with distributions in it on stdout, its notices on stderr.
import type { TraceRecord } from '../../runs/record.ts';
import { HistogramTables } from '../histogramTable.ts';
import { LineSplitter } from '../lineSplitter.ts';
import type { Decoder, LaunchPlan } from '../tracer.ts';
import { decodeNotice } from './notices.ts';

const longestLine = 64 * 1024;

export function decoder(plan: LaunchPlan): Decoder {
  return new DtraceDecoder(plan);
}

class DtraceDecoder implements Decoder {
  readonly #splitters = { stdout: new LineSplitter(longestLine), stderr: new LineSplitter(longestLine) };
  readonly #tables: HistogramTables;

  constructor(plan: LaunchPlan) {
    this.#tables = new HistogramTables(plan.statistics ?? [], { keysStandAbove: true });
  }

  push(stream: 'stdout' | 'stderr', bytes: Buffer): readonly TraceRecord[] {
    const records: TraceRecord[] = [];
    for (const { text } of this.#splitters[stream].push(bytes)) this.#take(stream, text, records);
    return records;
  }

  plainLines(bytes: Buffer): number {
    return this.#tables.skip(bytes);
  }

  end(): readonly TraceRecord[] {
    const records: TraceRecord[] = [];
    for (const { text } of this.#splitters.stdout.end()) this.#take('stdout', text, records);
    const histogram = this.#tables.end();
    if (histogram) records.push(histogram);
    for (const { text } of this.#splitters.stderr.end()) this.#take('stderr', text, records);
    return records;
  }

  #take(stream: 'stdout' | 'stderr', text: string, records: TraceRecord[]): void {
    if (stream === 'stderr') {
      records.push(decodeNotice(text));
      return;
    }
    const histogram = this.#tables.line(text);
    if (histogram) records.push(histogram);
    records.push({ kind: 'line', text });
  }
}
