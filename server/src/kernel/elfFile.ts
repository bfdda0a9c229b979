// An ELF file by ranged reads: its header and sections, either class, either byte order, whatever an attacker wrote there.

/** A file that is read piece by piece, perhaps over a network. */
export interface RangedFile {
  /** Bytes from `offset` on; fewer where the file ends. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** A file that is no ELF file, or one that is damaged. */
export class ElfError extends Error {
  override readonly name = 'ElfError';
}

/** One section, its contents not read yet. */
export interface ElfSection {
  readonly name: string;
  /** SHT_… as in elf(5). */
  readonly type: number;
  readonly address: number;
  /** Bytes from the start of the file. */
  readonly offset: number;
  /** Bytes. */
  readonly size: number;
  /** Index of the section that this one belongs to. */
  readonly link: number;
}

/** What is read of an ELF file, its sections by name. */
export interface ElfFile {
  readonly is64: boolean;
  readonly sections: readonly ElfSection[];
  /** A number of 1, 2, 4 or 8 bytes; one of 8 loses what is beyond 53 bits. 0 past the end. */
  number(bytes: Uint8Array, at: number, size: 1 | 2 | 4 | 8): number;
  /** A section's bytes; undefined where it has none in the file or more than `MOST_SECTION_BYTES`. */
  contents(section: ElfSection | undefined): Promise<Uint8Array | undefined>;
}

/** The symbol tables of the largest browsers have less. */
export const MOST_SECTION_BYTES = 1 << 27;
const MOST_SECTIONS = 1 << 16;

/** SHT_NOBITS: takes memory and no room in the file. */
const NO_BITS = 8;

/**
 * Reads header and section table.
 * @throws ElfError where there is no ELF file, or its section table is not where the header says.
 */
export async function readElf(file: RangedFile): Promise<ElfFile> {
  const header = await file.read(0, 64);
  if (header.length < 52 || !(header[0] === 0x7f && header[1] === 0x45 && header[2] === 0x4c && header[3] === 0x46))
    throw new ElfError('it is no ELF file');
  const [classByte, orderByte] = [header[4], header[5]];
  if (
    (classByte !== 1 && classByte !== 2) ||
    (orderByte !== 1 && orderByte !== 2) ||
    (classByte === 2 && header.length < 64)
  )
    throw new ElfError('its ELF header is damaged');
  const is64 = classByte === 2;
  const number = numberReader(orderByte === 1);
  const word = is64 ? 8 : 4;

  const tableAt = number(header, is64 ? 40 : 32, word);
  const entrySize = number(header, is64 ? 58 : 46, 2);
  const least = is64 ? 64 : 40;
  if (tableAt === 0) return { is64, sections: [], number, contents: () => Promise.resolve(undefined) };
  if (entrySize < least || entrySize > 256) throw new ElfError('its section table is damaged');
  const readEntries = async (from: number, count: number): Promise<Uint8Array> => {
    const bytes = await file.read(tableAt + from * entrySize, count * entrySize);
    if (bytes.length < count * entrySize) throw new ElfError('it is cut off before its section table');
    return bytes;
  };
  // What does not fit the header's 16 bits stands in the first section (elf(5), "e_shnum").
  const first = sectionOf(await readEntries(0, 1), 0, is64, number);
  const count = number(header, is64 ? 60 : 48, 2) || first.size;
  const namesIndex = number(header, is64 ? 62 : 50, 2);
  if (count > MOST_SECTIONS) throw new ElfError('its section table is damaged');
  const table = await readEntries(0, count);
  const raw = Array.from({ length: count }, (_, index) => sectionOf(table, index * entrySize, is64, number));

  const contents = async (section: Omit<ElfSection, 'name'> | undefined): Promise<Uint8Array | undefined> => {
    if (section === undefined || section.type === NO_BITS || section.size > MOST_SECTION_BYTES) return undefined;
    return await file.read(section.offset, section.size);
  };
  const names = await contents(raw[namesIndex === 0xffff ? first.link : namesIndex]);
  const sections = raw.map((section) => ({ ...section, name: names ? textAt(names, section.nameAt) : '' }));
  return { is64, sections, number, contents };
}

/** The text up to the next NUL; '' past the end. */
export function textAt(bytes: Uint8Array, at: number): string {
  if (at < 0 || at >= bytes.length) return '';
  const end = bytes.indexOf(0, at);
  return Buffer.from(bytes.subarray(at, end < 0 ? bytes.length : end)).toString();
}

type NumberReader = ElfFile['number'];

function sectionOf(
  table: Uint8Array,
  at: number,
  is64: boolean,
  number: NumberReader,
): Omit<ElfSection, 'name'> & { readonly nameAt: number } {
  const word = is64 ? 8 : 4;
  return {
    nameAt: number(table, at, 4),
    type: number(table, at + 4, 4),
    address: number(table, at + (is64 ? 16 : 12), word),
    offset: number(table, at + (is64 ? 24 : 16), word),
    size: number(table, at + (is64 ? 32 : 20), word),
    link: number(table, at + (is64 ? 40 : 24), 4),
  };
}

function numberReader(littleEndian: boolean): NumberReader {
  return (bytes, at, size) => {
    if (at < 0 || at + size > bytes.length) return 0;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (size === 1) return view.getUint8(at);
    if (size === 2) return view.getUint16(at, littleEndian);
    if (size === 4) return view.getUint32(at, littleEndian);
    return Number(view.getBigUint64(at, littleEndian));
  };
}
