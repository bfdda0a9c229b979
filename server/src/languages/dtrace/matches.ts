// What a probe description stands for on a kernel.
import { compileGlob } from '../../kernel/glob.ts';
import type { DtraceProbe, KernelPack } from '../../kernel/kernelPack.ts';
import type { ProbeMatches, Source } from '../language.ts';
import { isAny, isOfProgram, isTimer, type ProbeParts, readProbeSpec } from './probeSpec.ts';

const known = new WeakMap<KernelPack, Map<string, ProbeMatches>>();
/** Answers kept for a pack: lenses ask for the same probes at each keystroke. */
const mostKept = 200;

export function matchesOf(spec: string, { pack }: Source): ProbeMatches {
  const answers = known.get(pack) ?? new Map<string, ProbeMatches>();
  known.set(pack, answers);
  const kept = answers.get(spec);
  if (kept) return kept;
  if (answers.size >= mostKept) answers.clear();
  const matches = match(spec, pack);
  answers.set(spec, matches);
  return matches;
}

function match(spec: string, pack: KernelPack): ProbeMatches {
  if (/^\d+$/.test(spec)) return { count: 1, names: () => [spec] };
  const parts = readProbeSpec(spec);
  if (!parts) return none;
  if (isTimer(parts)) return { count: 1, names: () => [spec] };
  if (
    ['BEGIN', 'END', 'ERROR'].includes(parts.name) &&
    isAny(parts.function) &&
    isAny(parts.module) &&
    /^(?:dtrace)?$/.test(parts.provider)
  ) {
    return { count: 1, names: () => [`dtrace:::${parts.name}`] };
  }
  if (isOfProgram(parts)) return unknown('Programs are looked up on the target when the script runs.');
  if (pack.dtraceProbes.providers.length > 0) return fromList(parts, pack);
  if (parts.provider === 'fbt' && pack.knows('functions')) return fromFunctions(parts, pack);
  return unknown('No list of probes is known: pick a target that has DTrace.');
}

const none: ProbeMatches = { count: 0, names: () => [] };

function unknown(why: string): ProbeMatches {
  return { count: undefined, unknown: why, names: () => [] };
}

function fromList(parts: ProbeParts, pack: KernelPack): ProbeMatches {
  const find = function* (): Iterable<DtraceProbe> {
    const tests = {
      provider: tester(parts.provider),
      module: tester(parts.module),
      function: tester(parts.function),
      name: tester(parts.name),
    };
    for (const provider of pack.dtraceProbes.providers) {
      if (!tests.provider(provider)) continue;
      for (const probe of pack.dtraceProbes.of(provider)) {
        if (tests.name(probe.name) && tests.function(probe.function) && tests.module(probe.module)) yield probe;
      }
    }
  };
  let count = 0;
  for (const _ of find()) count++;
  return {
    count,
    *names() {
      for (const probe of find()) yield `${probe.provider}:${probe.module}:${probe.function}:${probe.name}`;
    },
  };
}

function fromFunctions(parts: ProbeParts, pack: KernelPack): ProbeMatches {
  const module = isAny(parts.module) ? undefined : parts.module;
  const names = ['entry', 'return'].filter(tester(parts.name));
  const pattern = parts.function || '*';
  return {
    count: pack.functions.countGlob(pattern, module) * names.length,
    *names() {
      for (const fn of pack.functions.glob(pattern, module))
        for (const name of names) yield `fbt:${fn.module}:${fn.name}:${name}`;
    },
  };
}

/** Whether a part of a description takes a text; D's `!` as first letter of a set is kept by the globs. */
export function tester(part: string): (text: string) => boolean {
  if (isAny(part)) return () => true;
  const glob = compileGlob(part);
  return (text) => glob.test(text);
}
