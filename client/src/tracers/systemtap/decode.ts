// Decodes what SystemTap writes: the script's text with histograms in it on stdout, passes and messages on stderr.
import type { TraceRecord } from '../../runs/record.ts';
import { HistogramTables } from '../histogramTable.ts';
import { type NoticeReader, TextDecoder } from '../textDecoder.ts';
import type { Decoder, LaunchPlan } from '../tracer.ts';
import { type StapMessage, StapMessages } from './messages.ts';
import { Passes } from './passes.ts';

export function decoder(plan: LaunchPlan): Decoder {
  const tables = new HistogramTables(plan.statistics ?? [], { keysStandAbove: false });
  return new TextDecoder(tables, new StapNotices());
}

class StapNotices implements NoticeReader {
  readonly #messages = new StapMessages();
  readonly #passes = new Passes();

  line(text: string): readonly TraceRecord[] {
    const parts = [...this.#messages.line(text)];
    return parts.flatMap((part) =>
      typeof part === 'string' ? (this.#passes.line(part) ?? plainLine(part)) : messageRecords(part),
    );
  }

  end(): readonly TraceRecord[] {
    return [...this.#messages.end()].flatMap(messageRecords);
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
