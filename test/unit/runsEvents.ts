// What a test of runs waits for: files that come and go, processes that end.
import { on } from 'node:events';
import { existsSync, readFileSync, statSync, watch } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Settles when a file of a folder is there and says something. */
export function appearance(folder: string, name: string): Promise<void> {
  return changed(folder, () => (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0) > 0);
}

/** Settles when a file or folder is no longer there. */
export function disappearance(path: string): Promise<void> {
  return changed(dirname(path), () => !existsSync(path), basename(path));
}

async function changed(folder: string, isDone: () => boolean, name?: string): Promise<void> {
  const watcher = watch(folder);
  try {
    if (isDone()) return;
    for await (const [, what] of on(watcher, 'change')) {
      if ((name === undefined || what === name) && isDone()) return;
    }
  } finally {
    watcher.close();
  }
}

/** Whether a process lives; one that only waits to be reaped does not. */
export function isAlive(pid: string): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
