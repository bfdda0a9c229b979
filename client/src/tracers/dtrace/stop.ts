// How dtrace is ended: an interrupt lets END run and the aggregations print.
import type { StopRung } from '../tracer.ts';

export const stopLadder: readonly StopRung[] = [
  { action: 'INT', wait: 30_000 },
  { action: 'TERM', wait: 3000 },
  { action: 'KILL', wait: 10_000 },
];
