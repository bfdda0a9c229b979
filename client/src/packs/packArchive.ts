// A kernel pack as one file, `RELEASE.twpack`: a gzipped tar of its folder, to be mailed, kept and committed.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
// tar-stream: writes an archive entry by entry.
import { pack as tar } from 'tar-stream';
import { packFiles } from '../../../server/src/protocol.ts';
import { howToMake, openPackFolder, PackFileError } from './packFolder.ts';
import type { KeptPack } from './packs.ts';
import { ArchiveError, readableForms, unpack } from './unpack.ts';

/** How the name of such a file ends. */
export const packExtension = '.twpack';

/** A file of more bytes is no pack: real ones have three to thirty million. */
const largestFile = 512 * 1024 * 1024;

/**
 * Writes a pack into a file, whole or not at all; the same pack gives the same bytes. `host`: what the pack is said to be
 * taken from, where that is known better than by the pack itself. Gives the file's size in bytes.
 */
export async function writeArchive({ folder, manifest }: KeptPack, file: string, host?: string): Promise<number> {
  const fresh = `${file}.${process.pid}.new`;
  const archive = tar();
  try {
    const told = { ...manifest, ...(host !== undefined && { host }) };
    const common = { mtime: new Date(manifest.collectedAt), mode: 0o644, uid: 0, gid: 0 };
    const writing = pipeline(archive, createGzip({ level: 9 }), createWriteStream(fresh));
    writing.catch(() => undefined);
    archive.entry({ name: packFiles.manifest, ...common }, `${JSON.stringify(told, undefined, 2)}\n`);
    for (const name of await filesOf(folder)) {
      if (name !== packFiles.manifest) archive.entry({ name, ...common }, await readFile(join(folder, name)));
    }
    archive.finalize();
    await writing;
    await rename(fresh, file);
    return (await stat(file)).size;
  } catch (error) {
    archive.destroy();
    throw new PackFileError(`${file} cannot be written: ${wordsOf(error)}. Choose another place.`);
  } finally {
    await rm(fresh, { force: true });
  }
}

/** All files below a folder, but what is only kept beside the pack (`.prepared`), in one order everywhere. */
async function filesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((name) => !name.startsWith('.'))
    .sort();
}

/**
 * Unpacks a file into a store, once: the same file is found there again. Rejects with a `PackFileError`, and then leaves
 * nothing behind.
 */
export async function importArchive(file: string, store: string): Promise<KeptPack> {
  const kept = join(store, `imported-${(await hashOf(file)).slice(0, 24)}`);
  const known = await openPackFolder(kept).catch(() => undefined);
  if (known !== undefined) return known;
  const form = await formOf(file);
  await mkdir(store, { recursive: true });
  const fresh = await mkdtemp(join(store, '.importing-'));
  try {
    await unpack(createReadStream(file), form, fresh, true);
    const { manifest } = await openPackFolder(fresh, file);
    await rm(kept, { recursive: true, force: true });
    await rename(fresh, kept);
    return { folder: kept, manifest };
  } catch (error) {
    throw error instanceof PackFileError ? error : new PackFileError(explain(file, error));
  } finally {
    // A file that was being opened when the archive broke may still come.
    await rm(fresh, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A pack by its path: a folder as it is, a file unpacked into the store. Rejects with a `PackFileError`. */
export async function openPack(path: string, store: string): Promise<KeptPack> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new PackFileError(`${path}: there is no such file or folder. ${howToMake}`);
  return found.isDirectory() ? await openPackFolder(resolve(path), path) : await importArchive(path, store);
}

function explain(file: string, error: unknown): string {
  if (error instanceof ArchiveError && !error.isDamaged) return `${file} is not taken: ${error.message}. ${howToMake}`;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/^E[A-Z]+$/.test(code)) return `${file} cannot be unpacked: ${wordsOf(error)}. Check space and rights.`;
  const why = error instanceof ArchiveError ? '' : ` (${wordsOf(error)})`;
  return `${file} is cut off or damaged${why}. Copy or download it again.`;
}

async function hashOf(file: string): Promise<string> {
  const found = await stat(file).catch((error) => {
    throw new PackFileError(`${file} cannot be read: ${wordsOf(error)}. ${howToMake}`);
  });
  if (!found.isFile()) throw new PackFileError(`${file} is no file. ${howToMake}`);
  if (found.size > largestFile) throw new PackFileError(`${file} is too large for a kernel pack. ${howToMake}`);
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(file)) hash.update(chunk);
  } catch (error) {
    throw new PackFileError(`${file} cannot be read: ${wordsOf(error)}. Check its rights.`);
  }
  return hash.digest('hex');
}

/** By its first bytes: any of the three forms is taken. */
async function formOf(file: string): Promise<string> {
  const handle = await open(file);
  // What is not read stays zero.
  const { buffer: head } = await handle.read(Buffer.alloc(512), 0, 512, 0).finally(() => handle.close());
  const form = head.readUInt16BE(0) === 0x1f8b ? 'gzip' : head.readUInt32LE(0) === 0xfd2fb528 ? 'zstd' : 'none';
  if (form === 'none' && head.toString('latin1', 257, 262) !== 'ustar') {
    const isPointer = head.toString('latin1').startsWith('version https://git-lfs');
    const remedy = isPointer ? 'It is a pointer of Git LFS: run `git lfs pull`.' : howToMake;
    throw new PackFileError(`${file} is no kernel pack: it is no archive. ${remedy}`);
  }
  if (!readableForms.includes(form)) {
    throw new PackFileError(`${file} is packed with ${form}, which this Node cannot read. Pack it with gzip.`);
  }
  return form;
}

/** Without the full stop. */
function wordsOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
