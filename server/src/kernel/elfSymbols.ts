// The functions that an ELF file names in its symbol table.
import { ElfError, type ElfFile, type ElfSection, MOST_SECTION_BYTES, readElf } from './elfFile.ts';
import { buildNameIndex, type NameIndex } from './nameIndex.ts';
import type { NameSpans } from './nameOrder.ts';
import { unpackXz } from './unpackXz.ts';

/** SHT_SYMTAB and SHT_DYNSYM of elf(5). */
const SYMBOLS = 2;
const DYNAMIC_SYMBOLS = 11;
/** STT_FUNC and STT_GNU_IFUNC. */
const FUNCTION = 2;
const INDIRECT_FUNCTION = 10;

/** An ELF file's functions. */
export interface ElfFunctions {
  readonly names: NameIndex;
  /** Only what others may link to is named: the file is stripped. */
  readonly isStripped: boolean;
}

/** Functions that have code in this file, out of `.symtab`, else out of `.dynsym` and the packed `.gnu_debugdata`. */
export async function functionsOf(elf: ElfFile): Promise<ElfFunctions> {
  const whole = elf.sections.find(({ type, size }) => type === SYMBOLS && size > 0);
  if (whole !== undefined) return { names: indexOf([await namedIn(elf, whole)]), isStripped: false };
  const dynamic = await namedIn(
    elf,
    elf.sections.find(({ type }) => type === DYNAMIC_SYMBOLS),
  );
  const packed = await packedIn(elf);
  return { names: indexOf(packed ? [dynamic, packed] : [dynamic]), isStripped: packed === undefined };
}

/**
 * The functions of MiniDebugInfo (gdb's manual, "MiniDebugInfo"): a whole ELF file, packed into a section, whose
 * `.symtab` has the functions that `.dynsym` has not.
 */
async function packedIn(elf: ElfFile): Promise<NameSpans | undefined> {
  const bytes = await elf.contents(elf.sections.find(({ name }) => name === '.gnu_debugdata'));
  const unpacked = bytes && (await unpackXz(bytes, MOST_SECTION_BYTES));
  if (unpacked === undefined) return undefined;
  try {
    const file = { read: async (offset: number, length: number) => unpacked.subarray(offset, offset + length) };
    const inner = await readElf(file);
    const symbols = inner.sections.find(({ type }) => type === SYMBOLS);
    return symbols && (await namedIn(inner, symbols));
  } catch (error) {
    if (error instanceof ElfError) return undefined;
    throw error;
  }
}

async function namedIn(elf: ElfFile, section: ElfSection | undefined): Promise<NameSpans> {
  const symbols = (await elf.contents(section)) ?? new Uint8Array();
  const names = (await elf.contents(elf.sections[section?.link ?? -1])) ?? new Uint8Array();
  const size = elf.is64 ? 24 : 16;
  const most = Math.floor(symbols.length / size);
  const starts = new Uint32Array(most);
  const ends = new Uint32Array(most);
  let count = 0;
  let length = 0;
  for (let at = 0; at + size <= symbols.length; at += size) {
    const type = elf.number(symbols, at + (elf.is64 ? 4 : 12), 1) & 0xf;
    const isHere = elf.number(symbols, at + (elf.is64 ? 6 : 14), 2) !== 0;
    if ((type !== FUNCTION && type !== INDIRECT_FUNCTION) || !isHere) continue;
    const start = elf.number(symbols, at, 4);
    const end = names.indexOf(0, start);
    if (start === 0 || end <= start) continue;
    // Linkers let names share their tails, forgers all of them share all: that must not fill the memory.
    length += end - start;
    if (length > 4 * names.length) break;
    starts[count] = start;
    ends[count] = end;
    count++;
  }
  return { bytes: names, starts, ends, count };
}

/** One index of the names of several tables. */
function indexOf(tables: readonly NameSpans[]): NameIndex {
  const [only, ...others] = tables;
  if (only !== undefined && others.length === 0) return buildNameIndex(only).index;
  const count = tables.reduce((sum, table) => sum + table.count, 0);
  const starts = new Uint32Array(count);
  const ends = new Uint32Array(count);
  let [from, at] = [0, 0];
  for (const table of tables) {
    for (let i = 0; i < table.count; i++, at++) {
      starts[at] = from + (table.starts[i] ?? 0);
      ends[at] = from + (table.ends[i] ?? 0);
    }
    from += table.bytes.length;
  }
  const bytes = Buffer.concat(tables.map((table) => table.bytes));
  return buildNameIndex({ bytes, starts, ends, count }).index;
}
