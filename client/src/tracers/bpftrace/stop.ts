// How bpftrace is ended: an interrupt lets END run and the maps print.
import type { StopRung } from '../tracer.ts';

export const stopLadder: readonly StopRung[] = [
  { action: 'INT', wait: 8000 },
  { action: 'TERM', wait: 3000 },
  { action: 'KILL', wait: 10_000 },
];
