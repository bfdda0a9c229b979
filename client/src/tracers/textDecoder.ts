// Decodes a tracer whose stdout is the script's own text with histograms among it.
import type { TraceRecord } from '../runs/record.ts';
import type { HistogramTables } from './histogramTable.ts';
import { LineSplitter } from './lineSplitter.ts';
import type { Decoder, PlainText } from './tracer.ts';

/** Bytes of a line, past which it is split. */
const longestLine = 64 * 1024;

/** Reads what the tracer itself says, on stderr. */
export interface NoticeReader {
  line(text: string): readonly TraceRecord[];
  /** What was held back, at the end of the run. */
  end(): readonly TraceRecord[];
}

export class TextDecoder implements Decoder {
  readonly #splitters = { stdout: new LineSplitter(longestLine), stderr: new LineSplitter(longestLine) };
  readonly #tables: HistogramTables;
  readonly #notices: NoticeReader;

  constructor(tables: HistogramTables, notices: NoticeReader) {
    this.#tables = tables;
    this.#notices = notices;
  }

  push(stream: 'stdout' | 'stderr', bytes: Buffer): readonly TraceRecord[] {
    const records: TraceRecord[] = [];
    for (const { text } of this.#splitters[stream].push(bytes)) this.#take(stream, text, records);
    return records;
  }

  plainText(bytes: Buffer): PlainText {
    const used = this.#tables.skip(bytes);
    return { used, text: bytes.subarray(0, used) };
  }

  end(): readonly TraceRecord[] {
    const records: TraceRecord[] = [];
    for (const { text } of this.#splitters.stdout.end()) this.#take('stdout', text, records);
    const histogram = this.#tables.end();
    if (histogram) records.push(histogram);
    for (const { text } of this.#splitters.stderr.end()) this.#take('stderr', text, records);
    records.push(...this.#notices.end());
    return records;
  }

  #take(stream: 'stdout' | 'stderr', text: string, records: TraceRecord[]): void {
    if (stream === 'stderr') {
      records.push(...this.#notices.line(text));
      return;
    }
    const histogram = this.#tables.line(text);
    if (histogram) records.push(histogram);
    records.push({ kind: 'line', text });
  }
}
