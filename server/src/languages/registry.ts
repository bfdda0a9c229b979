// All languages, in the order they are offered. Each folder hands its language over as `<id>/<id>.ts`.
import { bpftrace } from './bpftrace/bpftrace.ts';
import { dtrace } from './dtrace/dtrace.ts';
import type { Language } from './language.ts';
import { systemtap } from './systemtap/systemtap.ts';

export const registry: readonly Language[] = [systemtap, bpftrace, dtrace];

/** The language of an LSP language id, else of a path's extension. */
export function languageFor(languageId: string, path: string): Language | undefined {
  return (
    registry.find((language) => language.id === languageId) ??
    registry.find((language) => language.extensions.some((extension) => path.endsWith(extension)))
  );
}
