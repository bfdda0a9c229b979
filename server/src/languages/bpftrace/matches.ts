// The places that a probe point stands for, spelled as `bpftrace -l` spells them.

import { compileGlob } from '../../kernel/glob.ts';
import type { KernelFunction, KernelPack } from '../../kernel/kernelPack.ts';
import { functionsIn, markersIn } from '../../kernel/programPoints.ts';
import type { ProbeMatches, Source } from '../language.ts';
import {
  functionPointOf,
  type ProgramPoint,
  type Provider,
  parseAttachPoint,
  programPointOf,
  rawTracepointOf,
  tracepointOf,
} from './attachPoint.ts';
import { programPath } from './programPath.ts';
import { looksFirst, rawTracepointsInReach, reasonToLeaveOut } from './reach.ts';
import { NEWEST, releaseOf } from './versions.ts';

/** Raw tracepoints are listed with their module from this release on. */
const NAMES_MODULES = 22;

/** What a probe point matches on the source's kernel. */
export function matchesOf(probePoint: string, { pack }: Source): ProbeMatches {
  const text = probePoint.trim();
  const point = parseAttachPoint(text);
  const tracepoint = tracepointOf(point);
  if (tracepoint) {
    if (!pack.knows('tracepoints')) return cannotTell('The pack has no list of tracepoints.');
    return counted(function* () {
      for (const one of pack.tracepoints.glob(tracepoint.subsystem, tracepoint.name)) {
        yield `tracepoint:${one.subsystem}:${one.name}`;
      }
    });
  }
  const raw = rawTracepointOf(point);
  if (raw !== undefined) {
    if (!pack.knows('tracepoints')) return cannotTell('The pack has no list of tracepoints.');
    const glob = compileGlob(raw);
    return counted(function* () {
      for (const { name } of rawTracepointsInReach(pack)) {
        if (!glob.test(name)) continue;
        if ((releaseOf(pack) ?? NEWEST) < NAMES_MODULES) yield `rawtracepoint:${name}`;
        else yield `rawtracepoint:${moduleOf(name, pack)}:${name}`;
      }
    });
  }
  const called = functionPointOf(point);
  if (called) {
    if (!pack.knows('functions')) return cannotTell('The pack has no list of kernel functions.');
    const { provider } = point;
    const byBtf = provider === 'fentry' || provider === 'fexit';
    const wild = compileGlob(called.name).exact === undefined;
    const strict = wild || byBtf || looksFirst(pack);
    const takes = (one: KernelFunction): boolean =>
      (byBtf ? one.noFentry : one.noKprobe) === undefined &&
      !(strict && reasonToLeaveOut(one, pack, byBtf) !== undefined);
    return counted(function* () {
      const seen = new Set<string>();
      for (const one of pack.functions.glob(called.name, called.module)) {
        const name =
          byBtf || called.module !== undefined ? `${provider}:${one.module}:${one.name}` : `${provider}:${one.name}`;
        if (!takes(one) || seen.has(name)) continue;
        seen.add(name);
        yield name;
      }
    });
  }
  const inProgram = programPointOf(point);
  if (inProgram) return programMatches(inProgram, point.provider, pack);
  switch (point.provider) {
    case 'begin':
    case 'end':
    case 'interval':
    case 'profile':
    case 'self':
      return { count: 1, isNowhere: true, names: () => [text] };
    case 'software':
    case 'hardware':
    case 'iter':
      return { count: 1, names: () => [text] };
    case undefined:
      return cannotTell(`bpftrace has no probes called \`${point.parts[0]?.text ?? ''}\`.`);
    default:
      return cannotTell('Places of user space programs are found when bpftrace starts.');
  }
}

function programMatches(
  { path: written, kind, provider, name }: ProgramPoint,
  probeType: Provider | undefined,
  { programs }: KernelPack,
): ProbeMatches {
  const path = programPath(probeType, written, programs);
  const inside = kind === 'function' ? functionsIn(programs, path, name) : markersIn(programs, path, name, provider);
  if ('missing' in inside) {
    if (inside.missing?.isCertain) return { count: 0, names: () => [] };
    const why = inside.missing?.why ?? `${path} was not looked at: pick a target, or wait for its answer`;
    return cannotTell(`${why}.`);
  }
  const { program } = inside;
  const names = inside.found.map((one) =>
    typeof one === 'string'
      ? `${probeType}:${program.path}:${one}`
      : `usdt:${program.path}:${one.provider}:${one.name}`,
  );
  return counted(() => new Set(names));
}

/** A module's tracepoints go by its name. */
function moduleOf(name: string, { tracepoints, modules }: KernelPack): string {
  return tracepoints.named(name).find(({ subsystem }) => modules.includes(subsystem))?.subsystem ?? 'vmlinux';
}

function cannotTell(unknown: string): ProbeMatches {
  return { count: undefined, unknown, names: () => [] };
}

function counted(names: () => Iterable<string>): ProbeMatches {
  let count = 0;
  for (const _ of names()) count++;
  return { count, names };
}
