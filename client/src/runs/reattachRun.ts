// Takes up a run that goes on, or waits to be fetched, on a target: after a reload, from another window, after a crash.
import { join } from 'node:path';
import type { Prompter, Target } from '../targets/target.ts';
import { tracers } from '../tracers/tracers.ts';
import { followAgain } from './conductRun.ts';
import { keepRun } from './history/keepRun.ts';
import { type BundledRun, readBundle } from './history/runHistory.ts';
import { LiveRun } from './liveRun.ts';
import type { Run } from './run.ts';
import { defaultRunSettings, type RunSettings } from './runSettings.ts';
import type { RunOnTarget } from './runsOnTarget.ts';

export interface ReattachRequest {
  readonly target: Target;
  /** As `listRuns` gave it. */
  readonly run: Pick<RunOnTarget, 'id' | 'script' | 'tracer' | 'startedAt'>;
  readonly prompter: Prompter;
  /** As in `RunRequest`: where the run's bundle lies here, its output goes on in it at the next byte. */
  readonly spoolFolder: string;
}

/**
 * What goes wrong is how the run ends, as with `startRun`. Whoever followed the run before is told that it was taken over. A window
 * that has no bundle of the run gets what the target still holds; the rest is a loss record.
 */
export async function reattachRun(
  request: ReattachRequest & { readonly run: RunOnTarget },
  settings: RunSettings = defaultRunSettings,
): Promise<Run> {
  const run = runLeft(request, await readBundle(join(request.spoolFolder, request.run.id)));
  beginAgain(run, request.run.path, settings);
  return run;
}

/** The run as its bundle describes it, still to be taken up. */
export function runLeft(
  { target, run: left, prompter, spoolFolder }: ReattachRequest,
  bundle: { readonly run: BundledRun; readonly scriptText: string } | undefined,
): LiveRun {
  const { clauses, counted, options } = bundle?.run ?? {};
  return new LiveRun(
    {
      script: { name: left.script, text: bundle?.scriptText ?? '' },
      ...(clauses && { clauses }),
      ...(counted && { counted }),
      tracer: left.tracer,
      target,
      // The target counts the time limit already.
      options: { ...options, arguments: options?.arguments ?? [], timeLimit: undefined },
      prompter,
      spoolFolder,
    },
    left,
  );
}

/** Follows it from where its bundle ends. `path`: its folder on the target, looked for there where it is not known. */
export function beginAgain(run: LiveRun, path: string | undefined, settings: RunSettings): void {
  void keepRun(run, settings, (spool) => followAgain(run, tracers[run.request.tracer], path, spool, settings));
}
