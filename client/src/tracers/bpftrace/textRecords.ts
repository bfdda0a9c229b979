// Lines of bpftrace versions that write no JSON.
import type { TraceRecord } from '../../runs/record.ts';

const attaching = /^Attaching (\d+) probes?\.\.\.$/;
const lost = /^Lost (\d+) events$/;

/** How the lines begin that are records, the frequent ones first. */
const begins = ['Lost ', 'Attaching '];

/** How many of these first bytes, which begin at a line's start, are whole lines of text: found without a string for each, as floods are made of them. */
export function textLength(bytes: Buffer): number {
  let text = bytes.subarray(0, bytes.lastIndexOf('\n') + 1);
  // Each looks only at what the one before left: records that come thick and fast must not have all of the rest searched for each.
  for (const begin of begins) {
    if (text.toString('latin1', 0, begin.length) === begin) return 0;
    const before = text.indexOf(`\n${begin}`);
    if (before >= 0) text = text.subarray(0, before + 1);
  }
  return text.length;
}

export function decodeTextLine(text: string): readonly TraceRecord[] {
  const attached = attaching.exec(text);
  if (attached) return [{ kind: 'attached', probes: Number(attached[1]) }];
  const lostEvents = lost.exec(text);
  if (lostEvents) return [{ kind: 'loss', what: 'lost events', count: Number(lostEvents[1]) }];
  return [{ kind: 'line', text }];
}
