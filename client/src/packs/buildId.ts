// The kernel's GNU build-id, out of /sys/kernel/notes.

const noteHeader = 12;
const gnuBuildId = 3;

/** Hex digits; '' when the notes hold none. The notes are ELF notes in either byte order (elf(5)). */
export function buildIdOf(notes: Buffer): string {
  return findBuildId(notes, (at) => notes.readUInt32LE(at)) || findBuildId(notes, (at) => notes.readUInt32BE(at));
}

function findBuildId(notes: Buffer, word: (at: number) => number): string {
  let at = 0;
  while (at + noteHeader <= notes.length) {
    const nameSize = word(at);
    const dataSize = word(at + 4);
    const data = at + noteHeader + aligned(nameSize);
    if (data + dataSize > notes.length) return '';
    const name = notes.toString('latin1', at + noteHeader, at + noteHeader + nameSize);
    if (word(at + 8) === gnuBuildId && name === 'GNU\0') return notes.toString('hex', data, data + dataSize);
    at = data + aligned(dataSize);
  }
  return '';
}

function aligned(size: number): number {
  return Math.ceil(size / 4) * 4;
}
