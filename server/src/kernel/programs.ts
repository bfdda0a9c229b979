// The programs and libraries of a target as the languages see them: known once someone asked, and the answer came.
import type { DemangledNames } from './demangledNames.ts';
import type { Library } from './libraryCache.ts';
import type { NameIndex } from './nameIndex.ts';

/** A program or library of the target. */
export interface Program {
  /** Where it was found, e.g. `/usr/bin/bash` for `bash`. */
  readonly path: string;
  readonly buildId: string;
  readonly functions: NameIndex;
  /** Not all functions are named: there is neither a symbol table nor a file of debug symbols on the target. */
  readonly isStripped: boolean;
  readonly markers: readonly ProgramMarker[];
}

/** One place of a static marker (SDT, USDT). */
export interface ProgramMarker {
  readonly provider: string;
  readonly name: string;
  /** Where it lies in the file's own addresses. */
  readonly address: number;
  /** Whether it must be switched on to be reached. */
  readonly hasSemaphore: boolean;
  /** Types by size and sign: `int32_t`, `uint64_t`, `double`. */
  readonly arguments: readonly string[];
}

/** Why a program is not known. */
export interface NoProgram {
  /** There is no such file, or it is no program. False: it could not be looked at. */
  readonly isCertain: boolean;
  /** One sentence without its full stop: `/bin/nosuch is not there`. */
  readonly why: string;
}

/** A target's programs. `undefined` is "not yet": to ask makes the answer come, and then scripts are looked at anew. */
export interface ProgramTable {
  /** By path, or by name in the usual folders. */
  program(path: string): Program | NoProgram | undefined;
  /** The demangled names of a program's functions. */
  demangled(program: Program): DemangledNames | undefined;
  /** What a folder has; names of folders end in `/`. */
  folder(path: string): readonly string[] | undefined;
  /** The libraries that the linker knows by name. */
  libraries(): readonly Library[] | undefined;
  /** Paths of the programs that run now. */
  running(): readonly string[] | undefined;
}

/** Where no target can be asked. */
export const noPrograms: ProgramTable = {
  program: () => undefined,
  demangled: () => undefined,
  folder: () => undefined,
  libraries: () => undefined,
  running: () => undefined,
};

/** Whether a look-up found a program. */
export function isProgram(found: Program | NoProgram | undefined): found is Program {
  return found !== undefined && 'functions' in found;
}
