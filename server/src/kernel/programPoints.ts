// What a probe of a program stands for: its functions and markers, by pattern.
import { compileGlob } from './glob.ts';
import { isProgram, type NoProgram, type Program, type ProgramMarker, type ProgramTable } from './programs.ts';

/** What was found. */
export type InProgram<Found> =
  | { readonly found: readonly Found[]; readonly program: Program }
  /** The program is not there, or cannot be looked at, or is not known yet (undefined). */
  | { readonly missing: NoProgram | undefined };

/** The functions that a pattern matches, each once. */
export function functionsIn(programs: ProgramTable, path: string, pattern: string): InProgram<string> {
  const program = programs.program(path);
  if (!isProgram(program)) return { missing: program };
  const { functions } = program;
  const found = new Set<string>();
  for (const index of functions.glob(compileGlob(pattern))) found.add(functions.name(index));
  return { found: [...found], program };
}

/** The places of markers that patterns match. */
export function markersIn(
  programs: ProgramTable,
  path: string,
  name: string,
  provider: string | undefined,
): InProgram<ProgramMarker> {
  const program = programs.program(path);
  if (!isProgram(program)) return { missing: program };
  const names = compileGlob(name);
  const providers = compileGlob(provider ?? '*');
  const found = program.markers.filter((marker) => names.test(marker.name) && providers.test(marker.provider));
  return { found, program };
}

/** Why a function may be there all the same; follows a colon, without the full stop. */
export function whyFunctionsMissing({ path, isStripped }: Program): string {
  return isStripped
    ? `${path} is stripped: only what others may link to is named. Its debug symbols would tell more`
    : `its symbol table has none, only debuginfo could tell more`;
}
