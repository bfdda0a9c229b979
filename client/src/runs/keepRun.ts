// Keeps a run's bundle: opens its spool, describes it at its start and at its end, and bounds the history.
import { join } from 'node:path';
import type { Run, RunEnd } from './run.ts';
import { trimHistory, writeBundle } from './runHistory.ts';
import type { RunSettings } from './runSettings.ts';
import { Spool } from './spool.ts';

/** Ends the run with what `conduct` settles with. Never rejects: what fails here is how the run ends. */
export async function keepRun(
  run: Run & { end(end: RunEnd): void },
  settings: RunSettings,
  conduct: (spool: Spool) => Promise<RunEnd>,
): Promise<void> {
  const { spoolFolder } = run.request;
  const folder = join(spoolFolder, run.id);
  let spool: Spool | undefined;
  let end: RunEnd;
  try {
    spool = await Spool.open(folder);
    await writeBundle(run, folder);
    end = await conduct(spool);
  } catch (error) {
    const message = `The run could not be kept in ${folder}: ${error instanceof Error ? error.message : String(error)}`;
    end = { how: 'failed', exitCode: null, message, proof: undefined };
  }
  try {
    await spool?.close();
    await writeBundle(run, folder, end);
    await trimHistory(spoolFolder, settings.history);
  } catch {
    // A full disk is told by the run's end; the history is then short of this run.
  }
  run.end(end);
}
