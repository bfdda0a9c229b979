// Turns the stream of a collecting visit into a folder.
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';
// tar-stream: reads an archive entry by entry, so nothing of it lands anywhere we did not choose.
import { extract } from 'tar-stream';

/** Compressed forms that this Node can read, the best first. */
export const readableForms: readonly string[] =
  typeof zlib.createZstdDecompress === 'function' ? ['zstd', 'gzip', 'none'] : ['gzip', 'none'];

/** No file of a pack is larger; what says it is, is not one. */
const largestFile = 512 * 1024 * 1024;

/** Writes an archive's plain files below a folder. Rejects on a broken or hostile archive. */
export async function unpack(archive: Readable, form: string, folder: string): Promise<void> {
  const entries = extract();
  const reading = pipeline(archive, decompressor(form), entries);
  // The loop below sees the same failure; here it must only not count as unhandled.
  reading.catch(() => undefined);
  for await (const entry of entries) {
    const path = normalize(entry.header.name);
    const isInside = !path.startsWith('..') && !path.startsWith('/');
    if (entry.header.type !== 'file' || !isInside || (entry.header.size ?? 0) > largestFile) {
      entry.resume();
      continue;
    }
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await pipeline(entry, createWriteStream(join(folder, path)));
  }
  await reading;
}

function decompressor(form: string): NodeJS.ReadWriteStream {
  if (form === 'zstd') return zlib.createZstdDecompress();
  if (form === 'gzip') return zlib.createGunzip();
  return new PassThrough();
}
