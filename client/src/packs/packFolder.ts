// A pack's folder, whoever made it: its manifest read with care, its name for people.
import { readdir, readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type PackManifest, packFiles } from '../../../server/src/protocol.ts';
import type { Target } from '../targets/target.ts';
import type { KeptPack } from './packs.ts';

/** A pack that cannot be used; the message is for the user: what, why, and the next step. */
export class PackFileError extends Error {
  override readonly name = 'PackFileError';
}

/** How a pack is made, for messages. */
export const howToMake = 'Make one with Export Kernel Pack, or with `tracewright pack --target TARGET -o FILE.twpack`.';

/** Reads the manifest of a pack that others may have made. Rejects with a `PackFileError`. `name`: what the user calls it. */
export async function openPackFolder(folder: string, name = folder): Promise<KeptPack> {
  const text = await readFile(join(folder, packFiles.manifest), 'utf8').catch(() => undefined);
  if (text === undefined) {
    throw new PackFileError(`${name} is no kernel pack: it has no ${packFiles.manifest}. ${howToMake}`);
  }
  const manifest = manifestIn(text);
  if (manifest === undefined) {
    throw new PackFileError(`${name}: ${packFiles.manifest} is cut off or not a kernel pack's. ${howToMake}`);
  }
  return { folder, manifest };
}

/** All packs of a store, the newest first; what is no pack is left out. */
export async function packsIn(store: string): Promise<readonly KeptPack[]> {
  const names = await readdir(store).catch(() => []);
  const opened = await Promise.allSettled(
    names.filter((name) => !name.startsWith('.')).map((name) => openPackFolder(join(store, name))),
  );
  return opened
    .flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    .sort((a, b) => b.manifest.collectedAt - a.manifest.collectedAt);
}

/** A target's host as a pack tells it: who logs in there, and how, is nobody's business. */
export function hostOf({ address }: Target): string {
  return address.kind === 'local' ? hostname() : address.host;
}

/** `HOST/RELEASE`. */
export function spellPack({ host, release }: Pick<PackManifest, 'host' | 'release'>): string {
  return host === undefined || host === '' ? release : `${host}/${release}`;
}

/** Undefined for what is no manifest of this format. */
function manifestIn(text: string): PackManifest | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || value.format !== 1 || plain(value.release) === '') return undefined;
  const { host, tracers, missing, collectedAt } = value;
  return {
    format: 1,
    release: plain(value.release),
    machine: plain(value.machine),
    buildId: plain(value.buildId),
    collectedAt: typeof collectedAt === 'number' ? collectedAt : 0,
    tracers: Object.fromEntries(Object.entries(isRecord(tracers) ? tracers : {}).map((pair) => pair.map(plain))),
    tapsetHash: plain(value.tapsetHash),
    ...(plain(host) !== '' && { host: plain(host) }),
    missing: (Array.isArray(missing) ? missing : []).filter(isMissing),
  };
}

/** These words are shown where icons and links would be taken for such. */
function plain(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 100).replace(/[^\w.+:~@-]/g, '_') : '';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isMissing(value: unknown): value is PackManifest['missing'][number] {
  return isRecord(value) && ['file', 'reason', 'remedy'].every((key) => typeof value[key] === 'string');
}
