// The libraries that a target's linker knows by name: glibc's /etc/ld.so.cache, whatever a forger wrote there.

/** A shared library as the linker finds it. */
export interface Library {
  /** Its soname, e.g. `libc.so.6`. */
  readonly name: string;
  readonly path: string;
}

export const libraryCachePath = '/etc/ld.so.cache';

/** Bytes that are read of a cache: those of large distributions have a tenth. */
export const MOST_CACHE_BYTES = 1 << 22;

/** Structures of glibc's sysdeps/generic/dl-cache.h. */
const OLD_MAGIC = 'ld.so-1.7.0\0';
const OLD_HEADER = 16;
const OLD_ENTRY = 12;
const MAGIC = 'glibc-ld.so.cache1.1';
const HEADER = 48;
const ENTRY = 24;
/** Low bits of the header's flags, unset before glibc 2.33: 2 little end first, 3 big end first. */
const BIG_END_FIRST = 3;

const MOST_LIBRARIES = 1 << 14;
const LONGEST_NAME = 255;
const LONGEST_PATH = 4095;

/** The libraries in the linker's order, each name once; none where the bytes are no cache. */
export function readLibraryCache(bytes: Uint8Array): readonly Library[] {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const start = startOf(data);
  if (start === undefined) return [];
  const isBig = ((data[start + 28] ?? 0) & 3) === BIG_END_FIRST || isTurned(data, start);
  const number = (at: number): number => (isBig ? data.readUInt32BE(at) : data.readUInt32LE(at));
  const fits = Math.floor((data.length - start - HEADER) / ENTRY);
  const count = Math.min(number(start + 20), fits, MOST_LIBRARIES);
  const wide = new Map<string, string>();
  const narrow = new Map<string, string>();
  for (let index = 0; index < count; index++) {
    const at = start + HEADER + index * ENTRY;
    const name = textAt(data, start + number(at + 4), LONGEST_NAME);
    const path = textAt(data, start + number(at + 8), LONGEST_PATH);
    if (name === '' || name.includes('/') || !path.startsWith('/')) continue;
    const kind = isWide(number(at)) ? wide : narrow;
    if (!kind.has(name)) kind.set(name, path);
  }
  // Programs of 32 bits are few where there are those of 64, and their libraries have the same names.
  return Array.from(new Map([...narrow, ...wide]), ([name, path]) => ({ name, path }));
}

/** The first library that is called `NAME.so`, with any version behind it. */
export function libraryByStem(libraries: readonly Library[], stem: string): Library | undefined {
  return libraries.find(({ name }) => name.startsWith(`${stem}.so`));
}

/** `libc` for `libc.so.6`. */
export function stemOf(name: string): string {
  return name.replace(/\.so(\..*)?$/, '');
}

/** Where the new structure begins: at once, or behind the old one, at the next multiple of 8. */
function startOf(data: Buffer): number | undefined {
  const isAt = (magic: string, at: number): boolean => data.toString('latin1', at, at + magic.length) === magic;
  let start = 0;
  if (isAt(OLD_MAGIC, 0) && data.length >= OLD_HEADER) {
    const ends = [data.readUInt32LE(12), data.readUInt32BE(12)].map((count) => OLD_HEADER + count * OLD_ENTRY);
    start = ends.map((end) => Math.ceil(end / 8) * 8).find((end) => isAt(MAGIC, end)) ?? 0;
  }
  return isAt(MAGIC, start) && start + HEADER <= data.length ? start : undefined;
}

/** Whether a header that does not tell has a count that makes sense only the other way round. */
function isTurned(data: Buffer, start: number): boolean {
  const fits = (data.length - start - HEADER) / ENTRY;
  return data.readUInt32LE(start + 20) > fits && data.readUInt32BE(start + 20) <= fits;
}

/** By FLAG_REQUIRED_MASK: 0 is the plain 32 bits of each machine, 8 is x32, 9 and 0xb are ARM's. */
function isWide(flags: number): boolean {
  return ![0, 8, 9, 0xb].includes((flags >>> 8) & 0xff);
}

function textAt(data: Buffer, at: number, longest: number): string {
  const text = data.subarray(Math.min(at, data.length), Math.min(at + longest + 1, data.length));
  const end = text.indexOf(0);
  return end < 0 ? '' : text.toString('utf8', 0, end);
}
