// The kernel packs in use, by folder: loaded once, prepared for the languages in slices between requests.
import { setImmediate as otherWork, setTimeout as wait } from 'node:timers/promises';
import { emptyPack } from '../kernel/emptyPack.ts';
import type { KernelPack } from '../kernel/kernelPack.ts';
import { loadPack, packStamp } from '../kernel/loadPack.ts';
import type { Language } from '../languages/language.ts';
import type { PackStatusParams } from '../protocol.ts';
import { KeptWorkFile } from './keptWorkFile.ts';
import { type Ask, TargetPrograms } from './targetPrograms.ts';

/** What the shelf tells the session. */
export interface ShelfEvents {
  status(status: PackStatusParams): void;
  /** What a pack answers has changed: scripts that use it must be looked at anew. */
  changed(folder: string): void;
  /** A language's preparation threw. */
  failed(error: unknown): void;
}

/** One folder's pack. */
interface Shelved {
  readonly folder: string;
  /** The folder's stamp when it was loaded. */
  readonly stamp: string;
  pack: KernelPack;
  /** Undefined where the client cannot be asked about the target. */
  readonly programs: TargetPrograms | undefined;
  /** Gives why it failed. */
  loading: Promise<string | undefined>;
  /** The preparation of each language, once it was begun. */
  readonly prepared: Map<Language, Promise<void>>;
}

/** The packs in use by their folders; loads and prepares them beside the requests. */
export class PackShelf {
  /** Grows with all that makes answers stale. */
  revision = 0;
  readonly #shelved = new Map<string, Shelved>();
  readonly #events: ShelfEvents;
  readonly #build: string | undefined;
  readonly #ask: Ask | undefined;
  /** Packs that are being taken in. */
  readonly #coming = new Map<string, Promise<string | undefined>>();

  /**
   * `build` tells this program's code from others'; without it no work is kept from one start to the next. `ask`
   * reaches a client that can look at the target's files.
   */
  constructor(events: ShelfEvents, build: string | undefined, ask: Ask | undefined) {
    this.#events = events;
    this.#ask = ask;
    this.#build = build;
  }

  /** Takes a pack in, anew where its folder has changed or failed before; never throws, gives back why it failed. */
  async use(folder: string): Promise<string | undefined> {
    const coming = this.#use(folder);
    this.#coming.set(folder, coming);
    try {
      return await coming;
    } finally {
      if (this.#coming.get(folder) === coming) this.#coming.delete(folder);
    }
  }

  async #use(folder: string): Promise<string | undefined> {
    const stamp = await packStamp(folder);
    let shelved = this.#shelved.get(folder);
    if (!shelved || shelved.stamp !== stamp) {
      // Until the new one is there, the old one answers.
      const pack = shelved?.pack ?? emptyPack;
      const programs = this.#ask && new TargetPrograms(folder, this.#ask, () => this.#changed(folder));
      shelved = { folder, stamp, pack, programs, loading: Promise.resolve(undefined), prepared: new Map() };
      this.#shelved.set(folder, shelved);
      shelved.loading = this.#load(shelved);
    }
    return await shelved.loading;
  }

  /** Forgets the packs that no one uses. */
  keepOnly(folders: ReadonlySet<string>): void {
    for (const folder of this.#shelved.keys()) if (!folders.has(folder)) this.#shelved.delete(folder);
  }

  /** The pack of a folder as far as it is there; `emptyPack` until it is loaded. */
  pack(folder: string | undefined): KernelPack {
    return (folder !== undefined && this.#shelved.get(folder)?.pack) || emptyPack;
  }

  /** Begins a language's preparation of a pack unless it is under way; waits until it is done. */
  async prepare(folder: string, language: Language): Promise<void> {
    // A question may come before the disk has told which pack this is: it must not be answered without.
    await this.#coming.get(folder);
    const shelved = this.#shelved.get(folder);
    if (!shelved) return;
    await shelved.loading;
    let preparation = shelved.prepared.get(language);
    if (!preparation) {
      preparation = this.#prepare(shelved, language);
      shelved.prepared.set(language, preparation);
    }
    await preparation;
  }

  async #load(shelved: Shelved): Promise<string | undefined> {
    const { folder } = shelved;
    let failure: string | undefined;
    this.#events.status({ pack: folder, state: 'loading', message: 'Reading the kernel pack' });
    try {
      const pack = await loadPack(folder);
      shelved.pack = shelved.programs ? { ...pack, programs: shelved.programs } : pack;
      this.#events.status({ pack: folder, state: 'ready', message: summary(shelved.pack) });
    } catch (error) {
      shelved.pack = emptyPack;
      // Asked for again, it is read again: another file than the stamped one may have been mended.
      if (this.#shelved.get(folder) === shelved) this.#shelved.delete(folder);
      failure = error instanceof Error ? error.message : String(error);
      this.#events.status({ pack: folder, state: 'failed', message: failure });
    }
    this.#changed(folder);
    return failure;
  }

  #changed(folder: string): void {
    this.revision++;
    this.#events.changed(folder);
  }

  /**
   * Waits for the programs of a folder's target that were asked for so far, `patience` milliseconds at most: a target
   * that does not answer must not hold up an answer of ours. True where something was waited for and came. Never throws.
   */
  async programsCame(folder: string | undefined, patience: number): Promise<boolean> {
    const programs = folder === undefined ? undefined : this.#shelved.get(folder)?.programs;
    if (!programs?.isWaiting || patience === 0) return false;
    const waiting = new AbortController();
    const tired = wait(patience, false, { signal: waiting.signal }).catch(() => false);
    const came = await Promise.race([programs.settled().then(() => true), tired]);
    waiting.abort();
    return came;
  }

  async #prepare({ folder, pack }: Shelved, language: Language): Promise<void> {
    if (!language.prepare || pack === emptyPack) return;
    try {
      const kept = this.#build === undefined ? undefined : await KeptWorkFile.open(folder, language.id, this.#build);
      for (const _ of language.prepare(pack, kept)) await otherWork();
      // What is ready is told first, then kept.
      void kept?.close();
    } catch (error) {
      this.#events.failed(error);
    }
    this.#changed(folder);
  }
}

/** `6.12.117-amd64: 49,827 functions, 1,552 tracepoints, 109,003 types, 612 tapset files`. */
function summary({ manifest, functions, tracepoints, types, tapset }: KernelPack): string {
  const counts = { functions, tracepoints, types, 'tapset files': tapset };
  const told = Object.entries(counts).map(([what, { size }]) => `${size.toLocaleString('en-US')} ${what}`);
  return `${manifest.release}: ${told.join(', ')}`;
}
