// Chooses where a script is compiled, and tells why a machine cannot do it for another.
import { matchesTarget } from '../targets/environment.ts';
import type { RunOptions } from '../tracers/tracer.ts';
import type { RunSettings } from './runSettings.ts';

/** The build target's name; undefined where the target compiles for itself. What was said for the run goes before the settings. */
export function buildTargetOf(
  target: string,
  { buildOn }: RunOptions,
  { buildTargets = {} }: Pick<RunSettings, 'buildTargets'>,
): string | undefined {
  const name = buildOn ?? Object.entries(buildTargets).find(([pattern]) => matchesTarget(pattern, target))?.[1];
  return name === target || name === '' ? undefined : name;
}

/** A machine as compiling for it, or on it, sees it. */
export interface BuildMachine {
  readonly name: string;
  /** `uname -m`. */
  readonly machine: string;
}

/**
 * Why a machine cannot compile for a target, with the next step; undefined where it can. `headers`: the kernel releases whose headers the
 * builder has.
 */
export function whyNotBuild(
  builder: BuildMachine & { readonly headers: readonly string[] },
  target: BuildMachine & { readonly release: string },
): string | undefined {
  if (builder.machine !== target.machine) {
    return `${builder.name} is ${builder.machine} and ${target.name} is ${target.machine}, so its modules would not load there. Build on a target that is ${target.machine}, too.`;
  }
  if (builder.headers.includes(target.release)) return undefined;
  const has = builder.headers.length === 0 ? 'it has none' : `it has those of ${builder.headers.join(', ')}`;
  return `${builder.name} has no headers of ${target.release}, the kernel of ${target.name} (${has}). Install them on ${builder.name} (Debian: linux-headers-${target.release}; Fedora: kernel-devel-${target.release}), or build on another target.`;
}
