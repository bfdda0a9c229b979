// Lines of bpftrace versions that write no JSON.
import type { TraceRecord } from '../../runs/record.ts';

const attaching = /^Attaching (\d+) probes?\.\.\.$/;
const lost = /^Lost (\d+) events$/;

export function decodeTextLine(text: string): readonly TraceRecord[] {
  const attached = attaching.exec(text);
  if (attached) return [{ kind: 'attached', probes: Number(attached[1]) }];
  const lostEvents = lost.exec(text);
  if (lostEvents) return [{ kind: 'loss', what: 'lost events', count: Number(lostEvents[1]) }];
  return [{ kind: 'line', text }];
}
