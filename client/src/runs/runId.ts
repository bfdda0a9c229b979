// Names runs: unique for ever, sorting by start time, fit for a file name on any system.
import { randomBytes } from 'node:crypto';

/** e.g. `20261124T112233123Z-9f3a61c2`. */
export function newRunId(startedAt: number): string {
  const time = new Date(startedAt).toISOString().replace(/[-:.]/g, '');
  return `${time}-${randomBytes(4).toString('hex')}`;
}

/** Whether a name is one of ours: what `rm -rf` is let loose on must be. */
export function isRunId(name: string): boolean {
  return /^\d{8}T\d{9}Z-[0-9a-f]{8}$/.test(name);
}
