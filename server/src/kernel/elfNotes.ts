// The notes of an ELF file: its build-id, and the static markers that SystemTap's <sys/sdt.h> keeps out of the code path.
import { type ElfFile, type ElfSection, textAt } from './elfFile.ts';
import type { ProgramMarker } from './programs.ts';

/** NT_GNU_BUILD_ID. */
const BUILD_ID = 3;
/** The one note type of `.note.stapsdt`. */
const MARKER = 3;

/** A program has fewer. */
const MOST_MARKERS = 1 << 16;

/** The build-id in hex, '' where there is none. */
export async function buildIdOf(elf: ElfFile): Promise<string> {
  for await (const { owner, type, description } of notesOf(elf, '.note.gnu.build-id')) {
    if (owner === 'GNU' && type === BUILD_ID) return Buffer.from(description).toString('hex');
  }
  return '';
}

/** The markers in the order of the file, one entry a place. */
export async function markersOf(elf: ElfFile): Promise<readonly ProgramMarker[]> {
  const markers: ProgramMarker[] = [];
  const word = elf.is64 ? 8 : 4;
  for await (const { owner, type, description } of notesOf(elf, '.note.stapsdt')) {
    if (owner !== 'stapsdt' || type !== MARKER) continue;
    // Location, base and semaphore, then provider, name and arguments, each ending in NUL.
    const [provider = '', name = '', operands = ''] = textsAfter(description, 3 * word);
    if (provider === '' || name === '') continue;
    markers.push({
      provider,
      name,
      address: elf.number(description, 0, word),
      hasSemaphore: elf.number(description, 2 * word, word) !== 0,
      arguments: argumentsOf(operands),
    });
    if (markers.length === MOST_MARKERS) break;
  }
  return markers;
}

interface Note {
  readonly owner: string;
  readonly type: number;
  readonly description: Uint8Array;
}

async function* notesOf(elf: ElfFile, name: string): AsyncIterable<Note> {
  for (const section of elf.sections.filter((one: ElfSection) => one.name === name)) {
    const bytes = await elf.contents(section);
    if (bytes === undefined) continue;
    for (let at = 0; at + 12 <= bytes.length; ) {
      const ownerSize = elf.number(bytes, at, 4);
      const size = elf.number(bytes, at + 4, 4);
      const ownerAt = at + 12;
      const descriptionAt = ownerAt + padded(ownerSize);
      if (descriptionAt + size > bytes.length) break;
      yield {
        owner: textAt(bytes.subarray(0, ownerAt + ownerSize), ownerAt),
        type: elf.number(bytes, at + 8, 4),
        description: bytes.subarray(descriptionAt, descriptionAt + size),
      };
      at = descriptionAt + padded(size);
    }
  }
}

function padded(size: number): number {
  return Math.ceil(size / 4) * 4;
}

function textsAfter(bytes: Uint8Array, at: number): readonly string[] {
  return Buffer.from(bytes.subarray(Math.min(at, bytes.length)))
    .toString()
    .split('\0');
}

/** `-4@%edi 8@16(%rsp) 8f@%xmm0`: size and sign, then where it lies. Spaces stand within ARM's operands too. */
function argumentsOf(operands: string): readonly string[] {
  const found = operands.matchAll(/(?:^|\s)(-?)(\d+)(f?)@/g);
  return Array.from(found, ([, minus, size, isFloat]) => {
    const bits = Number(size) * 8;
    if (isFloat === 'f') return bits === 32 ? 'float' : 'double';
    return `${minus === '-' ? 'int' : 'uint'}${bits}_t`;
  });
}
