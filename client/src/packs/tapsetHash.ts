// The checksum of a tapset, as a target tells it of its own: POSIX `cksum` over all files, one behind the other.
import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte << 24;
  for (let bit = 0; bit < 8; bit++) rest = rest & 0x80000000 ? (rest << 1) ^ 0x04c11db7 : rest << 1;
  return rest;
});

/** `CHECKSUM-LENGTH`, the same that `tapset_hash` in `factsProgram.ts` prints; '' where there is no such folder. */
export async function tapsetHash(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true }).catch(() => undefined);
  if (names === undefined) return '';
  const files = names.filter((name) => /\.stpm?$/.test(name)).map((name) => Buffer.from(name.replaceAll(sep, '/')));
  let crc = 0;
  let length = 0;
  for (const name of files.sort(Buffer.compare)) {
    const bytes = await readFile(join(folder, name.toString()));
    length += bytes.length;
    for (const byte of bytes) crc = next(crc, byte);
  }
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) crc = next(crc, rest % 256);
  return `${~crc >>> 0}-${length}`;
}

function next(crc: number, byte: number): number {
  return (crc << 8) ^ (table[((crc >>> 24) ^ byte) & 0xff] ?? 0);
}
