// Takes up a run that goes on, or waits to be fetched, on a target: after a reload, from another window, after a crash.
import { join } from 'node:path';
import type { Prompter, Target } from '../targets/target.ts';
import { tracers } from '../tracers/tracers.ts';
import { followAgain } from './conductRun.ts';
import { keepRun } from './history/keepRun.ts';
import { readBundle } from './history/runHistory.ts';
import { LiveRun } from './liveRun.ts';
import type { Run } from './run.ts';
import { defaultRunSettings, type RunSettings } from './runSettings.ts';
import type { RunOnTarget } from './runsOnTarget.ts';

export interface ReattachRequest {
  readonly target: Target;
  /** As `listRuns` gave it. */
  readonly run: RunOnTarget;
  readonly prompter: Prompter;
  /** As in `RunRequest`: where the run's bundle lies here, its output goes on in it at the next byte. */
  readonly spoolFolder: string;
}

/**
 * What goes wrong is how the run ends, as with `startRun`. Whoever followed the run before is told that it was taken over. A window
 * that has no bundle of the run gets what the target still holds; the rest is a loss record.
 */
export async function reattachRun(request: ReattachRequest, settings: RunSettings = defaultRunSettings): Promise<Run> {
  const { target, run: left, prompter, spoolFolder } = request;
  const bundle = await readBundle(join(spoolFolder, left.id));
  const run = new LiveRun(
    {
      script: { name: left.script, text: bundle?.scriptText ?? '' },
      ...(bundle?.run.clauses && { clauses: bundle.run.clauses }),
      ...(bundle?.run.counted && { counted: bundle.run.counted }),
      tracer: left.tracer,
      target,
      // The target counts the time limit already.
      options: { ...bundle?.run.options, arguments: bundle?.run.options.arguments ?? [], timeLimit: undefined },
      prompter,
      spoolFolder,
    },
    left,
  );
  void keepRun(run, settings, (spool) => followAgain(run, tracers[left.tracer], left.path, spool, settings));
  return run;
}
