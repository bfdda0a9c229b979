// The programs of a target and what they offer, as candidates.
import { type DemangledNames, isMangled } from '../kernel/demangledNames.ts';
import { compileGlob } from '../kernel/glob.ts';
import { stemOf } from '../kernel/libraryCache.ts';
import type { NameIndex } from '../kernel/nameIndex.ts';
import { isProgram, type Program, type ProgramTable } from '../kernel/programs.ts';
import type { Candidate } from '../syntax/candidate.ts';
import type { ProgramCatalogue } from '../syntax/cursor.ts';
import { inCode } from './kernelDocumentation.ts';
import { fromList, type KernelNames } from './kernelNames.ts';

const nothing: KernelNames = { candidates: [], incomplete: false };

/** Searches what a program has; the best come first. */
export function searchProgram(
  programs: ProgramTable,
  { kind, program: path, provider, libraries }: ProgramCatalogue,
  typed: string,
  limit: number,
): KernelNames {
  if (kind === 'programs') return searchPaths(programs, libraries, typed, limit);
  const program = path === undefined ? undefined : programs.program(path);
  if (!isProgram(program)) return nothing;
  if (kind === 'functions') return searchFunctions(program, programs.demangled(program), typed, limit);
  const markers = program.markers.filter((marker) => provider === undefined || marker.provider === provider);
  const byName = new Map(markers.map((marker) => [kind === 'providers' ? marker.provider : marker.name, marker]));
  return fromList([...byName.keys()], typed, limit, (label) => {
    const marker = byName.get(label);
    if (kind === 'providers' || marker === undefined) return { label, kind: 'module', detail: 'provider of markers' };
    const places = markers.filter(({ name }) => name === label).length;
    return {
      label,
      kind: 'tracepoint',
      detail: `marker · ${marker.provider}`,
      documentation: [
        `\`${marker.provider}:${label}(${marker.arguments.join(', ')})\``,
        `A static marker of ${program.path}, in ${places === 1 ? 'one place' : `${places} places`}.`,
        marker.hasSemaphore && 'Its arguments are made only while someone traces it (it has a semaphore).',
      ]
        .filter(Boolean)
        .join('\n\n'),
    };
  });
}

/** Entries of the folder that is typed; before a folder is typed, the programs that run now, then libraries. */
function searchPaths(
  programs: ProgramTable,
  libraries: ProgramCatalogue['libraries'],
  typed: string,
  limit: number,
): KernelNames {
  const slash = typed.lastIndexOf('/');
  if (slash >= 0) {
    const folder = typed.slice(0, slash + 1);
    const names = programs.folder(folder) ?? [];
    const { candidates } = fromList(names, typed.slice(slash + 1), limit, (name) => ({
      label: `${folder}${name}`,
      kind: 'module',
      detail: name.endsWith('/') ? 'folder' : 'file on the target',
    }));
    // Another folder's names are another question.
    return { candidates, incomplete: true };
  }
  const found = fromList(programs.running() ?? [], typed, limit, (label) => ({
    label,
    kind: 'module',
    detail: 'runs now',
  }));
  const named = libraries === undefined ? nothing : searchLibraries(programs, libraries, typed, limit);
  return { candidates: [...found.candidates, ...named.candidates].slice(0, limit), incomplete: true };
}

function searchLibraries(
  programs: ProgramTable,
  libraries: 'stems' | 'sonames',
  typed: string,
  limit: number,
): KernelNames {
  const paths = new Map<string, string>();
  for (const { name, path } of programs.libraries() ?? []) {
    const label = libraries === 'stems' ? stemOf(name) : name;
    // Other signs would have to be quoted, and what is no `lib…` is not looked for.
    const isTaken = libraries === 'sonames' || /^lib[\w.-]+$/.test(label);
    if (isTaken && !paths.has(label)) paths.set(label, path);
  }
  return fromList([...paths.keys()].sort(), typed, limit, (label) => ({
    label,
    kind: 'module',
    detail: `library · ${paths.get(label) ?? ''}`,
  }));
}

function searchFunctions(
  { functions, path }: Program,
  demangled: DemangledNames | undefined,
  typed: string,
  limit: number,
): KernelNames {
  const candidates: Candidate[] = [];
  const seen = new Set<string>();
  for (const label of demangled ? inBoth(functions, demangled, typed, limit) : namesOf(functions, typed)) {
    if (seen.has(label)) continue;
    if (candidates.length === limit) return { candidates, incomplete: true };
    seen.add(label);
    const plain = demangled?.of(label);
    const told = plain !== undefined && { demangled: plain, documentation: inCode(plain) };
    candidates.push({ label, kind: 'function', detail: `function of ${path}`, ...told });
  }
  return { candidates, incomplete: false };
}

function* namesOf(functions: NameIndex, typed: string): Iterable<string> {
  for (const index of functions.search(typed)) yield functions.name(index);
}

/**
 * What begins as typed, then demangled names that have it, then whatever else is not mangled. Mangled names are looked
 * for by their beginning alone: among a hundred thousand of them humps take a tenth of a second, and mean nothing.
 */
function* inBoth(functions: NameIndex, demangled: DemangledNames, typed: string, limit: number): Iterable<string> {
  const mangled = compileGlob(`${typed}*`);
  if (isMangled(typed)) for (const index of functions.glob(mangled)) yield functions.name(index);
  const needle = typed.toLowerCase();
  let isBeginning = true;
  for (const name of namesOf(demangled.others, typed)) {
    if (isBeginning && !name.toLowerCase().startsWith(needle)) {
      isBeginning = false;
      yield* demangled.search(typed, limit);
    }
    yield name;
  }
  if (isBeginning) yield* demangled.search(typed, limit);
  if (typed === '') for (const index of functions.glob(mangled)) yield functions.name(index);
}
