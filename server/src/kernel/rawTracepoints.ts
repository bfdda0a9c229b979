// The tracepoints themselves, without what tracefs makes of them: some have no event, and some events have none.
import type { KernelPack } from './kernelPack.ts';

/** A tracepoint by its bare name. */
export interface RawTracepoint {
  readonly name: string;
  /** BTF FUNC_PROTO of what its probes are called with, the first being `void *`; undefined without BTF. */
  readonly prototype: number | undefined;
}

/** The kernel declares each tracepoint's callback as a typedef of this name and the tracepoint's. */
const callback = 'btf_trace_';

/** Events of these subsystems are made by tracefs: system calls share two tracepoints, `ftrace` is its own records. */
const withoutTracepoints: ReadonlySet<string> = new Set(['syscalls', 'ftrace']);

const known = new WeakMap<KernelPack, readonly RawTracepoint[]>();

/** All of a kernel's, by BTF where the pack has it, else by the events that are not tracefs's own; in order of name. */
export function rawTracepoints(pack: KernelPack): readonly RawTracepoint[] {
  const list = known.get(pack) ?? listed(pack);
  known.set(pack, list);
  return list;
}

/** Whether an event stands for a tracepoint of the same name. */
export function isTracepoint({ subsystem }: { readonly subsystem: string }): boolean {
  return !withoutTracepoints.has(subsystem);
}

function listed({ types, tracepoints }: KernelPack): readonly RawTracepoint[] {
  const byName = new Map<string, RawTracepoint>();
  for (const name of types.search({ typed: callback, limit: types.size }).hits) {
    if (!name.startsWith(callback)) continue;
    const typedef = types.named(name, 'typedef');
    const prototype = typedef === undefined ? undefined : types.resolve(typedef, true);
    const bare = name.slice(callback.length);
    byName.set(bare, { name: bare, prototype });
  }
  if (byName.size === 0)
    for (const event of tracepoints.glob('*', '*')) {
      if (isTracepoint(event)) byName.set(event.name, { name: event.name, prototype: event.prototype });
    }
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
