// Demangling beside the requests: a thread for each program, which is ended where a name takes too long.
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Demangle } from '../kernel/demangledNames.ts';

/** Names of one message: they take ten milliseconds. */
const AT_ONCE = 1000;

/** Names longer than this come from forgers, or from those whom nobody can read. */
const LONGEST = 4096;

/**
 * A demangler that waits `patience` milliseconds for some names, the start of its thread included. It never throws, and
 * ends early where a name takes longer or the thread fails.
 */
export function demanglerOf(patience: number): Demangle {
  return async function* (names) {
    const worker = new Worker(workerFile());
    // A server that is told to exit does not wait for names.
    worker.unref();
    // Told to whoever waits for a message; one that comes while no one does must not end the server.
    worker.on('error', () => undefined);
    try {
      for (let at = 0; at < names.length; at += AT_ONCE) {
        worker.postMessage(names.slice(at, at + AT_ONCE).map((name) => (name.length > LONGEST ? '' : name)));
        const [demangled] = await once(worker, 'message', { signal: AbortSignal.timeout(patience) });
        yield demangled as readonly string[];
      }
    } catch {
      // What came so far is better than nothing.
    } finally {
      void worker.terminate();
    }
  };
}

/** Beside the server's bundle, or among the sources. */
function workerFile(): string {
  const folder = dirname(fileURLToPath(import.meta.url));
  const bundled = join(folder, 'demangleWorker.js');
  return existsSync(bundled) ? bundled : join(folder, 'demangleWorker.ts');
}
