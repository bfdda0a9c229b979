// The functions that an ELF file names in its symbol table.
import type { ElfFile } from './elfFile.ts';
import { buildNameIndex, type NameIndex } from './nameIndex.ts';

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

/** Functions that have code in this file, out of `.symtab`, else out of `.dynsym`. */
export async function functionsOf(elf: ElfFile): Promise<ElfFunctions> {
  const whole = elf.sections.find(({ type, size }) => type === SYMBOLS && size > 0);
  const section = whole ?? elf.sections.find(({ type }) => type === DYNAMIC_SYMBOLS);
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
  const { index } = buildNameIndex({ bytes: names, starts, ends, count });
  return { names: index, isStripped: whole === undefined };
}
