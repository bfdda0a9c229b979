// How SystemTap is ended: an interrupt lets end probes run and unloads the module; the module is removed by hand at last.
import type { StopRung } from '../tracer.ts';

export const stopLadder: readonly StopRung[] = [
  { action: 'INT', wait: 8000 },
  // staprun takes a second signal as "unload now, whatever still runs".
  { action: 'TERM', wait: 4000 },
  { action: 'unload', wait: 4000 },
  { action: 'KILL', wait: 2000 },
  // stapio gone without having unloaded: nothing holds the module any more.
  { action: 'unload', wait: 10_000 },
];
