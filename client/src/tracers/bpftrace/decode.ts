// Decodes what bpftrace writes: NDJSON on stdout with plain text in between, its own messages on stderr.
import type { TraceRecord } from '../../runs/record.ts';
import { LineSplitter } from '../lineSplitter.ts';
import { type Decoder, type LaunchPlan, noPlainText, type PlainText } from '../tracer.ts';
import { decodeJsonLine, type JsonOutput } from './jsonRecords.ts';
import { MessageLines } from './messages.ts';
import { printedText } from './printedText.ts';
import { decodeTextLine, textLength } from './textRecords.ts';

/** A whole map is one line of JSON; more than this is not worth holding. */
const longestJsonLine = 16 * 1024 * 1024;
const longestTextLine = 64 * 1024;
/** Text that several printf calls put together is a line at the latest here. */
const longestPrinted = longestTextLine;

const totalLost = /^WARNING: Total lost event count: (\d+)$/;

export function decoder(plan: LaunchPlan): Decoder {
  return plan.output === 'json' ? new JsonDecoder() : new TextDecoder();
}

class JsonDecoder implements Decoder {
  readonly #stdout = new LineSplitter(longestJsonLine);
  readonly #stderr = new LineSplitter(longestTextLine);
  readonly #messages = { stdout: new MessageLines(), stderr: new MessageLines() };
  #printed = '';
  #isInCutLine = false;
  /** Lost events that have been told. */
  #lost = 0;
  #isLossSummed = false;

  push(stream: 'stdout' | 'stderr', bytes: Buffer): readonly TraceRecord[] {
    const records: TraceRecord[] = [];
    if (stream === 'stderr') {
      for (const { text } of this.#stderr.push(bytes)) this.#takeMessage('stderr', text, records);
      return records;
    }
    for (const { text, isCut } of this.#stdout.push(bytes)) {
      const isWhole = !isCut && !this.#isInCutLine;
      if (isWhole) this.#take(text, records);
      else if (isCut && !this.#isInCutLine) records.push(...this.#flushPrinted(), ...tooLong);
      this.#isInCutLine = isCut;
    }
    return records;
  }

  plainText(bytes: Buffer): PlainText {
    return this.#printed === '' && !this.#messages.stdout.isHolding ? printedText(bytes) : noPlainText;
  }

  end(): readonly TraceRecord[] {
    const records: TraceRecord[] = [];
    for (const { text } of this.#stdout.end()) if (!this.#isInCutLine) this.#take(text, records);
    records.push(...this.#flushPrinted(), ...this.#messages.stdout.end());
    for (const { text } of this.#stderr.end()) this.#takeMessage('stderr', text, records);
    records.push(...this.#messages.stderr.end());
    return records;
  }

  /** At its end 0.27 warns of the sum of what was lost; what was lost last is told there only. */
  #takeMessage(stream: 'stdout' | 'stderr', text: string, records: TraceRecord[]): void {
    const total = text.startsWith('W') ? totalLost.exec(text)?.[1] : undefined;
    if (total === undefined) {
      records.push(...this.#messages[stream].line(text));
      return;
    }
    const count = Number(total) - this.#lost;
    this.#isLossSummed = true;
    if (count > 0) records.push(...this.#messages[stream].end(), { kind: 'loss', what: 'lost events', count });
  }

  /** The sum may come before its last parts: it is written to another stream. */
  #isNewLoss(count: number): boolean {
    this.#lost += count;
    return !this.#isLossSummed;
  }

  #take(text: string, records: TraceRecord[]): void {
    // 0.17 sets its maps apart by blank lines.
    if (text === '') return;
    const output = decodeJsonLine(text);
    if (output === undefined) {
      // 0.27 writes its warnings to stdout, before and between the JSON.
      this.#takeMessage('stdout', text, records);
      return;
    }
    const before = this.#messages.stdout.end();
    if (before.length > 0) records.push(...before);
    this.#emit(output, records);
  }

  #emit(output: JsonOutput, records: TraceRecord[]): void {
    if (output.kind === 'records') {
      const told = output.records.filter((record) => record.kind !== 'loss' || this.#isNewLoss(record.count));
      if (told.length > 0) records.push(...this.#flushPrinted(), ...told);
      return;
    }
    const lines = (this.#printed + output.text).split('\n');
    this.#printed = lines.pop() ?? '';
    for (const text of lines) records.push({ kind: 'line', text });
    if (this.#printed.length > longestPrinted) records.push(...this.#flushPrinted());
  }

  #flushPrinted(): readonly TraceRecord[] {
    const text = this.#printed;
    this.#printed = '';
    return text === '' ? [] : [{ kind: 'line', text }];
  }
}

const tooLong: readonly TraceRecord[] = [
  {
    kind: 'message',
    severity: 'warning',
    text: `bpftrace wrote a map of more than ${longestJsonLine / 1024 / 1024} MB; it is only in the run's raw output.`,
  },
];

/** Versions before JSON: lines, with losses and the attach notice taken out. */
class TextDecoder implements Decoder {
  readonly #splitters = { stdout: new LineSplitter(longestTextLine), stderr: new LineSplitter(longestTextLine) };
  readonly #messages = new MessageLines();

  push(stream: 'stdout' | 'stderr', bytes: Buffer): readonly TraceRecord[] {
    const records: TraceRecord[] = [];
    for (const { text } of this.#splitters[stream].push(bytes)) {
      records.push(...(stream === 'stdout' ? decodeTextLine(text) : this.#messages.line(text)));
    }
    return records;
  }

  plainText(bytes: Buffer): PlainText {
    const used = textLength(bytes);
    return { used, text: bytes.subarray(0, used) };
  }

  end(): readonly TraceRecord[] {
    const records: TraceRecord[] = [];
    for (const { text } of this.#splitters.stdout.end()) records.push(...decodeTextLine(text));
    for (const { text } of this.#splitters.stderr.end()) records.push(...this.#messages.line(text));
    records.push(...this.#messages.end());
    return records;
  }
}
