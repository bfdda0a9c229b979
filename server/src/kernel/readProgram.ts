// Reads what a program offers to tracers, and the file of its debug symbols where the target has one.
import { type ElfFile, type RangedFile, readElf, textAt } from './elfFile.ts';
import { buildIdOf, markersOf } from './elfNotes.ts';
import { functionsOf } from './elfSymbols.ts';
import type { Program } from './programs.ts';

/** Where distributions keep debug symbols (gdb's "debug-file-directory"). */
const debugFolder = '/usr/lib/debug';

/**
 * Reads a program by path; `open` gives any file of the same target.
 * @throws ElfError where it is no ELF file or is damaged; what `open`'s files throw.
 */
export async function readProgram(path: string, open: (path: string) => RangedFile): Promise<Program> {
  const elf = await readElf(open(path));
  const buildId = await buildIdOf(elf);
  const own = await functionsOf(elf);
  const functions = own.isStripped ? ((await debugFunctions(path, buildId, elf, open)) ?? own) : own;
  return {
    path,
    buildId,
    functions: functions.names,
    isStripped: functions.isStripped,
    markers: await markersOf(elf),
  };
}

async function debugFunctions(path: string, buildId: string, elf: ElfFile, open: (path: string) => RangedFile) {
  for (const candidate of await debugFiles(path, buildId, elf)) {
    try {
      const found = await readElf(open(candidate));
      // A file of debug symbols for another build names functions that are not there.
      if ((await buildIdOf(found)) !== buildId) continue;
      const functions = await functionsOf(found);
      if (!functions.isStripped) return functions;
    } catch {
      // Most targets have none of them.
    }
  }
  return undefined;
}

async function debugFiles(path: string, buildId: string, elf: ElfFile): Promise<readonly string[]> {
  const byId = buildId === '' ? [] : [`${debugFolder}/.build-id/${buildId.slice(0, 2)}/${buildId.slice(2)}.debug`];
  const link = await elf.contents(elf.sections.find(({ name }) => name === '.gnu_debuglink'));
  const name = link ? textAt(link, 0) : '';
  if (name === '' || name.includes('/')) return byId;
  const folder = path.slice(0, path.lastIndexOf('/'));
  return [...byId, `${folder}/.debug/${name}`, `${debugFolder}${folder}/${name}`];
}
