// The names of a kernel pack as candidates, catalogue by catalogue.
import type { KernelFunction, KernelPack, Tracepoint } from '../kernel/kernelPack.ts';
import { rawTracepoints } from '../kernel/rawTracepoints.ts';
import type { Candidate } from '../syntax/candidate.ts';
import type { Cursor } from '../syntax/cursor.ts';
import { functionDocumentation, tracepointDocumentation, typeDocumentation } from './kernelDocumentation.ts';
import { matcherOf } from './matching.ts';

/** The best candidates for what is typed. */
export interface KernelNames {
  readonly candidates: readonly Candidate[];
  readonly incomplete: boolean;
}

type AtName = Pick<Cursor & { readonly kind: 'kernelName' }, 'catalogue' | 'typed' | 'module' | 'refuses'>;

/** Searches a catalogue; the best come first, what cannot be used behind what matches as well. */
export function searchKernelNames(pack: KernelPack, at: AtName, limit: number): KernelNames {
  const { catalogue, typed, module } = at;
  switch (catalogue) {
    case 'functions':
    case 'fentryFunctions': {
      const { hits, incomplete } = pack.functions.search({ typed, limit, ...(module !== undefined && { module }) });
      const candidates = hits.map((hit) => functionCandidate(pack, hit, at));
      return { candidates: usableFirst(candidates, typed), incomplete };
    }
    case 'tracepoints': {
      const { hits, incomplete } = pack.tracepoints.search({ typed, limit });
      const candidates = hits.map((hit) => tracepointCandidate(pack, hit, `${hit.subsystem}:${hit.name}`));
      return { candidates, incomplete };
    }
    case 'rawTracepoints': {
      const names = rawTracepoints(pack).map(({ name }) => name);
      return fromList(names, typed, limit, (label) => {
        const [event] = pack.tracepoints.named(label);
        return event ? tracepointCandidate(pack, event, label) : { label, kind: 'tracepoint', detail: 'tracepoint' };
      });
    }
    case 'types': {
      const { hits, incomplete } = pack.types.search({ typed, limit });
      return { candidates: hits.map((name) => typeCandidate(pack, name)), incomplete };
    }
    case 'modules':
      return fromList(pack.modules, typed, limit, (label) => ({ label, kind: 'module', detail: 'kernel module' }));
    case 'syscalls':
      return fromList(syscallNames(pack), typed, limit, (label) => ({ label, kind: 'probe', detail: 'system call' }));
    case 'errorInjection':
      return fromList([...pack.errorInjection.keys()], typed, limit, (label) => ({
        label,
        kind: 'function',
        detail: `error injection · ${pack.errorInjection.get(label) ?? ''}`,
      }));
    case 'markers': {
      const names = pack.markers.map((marker) => marker.name);
      return fromList(names, typed, limit, (label) => ({ label, kind: 'tracepoint', detail: 'kernel marker' }));
    }
  }
}

/** Candidates in order, those that cannot be used behind the others that match as well. */
function usableFirst(candidates: readonly Candidate[], typed: string): readonly Candidate[] {
  const rankOf = matcherOf(typed);
  const places = new Map(
    candidates.map((one) => [one, 2 * (rankOf(one.label) ?? 3) + (one.unavailable === undefined ? 0 : 1)]),
  );
  return candidates.toSorted((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
}

function functionCandidate(pack: KernelPack, fn: KernelFunction, { catalogue, refuses }: AtName): Candidate {
  const unavailable = (catalogue === 'fentryFunctions' ? fn.noFentry : fn.noKprobe) ?? refuses?.(fn);
  return {
    label: fn.name,
    kind: 'function',
    detail: fn.module === 'vmlinux' ? 'kernel function' : `function of ${fn.module}`,
    ...(unavailable !== undefined && { unavailable }),
    // A prototype takes a look into BTF: only who reads the documentation pays for it.
    get documentation() {
      return functionDocumentation(pack, fn, unavailable);
    },
  };
}

function tracepointCandidate(pack: KernelPack, tracepoint: Tracepoint, label: string): Candidate {
  return {
    label,
    kind: 'tracepoint',
    detail: `tracepoint · ${tracepoint.subsystem}`,
    get documentation() {
      return tracepointDocumentation(pack, tracepoint);
    },
  };
}

function typeCandidate(pack: KernelPack, name: string): Candidate {
  const id = pack.types.named(name);
  return {
    label: name,
    kind: 'type',
    ...(id !== undefined && { detail: pack.types.spell(id) }),
    get documentation() {
      return id === undefined ? '' : typeDocumentation(pack, id);
    },
  };
}

/** System calls, by the tracepoints that each has. */
function syscallNames(pack: KernelPack): readonly string[] {
  const prefix = 'sys_enter_';
  const names = Array.from(pack.tracepoints.glob('syscalls', `${prefix}*`), ({ name }) => name.slice(prefix.length));
  return names.sort();
}

/** The names of a short list that match, the best first, each once. */
export function fromList(
  names: readonly string[],
  typed: string,
  limit: number,
  candidateOf: (name: string) => Candidate,
): KernelNames {
  const rankOf = matcherOf(typed);
  const ranked: string[][] = [[], [], []];
  for (const name of new Set(names)) {
    const rank = rankOf(name);
    if (rank !== undefined) ranked[rank]?.push(name);
  }
  const matched = ranked.flat();
  return { candidates: matched.slice(0, limit).map(candidateOf), incomplete: matched.length > limit };
}
