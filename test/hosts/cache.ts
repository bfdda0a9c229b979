// What test hosts are made of, kept outside the repository and made once for all checkouts of it.
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
// proper-lockfile: a lock that outlives no process, on every system.
import { lock } from 'proper-lockfile';

/** A place in the cache; nothing is made. */
export function cachePath(...names: readonly string[]): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'tracewright', ...names);
}

/**
 * The folder, made by `make` when it is not there. It appears whole or not at all; of several processes that want it one
 * makes it and the others wait. `make` gets an empty folder that is renamed at its end.
 */
export async function madeOnce(
  folder: string,
  onWait: () => void,
  make: (empty: string) => Promise<void>,
): Promise<string> {
  if (existsSync(folder)) return folder;
  await mkdir(dirname(folder), { recursive: true });
  const release = await lockFor(folder, onWait);
  try {
    if (existsSync(folder)) return folder;
    const part = `${folder}.part`;
    await rm(part, { recursive: true, force: true });
    await mkdir(part, { recursive: true });
    await make(part);
    await rename(part, folder);
  } finally {
    await release();
  }
  return folder;
}

/** Waits as long as it takes: whoever holds the lock has its own limits, and a dead holder's lock goes stale. */
async function lockFor(folder: string, onWait: () => void): Promise<() => Promise<void>> {
  const options = { realpath: false, stale: 30_000, update: 5_000 };
  try {
    return await lock(folder, options);
  } catch {
    onWait();
    return lock(folder, { ...options, retries: { forever: true, minTimeout: 1000, maxTimeout: 1000 } });
  }
}
