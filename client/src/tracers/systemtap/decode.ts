// Decodes what SystemTap writes: the script's text with histograms in it on stdout, passes and messages on stderr.
import type { TraceRecord } from '../../runs/record.ts';
import { HistogramTables } from '../histogramTable.ts';
import { LineSplitter } from '../lineSplitter.ts';
import type { Decoder, LaunchPlan } from '../tracer.ts';
import { type StapMessage, StapMessages } from './messages.ts';
import { Passes } from './passes.ts';

const longestLine = 64 * 1024;

export function decoder(plan: LaunchPlan): Decoder {
  return new StapDecoder(plan);
}

class StapDecoder implements Decoder {
  readonly #splitters = { stdout: new LineSplitter(longestLine), stderr: new LineSplitter(longestLine) };
  readonly #tables: HistogramTables;
  readonly #messages = new StapMessages();
  readonly #passes = new Passes();

  constructor(plan: LaunchPlan) {
    this.#tables = new HistogramTables(plan.statistics ?? [], { keysStandAbove: false });
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
    for (const message of this.#messages.end()) records.push(...messageRecords(message));
    return records;
  }

  #take(stream: 'stdout' | 'stderr', text: string, records: TraceRecord[]): void {
    if (stream === 'stdout') {
      const histogram = this.#tables.line(text);
      if (histogram) records.push(histogram);
      records.push({ kind: 'line', text });
      return;
    }
    for (const part of this.#messages.line(text)) {
      if (typeof part !== 'string') records.push(...messageRecords(part));
      else records.push(...(this.#passes.line(part) ?? plainLine(part)));
    }
  }
}

/** Blank lines only set stap's messages apart. */
function plainLine(text: string): readonly TraceRecord[] {
  return text === '' ? [] : [{ kind: 'line', text }];
}

function messageRecords({ severity, head, whole, place }: StapMessage): readonly TraceRecord[] {
  const isInScript = place !== undefined && !place.file.includes('/tapset/');
  const message: TraceRecord = {
    kind: 'message',
    severity,
    text: head === 'WARNING' || head === 'ERROR' ? whole.slice(head.length + 2) : whole,
    ...(isInScript && { line: place.line, column: place.column }),
  };
  const skipped = Number(/skipped probes: (\d+)/.exec(whole)?.[1] ?? 0);
  const failures = Number(/There were (\d+) transport failures/.exec(whole)?.[1] ?? 0);
  return [
    message,
    ...(skipped > 0 ? [{ kind: 'loss', what: 'skipped probes', count: skipped } as const] : []),
    ...(failures > 0 ? [{ kind: 'loss', what: 'lost events', count: failures } as const] : []),
  ];
}
