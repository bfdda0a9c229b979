// A run as Chrome trace events ("Trace Event Format", JSON object form), which Perfetto and chrome://tracing open.
import type { TraceRecord } from '../record.ts';
import type { OutputLine, Run } from '../run.ts';

/** Series of one counter: a map with more keys shows its first ones, since each becomes a colour of its own. */
const mostSeries = 50;

/** One process stands for the run, one thread for each stream. */
const process = 1;
const threads = { stdout: 1, stderr: 2 } as const;

type Event = Readonly<Record<string, unknown>>;

/** Lines as instants on a thread a stream, maps of numbers as counters, losses as marks over the whole height. */
export async function* writeTrace(
  run: Run,
  linesOf: (run: Run) => AsyncIterable<readonly OutputLine[]>,
): AsyncIterable<string> {
  const { request, kernelRelease, startedAt, id } = run;
  const otherData = { run: id, target: request.target.name, kernel: kernelRelease, startedAt };
  yield `{"displayTimeUnit":"ms","otherData":${JSON.stringify(otherData)},"traceEvents":[\n`;
  yield spelled([
    named('process_name', 0, `${request.script.name} on ${request.target.name}`),
    ...Object.entries(threads).map(([stream, thread]) => named('thread_name', thread, stream)),
  ]).slice(2);
  const { records, moments } = run.records(0);
  for (const [index, record] of records.entries()) yield spelled(eventsOf(record, moments[index] ?? 0));
  for await (const lines of linesOf(run))
    yield spelled(
      lines.map(({ at, stream, text }) => ({
        ...{ name: text, ph: 'i', s: 't', ts: microseconds(at) },
        ...{ pid: process, tid: threads[stream] },
      })),
    );
  yield '\n]}\n';
}

function eventsOf(record: TraceRecord, at: number): readonly Event[] {
  const ts = microseconds(at);
  if (record.kind === 'loss')
    return [{ name: `${record.count} ${record.what}`, ph: 'i', s: 'g', ts, pid: process, tid: threads.stderr }];
  if (record.kind !== 'map') return [];
  const numbers = record.entries.filter(({ value }) => typeof value === 'number').slice(0, mostSeries);
  if (numbers.length === 0) return [];
  const args = Object.fromEntries(numbers.map(({ key, value }) => [key === '' ? record.name : key, value]));
  return [{ name: record.name, ph: 'C', ts, pid: process, args }];
}

function named(name: string, thread: number, value: string): Event {
  return { name, ph: 'M', pid: process, tid: thread, args: { name: value } };
}

/** Each with a comma before it. */
function spelled(events: readonly Event[]): string {
  return events.map((event) => `,\n${JSON.stringify(event)}`).join('');
}

function microseconds(milliseconds: number): number {
  return Math.round(milliseconds * 1000);
}
