// The kernel pack that lies in a repository: `.tracewright/pack/`, or one file `.tracewright/*.twpack`.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { importArchive, packExtension } from './packArchive.ts';
import { openPackFolder } from './packFolder.ts';
import type { KeptPack } from './packs.ts';

/** Below a workspace's folder; what lies here as a pack is found without any setting. */
export const workspacePackPattern = `.tracewright/{pack/manifest.json,*${packExtension}}`;

/**
 * The pack of the first folder that has one; of several files the last by name, which is the newest kernel. A file is
 * unpacked into the store. Connects to nothing, writes nothing into the folders. Rejects with a `PackFileError` where
 * what is there is no pack.
 */
export async function findWorkspacePack(folders: readonly string[], store: string): Promise<KeptPack | undefined> {
  for (const folder of folders) {
    const own = join(folder, '.tracewright');
    const isFolder = await stat(join(own, 'pack')).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (isFolder) return await openPackFolder(join(own, 'pack'));
    const names = (await readdir(own).catch(() => [])).filter((name) => name.endsWith(packExtension));
    const last = names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1);
    if (last !== undefined) return await importArchive(join(own, last), store);
  }
  return undefined;
}
