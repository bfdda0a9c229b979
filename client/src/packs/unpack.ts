// Turns a tar archive into a folder: that of a collecting visit, or one that someone else made.
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { PassThrough, type Readable, Transform, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';
// tar-stream: reads an archive entry by entry, so nothing of it lands anywhere we did not choose.
import { extract } from 'tar-stream';

/** Compressed forms that this Node can read, the best first. */
export const readableForms: readonly string[] =
  typeof zlib.createZstdDecompress === 'function' ? ['zstd', 'gzip', 'none'] : ['gzip', 'none'];

/** No pack unpacks to more bytes; what does, is none. */
const largestPack = 512 * 1024 * 1024;

const tooLarge = `it unpacks to more than ${largestPack / 1024 / 1024} MB, which no kernel pack does`;

/** Files of one pack: a tapset has some hundreds, a kernel has some hundred modules. */
const mostFiles = 20_000;

/** An archive that is not taken; the message is a clause that begins with `it`, without a full stop. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
  /** It may have been whole once: to fetch it again can help. */
  readonly isDamaged: boolean;

  constructor(message: string, isDamaged = false) {
    super(message);
    this.isDamaged = isDamaged;
  }
}

/**
 * Writes an archive's plain files below a folder. What has no business in a pack (links, devices, paths that lead out of
 * it) is skipped; `refusing`: it makes the archive refused, as no pack of ours holds any. Rejects on a broken archive,
 * with an `ArchiveError` where that is the archive's own fault.
 */
export async function unpack(archive: Readable, form: string, folder: string, refusing = false): Promise<void> {
  const entries = extract();
  const meter = new Meter();
  const reading = pipeline(archive, decompressor(form), meter, entries);
  // A stream that breaks while a file is being made ready for it would be waited for without end.
  const broken = new AbortController();
  reading.catch(() => broken.abort());
  let files = 0;
  try {
    for await (const entry of entries) {
      const { name, type, size = 0 } = entry.header;
      const path = normalize(name);
      const fault = refusing ? faultOf(name, type ?? 'file') : undefined;
      if (fault !== undefined) throw new ArchiveError(fault);
      if (size > largestPack) throw new ArchiveError(tooLarge);
      // Names with a dot are what we keep beside a pack (`.prepared`): not part of it, and not to be trusted.
      const isWanted = type === 'file' && !path.startsWith('.') && !path.startsWith('/');
      if (!isWanted) {
        entry.resume();
        continue;
      }
      if (++files > mostFiles)
        throw new ArchiveError(`it holds more than ${mostFiles} files, which no kernel pack does`);
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await pipeline(entry, createWriteStream(join(folder, path)), { signal: broken.signal });
    }
  } catch (error) {
    if (error instanceof ArchiveError) throw error;
    // What broke the stream says more than that it broke.
    await reading;
    throw error;
  }
  await reading;
  if (!meter.isWhole) throw new ArchiveError('it is cut off', true);
}

/** Why no pack of ours holds such an entry; undefined for what one may hold. */
function faultOf(name: string, type: string): string | undefined {
  const told = JSON.stringify(name.slice(0, 100));
  if (type !== 'file' && type !== 'directory') return `it holds a ${type} (${told})`;
  // Backslash and colon are what leads out of a folder on Windows.
  const leadsOut = name.startsWith('/') || name.split('/').includes('..') || /[\\:\0]/.test(name);
  return leadsOut ? `it holds a file that would lie outside of it (${told})` : undefined;
}

/** Counts what comes out of an archive, and sees whether its end came: two blocks of zeros (tar(5)). */
class Meter extends Transform {
  #bytes = 0;
  #tail: Buffer = Buffer.alloc(0);

  override _transform(chunk: Buffer, _: string, done: TransformCallback): void {
    this.#bytes += chunk.length;
    if (this.#bytes > largestPack) {
      done(new ArchiveError(tooLarge));
      return;
    }
    this.#tail = (chunk.length < 1024 ? Buffer.concat([this.#tail, chunk]) : chunk).subarray(-1024);
    done(null, chunk);
  }

  get isWhole(): boolean {
    return this.#tail.length === 1024 && this.#tail.every((byte) => byte === 0);
  }
}

function decompressor(form: string): NodeJS.ReadWriteStream {
  if (form === 'zstd') return zlib.createZstdDecompress();
  if (form === 'gzip') return zlib.createGunzip();
  return new PassThrough();
}
