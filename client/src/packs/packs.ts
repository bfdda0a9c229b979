// The kernel packs on this machine: kept by kernel and tapset, found again by target, taken anew when the target changed.
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type PackManifest, packFiles } from '../../../server/src/protocol.ts';
import type { Connection, ConnectOptions, Target } from '../targets/target.ts';
import { collect } from './collect.ts';
import type { PackPart } from './collectProgram.ts';
import { everything, stagesOf, staleSince } from './stale.ts';
import { askFacts, type TargetFacts } from './targetFacts.ts';

/** Kernels that no target runs any more, of which a pack is kept. */
const OTHER_KERNELS = 5;

/** Milliseconds for which a pack stays that another one took the place of. */
const READ_FOR = 3_600_000;

/** A pack on this machine. */
export interface KeptPack {
  readonly folder: string;
  readonly manifest: PackManifest;
}

/** What is remembered of a target's last visit. */
interface Visit {
  readonly pack: string;
  readonly facts: TargetFacts;
  /** What the visit was cut off before. */
  readonly pending?: readonly PackPart[];
}

export interface RefreshOptions extends ConnectOptions {
  /** A pack that is good already while the rest of it is still on its way. */
  readonly onPack?: (pack: KeptPack) => void;
}

/** The pack of the last visit to a target; undefined: none, or no longer whole. Connects to nothing. */
export async function keptPack(store: string, target: Target): Promise<KeptPack | undefined> {
  const visit = await readVisit(store, target);
  return visit === undefined ? undefined : readPack(join(store, visit.pack));
}

/** Connects, finds out in one round trip whether the kept pack still holds, and collects a new one if not. */
export async function collectPack(store: string, target: Target, options: RefreshOptions): Promise<KeptPack> {
  const connection = await target.connect(options);
  try {
    return await refreshPack(store, connection, options);
  } finally {
    connection.close();
  }
}

async function refreshPack(store: string, connection: Connection, options: RefreshOptions): Promise<KeptPack> {
  const { target } = connection;
  options.onProgress?.('asking which kernel it runs');
  let visit = await readVisit(store, target);
  let kept = visit && (await readPack(join(store, visit.pack)));
  let asked = visit && kept ? await askFacts(connection) : undefined;
  const stale = visit && asked ? staleSince(visit.facts, asked, visit.pending) : everything;
  if (kept !== undefined && stale.parts.length === 0) return kept;
  await mkdir(store, { recursive: true });
  for (const stage of stagesOf(stale)) {
    const fresh = await mkdtemp(join(store, '.collecting-'));
    try {
      const collected = await collect(connection, fresh, {
        ...options,
        stale: stage,
        ...(asked && { facts: asked }),
        ...(kept && { kept }),
      });
      // What changed between the question and the visit was not asked for: the next visit has to see it.
      asked ??= collected.facts;
      const before: string | undefined = visit?.pack;
      visit = { pack: packName(asked, stage.pending), facts: asked, pending: stage.pending };
      const folder = join(store, visit.pack);
      await rm(folder, { recursive: true, force: true });
      await rename(fresh, folder);
      await writeVisit(store, target, visit);
      await forgetOld(store, before);
      kept = { folder, manifest: collected.manifest };
      if (stage.pending.length > 0) options.onPack?.(kept);
    } finally {
      await rm(fresh, { recursive: true, force: true });
    }
  }
  if (kept === undefined) throw new Error('A visit has at least one stage');
  return kept;
}

/** Collects a pack straight into a folder of the user's choice, in place of what is there. */
export async function collectInto(folder: string, target: Target, options: ConnectOptions): Promise<KeptPack> {
  const connection = await target.connect(options);
  const fresh = `${folder}.collecting`;
  try {
    await rm(fresh, { recursive: true, force: true });
    await mkdir(fresh, { recursive: true });
    const { manifest } = await collect(connection, fresh, options);
    await rm(folder, { recursive: true, force: true });
    await rename(fresh, folder);
    return { folder, manifest };
  } finally {
    connection.close();
    await rm(fresh, { recursive: true, force: true });
  }
}

/**
 * Removes what no target's last visit brought, but not the one just replaced, nor young ones, which may still be read, nor
 * the newest of a few other kernels, to compare with, nor what was imported.
 */
async function forgetOld(store: string, replaced: string | undefined): Promise<void> {
  const visits = await readdir(join(store, 'visits'));
  const needed = new Set(['visits', replaced]);
  for (const file of visits) needed.add((await readJson<Visit>(join(store, 'visits', file)))?.pack ?? '');
  const others: { readonly name: string; readonly changed: number }[] = [];
  for (const name of await readdir(store)) {
    const found =
      needed.has(name) || name.startsWith('imported-')
        ? undefined
        : await stat(join(store, name)).catch(() => undefined);
    if (found !== undefined) others.push({ name, changed: found.mtimeMs });
  }
  const kernels = new Set(Array.from(needed, (name) => kernelOf(name ?? '')));
  const most = kernels.size + OTHER_KERNELS;
  for (const { name, changed } of others.sort((a, b) => b.changed - a.changed)) {
    const isNewest = !name.startsWith('.') && !kernels.has(kernelOf(name)) && kernels.size < most;
    kernels.add(kernelOf(name));
    if (!isNewest && changed < Date.now() - READ_FOR) await rm(join(store, name), { recursive: true, force: true });
  }
}

function packName(facts: TargetFacts, pending: readonly PackPart[]): string {
  const rest = createHash('sha256')
    .update(JSON.stringify([facts, pending]))
    .digest('hex')
    .slice(0, 12);
  return `${facts.release.replace(/[^\w.+-]/g, '_')}-${facts.buildId.slice(0, 12)}-${rest}`;
}

/** The part of a pack's name that tells its kernel. */
function kernelOf(name: string): string {
  return name.slice(0, name.lastIndexOf('-'));
}

async function readPack(folder: string): Promise<KeptPack | undefined> {
  const manifest = await readJson<PackManifest>(join(folder, packFiles.manifest));
  return manifest?.format === 1 ? { folder, manifest } : undefined;
}

function visitFile(store: string, target: Target): string {
  return join(store, 'visits', `${createHash('sha256').update(target.name).digest('hex').slice(0, 16)}.json`);
}

function readVisit(store: string, target: Target): Promise<Visit | undefined> {
  return readJson<Visit>(visitFile(store, target));
}

async function writeVisit(store: string, target: Target, visit: Visit): Promise<void> {
  await mkdir(join(store, 'visits'), { recursive: true });
  await writeFile(visitFile(store, target), JSON.stringify(visit));
}

/** Undefined for a file that is not there or not whole. */
async function readJson<Value>(file: string): Promise<Value | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Value;
  } catch {
    return undefined;
  }
}
