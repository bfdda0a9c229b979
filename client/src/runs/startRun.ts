// Starts a run and gives it back at once; everything else happens while others watch it.
import { tracers } from '../tracers/tracers.ts';
import { conductRun } from './conductRun.ts';
import { keepRun } from './history/keepRun.ts';
import { LiveRun } from './liveRun.ts';
import type { Run, RunRequest } from './run.ts';
import { defaultRunSettings, type RunSettings } from './runSettings.ts';

/** What goes wrong is how the run ends; this neither throws nor blocks. */
export function startRun(request: RunRequest, settings: RunSettings = defaultRunSettings): Run {
  const run = new LiveRun(request);
  beginRun(run, settings);
  return run;
}

/** For a run that was made before its turn came. */
export function beginRun(run: LiveRun, settings: RunSettings): void {
  void keepRun(run, settings, (spool) => conductRun(run, tracers[run.request.tracer], spool, settings));
}
