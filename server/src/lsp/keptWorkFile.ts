// Kept work on disk, beside its pack.
import { lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { KeptWork } from '../kernel/keptWork.ts';

/** Below the pack's folder. */
const folderName = '.prepared';

/** A file that unpacks to more than this is not ours. */
const MOST_BYTES = 1 << 28;

/** One language's kept work on one pack. */
export class KeptWorkFile implements KeptWork {
  readonly #folder: string;
  readonly #file: string;
  readonly #found: ReadonlyMap<string, string>;
  readonly #kept = new Map<string, string>();
  #hasNews = false;

  private constructor(folder: string, file: string, found: ReadonlyMap<string, string>) {
    this.#folder = folder;
    this.#file = file;
    this.#found = found;
  }

  /** Opens what an earlier start kept; a missing or damaged file is an empty one. `build`: work of other builds is not read. */
  static async open(pack: string, language: string, build: string): Promise<KeptWorkFile> {
    const folder = join(pack, folderName);
    const file = `${language}-${build}.gz`;
    return new KeptWorkFile(folder, file, await read(join(folder, file)));
  }

  get(name: string): string | undefined {
    const text = this.#found.get(name);
    if (text !== undefined) this.#kept.set(name, text);
    return text;
  }

  keep(name: string, text: string): void {
    this.#kept.set(name, text);
    this.#hasNews = true;
  }

  /** Writes what was got and kept, and takes the work of other builds away. A folder that may not be written keeps nothing. */
  async close(): Promise<void> {
    if (!this.#hasNews && this.#kept.size === this.#found.size) return;
    const lines = Array.from(this.#kept, ([name, text]) => `${name} ${text}\n`).join('');
    try {
      await mkdir(this.#folder, { recursive: true });
      // A pack may come with a repository that nobody trusts: a link in it must not choose where we write.
      if (!(await lstat(this.#folder)).isDirectory()) return;
      // A pack may lie in a repository; what can be made again does not belong there.
      await writeFile(join(this.#folder, '.gitignore'), '*\n');
      const fresh = join(this.#folder, `${this.#file}.${process.pid}`);
      await writeFile(fresh, await promisify(gzip)(lines, { level: 1 }));
      await rename(fresh, join(this.#folder, this.#file));
      const language = this.#file.slice(0, this.#file.indexOf('-') + 1);
      for (const other of await readdir(this.#folder)) {
        if (other.startsWith(language) && other !== this.#file) await rm(join(this.#folder, other), { force: true });
      }
    } catch {
      // A pack on a read-only or full disk is prepared anew each time.
    }
  }
}

async function read(file: string): Promise<ReadonlyMap<string, string>> {
  try {
    const text = (await promisify(gunzip)(await readFile(file), { maxOutputLength: MOST_BYTES })).toString();
    const lines = text.split('\n').filter((line) => line.includes(' '));
    return new Map(lines.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]));
  } catch {
    return new Map();
  }
}
