// Keeps a run's bundle: opens its spool, describes it at its start and at its end, and bounds the history.
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Run, RunEnd } from '../run.ts';
import type { RunSettings } from '../runSettings.ts';
import { Spool } from '../spool/spool.ts';
import { trimHistory, writeBundle } from './runHistory.ts';

/** Held on the disk while the run goes on, so that a full one still takes how it ended. */
const reservedBytes = 64 * 1024;

/** Ends the run with what `conduct` settles with. Never rejects: what fails here is how the run ends. */
export async function keepRun(
  run: Run & { end(end: RunEnd): void },
  settings: RunSettings,
  conduct: (spool: Spool) => Promise<RunEnd>,
): Promise<void> {
  const { spoolFolder } = run.request;
  const folder = join(spoolFolder, run.id);
  const reserve = join(folder, 'reserve');
  let spool: Spool | undefined;
  let end: RunEnd;
  try {
    spool = await Spool.open(folder);
    await writeBundle(run, folder);
    await writeFile(reserve, Buffer.alloc(reservedBytes));
    end = await conduct(spool);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const message = `The run could not be kept in ${folder} (${why}). Free some disk space, or make the folder writable, and run it again.`;
    end = { how: 'failed', exitCode: null, message, proof: undefined };
  }
  try {
    await spool?.close();
    await rm(reserve, { force: true });
    await writeBundle(run, folder, end);
    await trimHistory(spoolFolder, settings.history);
  } catch {
    // The run's end tells of the disk; the history is then short of this run.
  }
  run.end(end);
}
