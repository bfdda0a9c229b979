// What conditionals and macros are evaluated for: the kernel and the stap that a script is meant for.
import type { KernelPack } from '../../kernel/kernelPack.ts';
import type { Macro } from './macros.ts';

export interface Environment {
  /** `uname -r`. */
  readonly release: string;
  /** As stap's `arch` says it: `x86_64`, `arm64`, `powerpc` … */
  readonly arch: string;
  readonly stapVersion: string;
  /** Undefined where the kernel's configuration is not known. */
  readonly config: ReadonlyMap<string, string> | undefined;
  readonly guru: boolean;
  /** Macros of the tapset; undefined where no tapset is known, so any `@name` may be one. */
  readonly library: ReadonlyMap<string, Macro> | undefined;
}

// What holds where no target is known: a script is then read as for a current kernel.
const usualRelease = '6.12.0';
const usualVersion = '5.6';

/** stap's names of architectures, where they differ from `uname -m` (stap(1), "arch"). */
const archNames: readonly (readonly [RegExp, string])[] = [
  [/^i.86$/, 'i386'],
  [/^arm/, 'arm'],
  [/^aarch64$/, 'arm64'],
  [/^ppc/, 'powerpc'],
  [/^s390/, 's390'],
  [/^mips/, 'mips'],
];

export function environmentOf(
  pack: KernelPack,
  guru: boolean,
  library: ReadonlyMap<string, Macro> | undefined,
): Environment {
  const { release, machine, tracers } = pack.manifest;
  return {
    release: release || usualRelease,
    arch: archNames.find(([pattern]) => pattern.test(machine))?.[1] ?? (machine || 'x86_64'),
    stapVersion: tracers.stap || usualVersion,
    config: pack.knows('config') ? pack.config : undefined,
    guru,
    library,
  };
}
