// All tracers by id.
import type { LanguageId } from '../../../server/src/protocol.ts';
import { bpftrace } from './bpftrace/bpftrace.ts';
import { dtrace } from './dtrace/dtrace.ts';
import { systemtap } from './systemtap/systemtap.ts';
import type { Tracer, TracerId } from './tracer.ts';

export const tracers: Readonly<Record<TracerId, Tracer>> = { stap: systemtap, bpftrace, dtrace };

/** The tracer that runs scripts of a language. */
export function tracerFor(languageId: LanguageId): Tracer {
  const tracer = Object.values(tracers).find((one) => one.languageId === languageId);
  if (!tracer) throw new Error(`no tracer runs ${languageId}`);
  return tracer;
}
