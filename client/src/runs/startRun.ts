// Starts a run and gives it back at once; everything else happens while others watch it.
import { join } from 'node:path';
import { tracers } from '../tracers/tracers.ts';
import { conductRun } from './conductRun.ts';
import { LiveRun } from './liveRun.ts';
import type { Run, RunEnd, RunRequest } from './run.ts';
import { trimHistory, writeBundle } from './runHistory.ts';
import { defaultRunSettings, type RunSettings } from './runSettings.ts';
import { Spool } from './spool.ts';

/** What goes wrong is how the run ends; this neither throws nor blocks. */
export function startRun(request: RunRequest, settings: RunSettings = defaultRunSettings): Run {
  const run = new LiveRun(request);
  void live(run, settings).then((end) => run.end(end));
  return run;
}

async function live(run: LiveRun, settings: RunSettings): Promise<RunEnd> {
  const { request } = run;
  const folder = join(request.spoolFolder, run.id);
  let spool: Spool | undefined;
  let end: RunEnd;
  try {
    spool = await Spool.open(folder);
    await writeBundle(run, folder);
    end = await conductRun(run, tracers[request.tracer], spool, settings);
  } catch (error) {
    const message = `The run could not be kept in ${folder}: ${error instanceof Error ? error.message : String(error)}`;
    end = { how: 'failed', exitCode: null, message, proof: undefined };
  }
  try {
    await spool?.close();
    await writeBundle(run, folder, end);
    await trimHistory(request.spoolFolder, settings.history);
  } catch {
    // A full disk is told by the run's end; the history is then short of this run.
  }
  return end;
}
