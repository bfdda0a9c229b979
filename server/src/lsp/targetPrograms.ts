// The programs of one pack's target: asked for over the client when a script names them, and remembered.
import { type DemangledNames, demangleAll } from '../kernel/demangledNames.ts';
import { ElfError, type RangedFile } from '../kernel/elfFile.ts';
import { type Library, libraryCachePath, MOST_CACHE_BYTES, readLibraryCache } from '../kernel/libraryCache.ts';
import type { NameIndex } from '../kernel/nameIndex.ts';
import type { NoProgram, Program, ProgramTable } from '../kernel/programs.ts';
import { readProgram } from '../kernel/readProgram.ts';
import {
  type ListTargetParams,
  type ListTargetResult,
  listTarget,
  type ReadTargetParams,
  type ReadTargetResult,
  type RunningProgramsParams,
  readTarget,
  runningPrograms,
  type TargetUnavailable,
} from '../protocol.ts';
import { demanglerOf } from './demangler.ts';

/** Sends a request to the client. */
export type Ask = <Result>(method: string, params: object) => Promise<Result | TargetUnavailable>;

/** Bytes of one answer. */
const PIECE = 1 << 22;

/** What is known for longer than this many milliseconds is asked for anew when it is needed again. */
const FRESH = 60_000;

/** Milliseconds for a thousand names: ten would do. */
const DEMANGLING = 5000;

/** Where shells look for a program named without a folder. */
const usualFolders = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

class Unavailable extends Error {
  readonly isMissing: boolean;

  constructor({ unavailable, isMissing }: TargetUnavailable) {
    super(unavailable);
    this.isMissing = isMissing;
  }
}

interface Known<Value> {
  value: Value | undefined;
  /** When it was asked for, in milliseconds. */
  asked: number;
}

/** A target's programs, read through the client when first asked for. */
export class TargetPrograms implements ProgramTable {
  readonly #pack: string;
  readonly #ask: Ask;
  readonly #changed: () => void;
  readonly #programs = new Map<string, Known<Program | NoProgram>>();
  /** By the index of the functions: what is asked for anew and did not change keeps its index. */
  readonly #demangled = new WeakMap<NameIndex, Known<DemangledNames>>();
  readonly #folders = new Map<string, Known<readonly string[]>>();
  readonly #libraries = new Map<'', Known<readonly Library[]>>();
  readonly #running = new Map<'', Known<readonly string[]>>();
  readonly #underWay = new Set<Promise<void>>();

  /** `changed` is called when an answer came that was waited for. */
  constructor(pack: string, ask: Ask, changed: () => void) {
    this.#pack = pack;
    this.#ask = ask;
    this.#changed = changed;
  }

  program(path: string): Program | NoProgram | undefined {
    return this.#get(this.#programs, path, () => this.#read(path));
  }

  demangled({ functions }: Program): DemangledNames | undefined {
    let entry = this.#demangled.get(functions);
    if (entry === undefined) {
      entry = { value: undefined, asked: Date.now() };
      this.#demangled.set(functions, entry);
      this.#fill(entry, demangleAll(functions, demanglerOf(DEMANGLING)));
    }
    return entry.value;
  }

  folder(path: string): readonly string[] | undefined {
    return this.#get(this.#folders, path, () => this.#list(listTarget, { pack: this.#pack, folder: path }));
  }

  libraries(): readonly Library[] | undefined {
    return this.#get(this.#libraries, '', async () => {
      // A target without glibc has none.
      const bytes = await this.#open(libraryCachePath)
        .read(0, MOST_CACHE_BYTES)
        .catch(() => new Uint8Array());
      return readLibraryCache(bytes);
    });
  }

  running(): readonly string[] | undefined {
    return this.#get(this.#running, '', () => this.#list(runningPrograms, { pack: this.#pack }));
  }

  /** Whether an answer is waited for. */
  get isWaiting(): boolean {
    return this.#underWay.size > 0;
  }

  /** Waits until all that was asked for is answered. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  #get<Key, Value>(known: Map<Key, Known<Value>>, key: Key, ask: () => Promise<Value>): Value | undefined {
    let entry = known.get(key);
    if (entry === undefined || (entry.asked < Date.now() - FRESH && !this.isWaiting)) {
      entry = { value: entry?.value, asked: Date.now() };
      known.set(key, entry);
      this.#fill(entry, ask());
    }
    return entry.value;
  }

  #fill<Value>(entry: Known<Value>, answer: Promise<Value>): void {
    const filled = answer.then((value) => {
      const isNews = JSON.stringify(brief(entry.value)) !== JSON.stringify(brief(value));
      if (isNews || !hasBuildId(value)) entry.value = value;
      this.#underWay.delete(filled);
      if (isNews) this.#changed();
    });
    this.#underWay.add(filled);
  }

  async #read(path: string): Promise<Program | NoProgram> {
    const candidates = path.includes('/') ? [path] : usualFolders.map((folder) => `${folder}/${path}`);
    for (const candidate of candidates) {
      try {
        return await readProgram(candidate, (file) => this.#open(file));
      } catch (error) {
        if (error instanceof ElfError) return { isCertain: true, why: `${candidate} is no program: ${error.message}` };
        if (!(error instanceof Unavailable)) return { isCertain: false, why: String(error) };
        if (!error.isMissing) return { isCertain: false, why: error.message };
      }
    }
    const where = path.includes('/') ? 'is not there' : `is in none of ${usualFolders.join(', ')}`;
    return { isCertain: path.includes('/'), why: `${path} ${where}` };
  }

  #open(path: string): RangedFile {
    return {
      read: async (offset, length) => {
        const pieces: Buffer[] = [];
        for (let at = 0; at < length; ) {
          const wanted = Math.min(PIECE, length - at);
          const params: ReadTargetParams = { pack: this.#pack, path, offset: offset + at, length: wanted };
          const answer = await this.#ask<ReadTargetResult>(readTarget, params);
          if ('unavailable' in answer) throw new Unavailable(answer);
          const piece = Buffer.from(answer.data, 'base64');
          pieces.push(piece);
          at += piece.length;
          if (piece.length < wanted) break;
        }
        return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
      },
    };
  }

  async #list(method: string, params: ListTargetParams | RunningProgramsParams): Promise<readonly string[]> {
    try {
      const answer = await this.#ask<ListTargetResult>(method, params);
      return 'unavailable' in answer ? [] : answer.names;
    } catch {
      return [];
    }
  }
}

/** Whether what looks the same is the same. */
function hasBuildId(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'buildId' in value && value.buildId !== '';
}

/** What two answers are compared by: an unchanged program makes no script be looked at anew. */
function brief(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('functions' in value)) return value;
  const { path, buildId, functions, markers } = value as Program;
  return [path, buildId, functions.size, markers];
}
