// Lines of bpftrace versions that write no JSON.
import type { TraceRecord } from '../../runs/record.ts';

const attaching = /^Attaching (\d+) probes?\.\.\.$/;
const lost = /^Lost (\d+) events$/;

/** How the lines begin that are records. */
const begins = ['Attaching ', 'Lost '];

/** How many of these first bytes, which begin at a line's start, are whole lines of text: found without a string for each, as floods are made of them. */
export function textLength(bytes: Buffer): number {
  const ends = begins.map((begin) => {
    if (bytes.toString('latin1', 0, begin.length) === begin) return 0;
    const before = bytes.indexOf(`\n${begin}`);
    return before < 0 ? bytes.length : before + 1;
  });
  return Math.min(bytes.lastIndexOf('\n') + 1, ...ends);
}

export function decodeTextLine(text: string): readonly TraceRecord[] {
  const attached = attaching.exec(text);
  if (attached) return [{ kind: 'attached', probes: Number(attached[1]) }];
  const lostEvents = lost.exec(text);
  if (lostEvents) return [{ kind: 'loss', what: 'lost events', count: Number(lostEvents[1]) }];
  return [{ kind: 'line', text }];
}
