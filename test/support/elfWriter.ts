// Writes small ELF files of any class and byte order: symbols, a build-id, static markers.

export interface ElfContents {
  readonly is64: boolean;
  readonly littleEndian: boolean;
  /** Functions of `.symtab`; left out: the file is stripped. */
  readonly functions?: readonly string[];
  /** Functions of `.dynsym`. */
  readonly exported?: readonly string[];
  /** Undefined functions of `.dynsym`, which lie in some other file. */
  readonly imported?: readonly string[];
  /** Hex. */
  readonly buildId?: string;
  readonly debugLink?: string;
  /** What `.gnu_debugdata` has. */
  readonly packed?: Uint8Array;
  readonly markers?: readonly {
    readonly provider: string;
    readonly name: string;
    readonly operands: string;
    readonly semaphore?: number;
  }[];
}

interface Section {
  readonly name: string;
  readonly type: number;
  readonly bytes: Buffer;
  readonly link?: string;
}

/** SHT_… of elf(5). */
const types = { progbits: 1, symtab: 2, strtab: 3, note: 7, dynsym: 11 };

export function writeElf(contents: ElfContents): Buffer {
  const { is64, littleEndian } = contents;
  const word = is64 ? 8 : 4;
  const number = (size: 1 | 2 | 4 | 8, value: number): Buffer => {
    const bytes = Buffer.alloc(size);
    if (size === 8) littleEndian ? bytes.writeBigUInt64LE(BigInt(value)) : bytes.writeBigUInt64BE(BigInt(value));
    else littleEndian ? bytes.writeUIntLE(value, 0, size) : bytes.writeUIntBE(value, 0, size);
    return bytes;
  };
  const note = (owner: string, type: number, description: Buffer): Buffer =>
    Buffer.concat([
      number(4, owner.length + 1),
      number(4, description.length),
      number(4, type),
      padded(Buffer.from(`${owner}\0`)),
      padded(description),
    ]);
  const symbols = (defined: readonly string[], undefinedOnes: readonly string[]) => {
    let names = '\0';
    const entries = [Buffer.alloc(is64 ? 24 : 16)];
    for (const [index, name] of [...defined, ...undefinedOnes].entries()) {
      const at = names.length;
      names += `${name}\0`;
      const info = number(1, 0x12);
      const section = number(2, index < defined.length ? 1 : 0);
      const place = [number(word, 0x1000 + index * 16), number(word, 16)];
      const tail = [info, number(1, 0), section];
      entries.push(Buffer.concat(is64 ? [number(4, at), ...tail, ...place] : [number(4, at), ...place, ...tail]));
    }
    return { entries: Buffer.concat(entries), names: Buffer.from(names) };
  };

  const sections: Section[] = [];
  if (contents.buildId !== undefined) {
    const bytes = note('GNU', 3, Buffer.from(contents.buildId, 'hex'));
    sections.push({ name: '.note.gnu.build-id', type: types.note, bytes });
  }
  if (contents.exported !== undefined || contents.imported !== undefined) {
    const { entries, names } = symbols(contents.exported ?? [], contents.imported ?? []);
    sections.push({ name: '.dynsym', type: types.dynsym, bytes: entries, link: '.dynstr' });
    sections.push({ name: '.dynstr', type: types.strtab, bytes: names });
  }
  if (contents.functions !== undefined) {
    const { entries, names } = symbols(contents.functions, []);
    sections.push({ name: '.symtab', type: types.symtab, bytes: entries, link: '.strtab' });
    sections.push({ name: '.strtab', type: types.strtab, bytes: names });
  }
  if (contents.debugLink !== undefined) {
    const bytes = Buffer.concat([padded(Buffer.from(`${contents.debugLink}\0`)), number(4, 0)]);
    sections.push({ name: '.gnu_debuglink', type: types.progbits, bytes });
  }
  if (contents.packed !== undefined) {
    sections.push({ name: '.gnu_debugdata', type: types.progbits, bytes: Buffer.from(contents.packed) });
  }
  if (contents.markers !== undefined) {
    const notes = contents.markers.map(({ provider, name, operands, semaphore = 0 }, index) =>
      note(
        'stapsdt',
        3,
        Buffer.concat([
          number(word, 0x2000 + index * 4),
          number(word, 0x3000),
          number(word, semaphore),
          Buffer.from(`${provider}\0${name}\0${operands}\0`),
        ]),
      ),
    );
    sections.push({ name: '.note.stapsdt', type: types.note, bytes: Buffer.concat(notes) });
  }
  let sectionNames = '\0';
  const nameAt = new Map<string, number>();
  for (const name of [...sections.map((section) => section.name), '.shstrtab']) {
    nameAt.set(name, sectionNames.length);
    sectionNames += `${name}\0`;
  }
  sections.push({ name: '.shstrtab', type: types.strtab, bytes: Buffer.from(sectionNames) });

  const headerSize = is64 ? 64 : 52;
  const entrySize = is64 ? 64 : 40;
  let at = headerSize;
  const placed = sections.map((section) => {
    const offset = at;
    at += padded(section.bytes).length;
    return { ...section, offset };
  });
  const indexOf = (name: string | undefined) => 1 + sections.findIndex((section) => section.name === name);
  const table = placed.map(({ name, type, bytes, link, offset }) =>
    Buffer.concat([
      number(4, nameAt.get(name) ?? 0),
      number(4, type),
      number(word, 0),
      number(word, 0),
      number(word, offset),
      number(word, bytes.length),
      number(4, indexOf(link)),
      number(4, 0),
      number(word, 1),
      number(word, 0),
    ]),
  );
  const header = Buffer.concat([
    Buffer.from([0x7f, 0x45, 0x4c, 0x46, is64 ? 2 : 1, littleEndian ? 1 : 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    ...[number(2, 3), number(2, 62), number(4, 1), number(word, 0), number(word, 0), number(word, at), number(4, 0)],
    ...[headerSize, 0, 0, entrySize, sections.length + 1, sections.length].map((value) => number(2, value)),
  ]);
  return Buffer.concat([header, ...placed.map(({ bytes }) => padded(bytes)), Buffer.alloc(entrySize), ...table]);
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}
