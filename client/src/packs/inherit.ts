// Completes a visit that brought only what changed with what the kept pack has: whole files, or all but some modules of them.
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type PackManifest, packFiles } from '../../../server/src/protocol.ts';
import type { PackPart } from './collectProgram.ts';
import { mergeFormats, mergeLines } from './mergeModules.ts';
import type { Stale } from './stale.ts';

/** Files whose lines name the module they belong to. */
const byModule = [packFiles.kallsyms, packFiles.filterFunctions, packFiles.kprobeBlacklist, packFiles.errorInjection];
const others = [packFiles.config, packFiles.notes, packFiles.markers];

/** Files and folders of each part; what is not here comes with every visit. */
const files: Readonly<Record<Exclude<PackPart, 'modules'>, readonly string[]>> = {
  kernel: [
    ...byModule,
    ...others,
    packFiles.modules,
    packFiles.events,
    packFiles.enabledEvents,
    packFiles.eventFormats,
    packFiles.btf,
  ],
  tapset: [packFiles.tapset, '.prepared'],
  probe_types: [packFiles.probeTypes],
};

/** Fills what `fresh` lacks from the pack at `kept`. */
export async function inherit(fresh: string, kept: string, { parts, changed, gone }: Stale): Promise<void> {
  const isOnlyModules = parts.includes('modules');
  const copied = keptFiles(parts).filter((name) => !isOnlyModules || !files.kernel.includes(name));
  await Promise.all(copied.map((name) => copy(kept, fresh, name)));
  if (!isOnlyModules) return;
  const stale = new Set([...changed, ...gone]);
  const merge = async (name: string, merged: (old: string, news: string) => string): Promise<void> => {
    const [old, news] = await Promise.all([read(join(kept, name)), read(join(fresh, name))]);
    if (old !== undefined || news !== undefined)
      await writeFile(join(fresh, name), merged(old ?? '', news ?? ''), 'latin1');
  };
  await Promise.all(byModule.map((name) => merge(name, (old, news) => mergeLines(old, news, stale))));
  const events = (await read(join(fresh, packFiles.events))) ?? '';
  await merge(packFiles.eventFormats, (old, news) => mergeFormats(old, news, events));
  await mkdir(join(fresh, packFiles.btf), { recursive: true });
  const isStale = (path: string): boolean => stale.has(path.slice(path.lastIndexOf('/') + 1));
  await cp(join(kept, packFiles.btf), join(fresh, packFiles.btf), {
    recursive: true,
    force: false,
    filter: (path) => !isStale(path),
  }).catch(unlessMissing);
  await Promise.all(others.map((name) => copy(kept, fresh, name)));
}

/** What the kept pack said is missing and was not asked for again. */
export function inheritMissing(kept: PackManifest, { parts }: Stale): PackManifest['missing'] {
  const names = keptFiles(parts);
  return kept.missing.filter(({ file }) => names.includes(file));
}

function keptFiles(parts: readonly PackPart[]): readonly string[] {
  return Object.entries(files).flatMap(([part, names]) => (parts.includes(part as PackPart) ? [] : names));
}

async function copy(from: string, to: string, name: string): Promise<void> {
  await cp(join(from, name), join(to, name), { recursive: true }).catch(unlessMissing);
}

/** Kernel text is Latin-1 to us: every byte stays what it is. */
async function read(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'latin1');
  } catch (error) {
    unlessMissing(error);
    return undefined;
  }
}

function unlessMissing(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}
