// What a probe description stands for on a kernel.
import { compileGlob } from '../../kernel/glob.ts';
import type { KernelPack } from '../../kernel/kernelPack.ts';
import type { ProbeMatches, Source } from '../language.ts';
import { type DtraceProbe, kernelProbes, neededFor } from './kernelProbes.ts';
import { isAny, isOfProgram, isTimer, type ProbeParts, readProbeSpec } from './probeSpec.ts';
import { providers } from './providers.ts';

const known = new WeakMap<KernelPack, Map<string, ProbeMatches>>();
/** Answers kept for a pack: lenses ask for the same probes at each keystroke. */
const mostKept = 200;

/** What a probe description matches on the source's kernel. */
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
  if (!parts) return { count: 0, names: () => [] };
  if (isTimer(parts)) return { count: 1, isNowhere: true, names: () => [spec] };
  if (
    ['BEGIN', 'END', 'ERROR'].includes(parts.name) &&
    isAny(parts.function) &&
    isAny(parts.module) &&
    /^(?:dtrace)?$/.test(parts.provider)
  ) {
    return { count: 1, isNowhere: true, names: () => [`dtrace:::${parts.name}`] };
  }
  if (isOfProgram(parts)) return unknown('Programs are looked up on the target when the script runs.');
  const isProvider = tester(parts.provider);
  const wanted = kernelProviders.filter(isProvider);
  if (wanted.length === 0) return unknown('Only dtrace itself knows the probes of this provider.');
  for (const provider of wanted) {
    const needed = neededFor(provider);
    if (needed !== undefined && !pack.knows(needed)) return unknown(`No ${needed} are known: pick a target.`);
  }
  const find = function* (): Iterable<DtraceProbe> {
    for (const provider of wanted) yield* probesOf(provider, parts, pack);
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

/** Counters exist in any number, and programs are looked up by whoever runs. */
const kernelProviders = providers.map(({ name }) => name).filter((name) => name !== 'cpc' && !name.includes('$'));

function unknown(why: string): ProbeMatches {
  return { count: undefined, unknown: why, names: () => [] };
}

function* probesOf(provider: string, parts: ProbeParts, pack: KernelPack): Iterable<DtraceProbe> {
  const isFunction = tester(parts.function);
  const isModule = tester(parts.module);
  const isName = tester(parts.name);
  for (const probe of kernelProbes(provider, pack, parts.function || '*', parts.module || '*'))
    if (isName(probe.name) && isFunction(probe.function) && isModule(probe.module)) yield probe;
}

/** Whether a part of a description takes a text; D's `!` as first letter of a set is kept by the globs. */
export function tester(part: string): (text: string) => boolean {
  if (isAny(part)) return () => true;
  const glob = compileGlob(part);
  return (text) => glob.test(text);
}
