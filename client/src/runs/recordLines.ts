// Writes records that are not lines as lines, so that a run can be read as text from top to end.
import type { Bucket, TraceRecord } from './record.ts';
import type { SpooledLine } from './spool/spool.ts';

type Stream = 'stdout' | 'stderr';

const barWidth = 40;

/** The lines of a record that came on a stream; none for what is shown as the run's state. */
export function recordLines(record: TraceRecord, stream: Stream): readonly SpooledLine[] {
  return linesOf(record, stream).map((line) => ({ ...line, ofRecord: true }));
}

function linesOf(record: TraceRecord, stream: Stream): readonly SpooledLine[] {
  switch (record.kind) {
    case 'line':
      return [{ text: record.text, stream }];
    case 'message':
      return record.text.split('\n').map((text) => ({ text, stream: 'stderr' }));
    case 'map':
      return record.entries.map(({ key, value }) => ({ text: `${label(record.name, key)}: ${value}`, stream }));
    case 'histogram':
      return [`${label(record.name, record.key)}:`, ...record.buckets.map((bucket) => bar(bucket, record.buckets))].map(
        (text) => ({ text, stream }),
      );
    case 'stacks':
      return record.stacks.flatMap(({ frames, key, count }) =>
        [`${record.name}[${key}`, ...frames.map((frame) => `    ${frame}`), `]: ${count}`].map((text) => ({
          text,
          stream,
        })),
      );
    case 'loss':
      return [{ text: `${record.what}: ${record.count}`, stream: 'stderr' }];
    case 'pass':
    case 'attached':
    case 'figures':
      return [];
  }
}

function label(name: string, key: string): string {
  return key === '' ? name : `${name}[${key}]`;
}

function bar(bucket: Bucket, buckets: readonly Bucket[]): string {
  const most = Math.max(1, ...buckets.map(({ count }) => count));
  const filled = '@'.repeat(Math.round((bucket.count / most) * barWidth));
  const range = `[${bucket.low ?? '…'}, ${bucket.high ?? '…'}]`;
  return `${range.padEnd(24)}${String(bucket.count).padStart(10)} |${filled.padEnd(barWidth)}|`;
}
