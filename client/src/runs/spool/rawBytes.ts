// Every byte of a stream as the tracer wrote it, out of a spool's files.
import { createReadStream } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readMark } from './mark.ts';
import { readPieces, type Stretch, stretchesOf, unpackFrame } from './packedPieces.ts';
import { readExactly } from './readLines.ts';
import { countsInMark, spoolFiles, spoolNames } from './spoolNames.ts';

/** The bytes of a stream that are there by now, also of a spool that is being written. */
export async function* rawBytes(folder: string, stream: 'stdout' | 'stderr'): AsyncIterable<Buffer> {
  for (const stretch of await stretchesIn(folder, stream)) {
    if (stretch.isPacked) yield await unpacked(folder, stream, stretch);
    else {
      const { place, stored } = stretch;
      yield* createReadStream(join(folder, stream), { start: place, end: place + stored - 1 });
    }
  }
}

/** The stream's last bytes, `most` at least where there are so many. */
export async function rawTail(folder: string, stream: 'stdout' | 'stderr', most: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for (const stretch of (await stretchesIn(folder, stream)).toReversed()) {
    if (length >= most) break;
    const part = stretch.isPacked
      ? await unpacked(folder, stream, stretch)
      : await endOf(folder, stream, stretch, most);
    parts.unshift(part);
    length += part.length;
  }
  return Buffer.concat(parts);
}

async function stretchesIn(folder: string, stream: 'stdout' | 'stderr'): Promise<readonly Stretch[]> {
  // The mark before the files, which grow: what it tells is there.
  const mark = readMark(await bytesOf(folder, 'whole'), spoolNames.length, countsInMark);
  const { size } = await stat(join(folder, stream));
  const pieces = readPieces((await bytesOf(folder, 'packed')).subarray(0, mark?.sizes[spoolFiles.packed]));
  return stretchesOf(pieces, stream, Math.min(size, mark?.sizes[spoolFiles[stream]] ?? size));
}

/** Empty where there is no such file. */
function bytesOf(folder: string, name: string): Promise<Buffer> {
  return readFile(join(folder, name)).catch(() => Buffer.alloc(0));
}

async function unpacked(folder: string, stream: string, { place, stored, length }: Stretch): Promise<Buffer> {
  return unpackFrame(await read(folder, stream, place, stored), length);
}

function endOf(folder: string, stream: string, { place, stored }: Stretch, most: number): Promise<Buffer> {
  const length = Math.min(stored, most);
  return read(folder, stream, place + stored - length, length);
}

async function read(folder: string, stream: string, position: number, length: number): Promise<Buffer> {
  const file = await open(join(folder, stream), 'r');
  try {
    return await readExactly(file, position, length);
  } finally {
    await file.close();
  }
}
