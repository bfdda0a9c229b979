// Takes up a run of the history whose window went away before it ended, where its target still has it.
import { join } from 'node:path';
import type { Prompter } from '../targets/target.ts';
import { parseTarget } from '../targets/targets.ts';
import { readBundle } from './history/runHistory.ts';
import { reattachRun } from './reattachRun.ts';
import type { Run } from './run.ts';
import { listRuns } from './runsOnTarget.ts';

/** Undefined where it ended, its target is not reached, or has nothing of it any more. Never rejects. */
export async function resumeRun(spoolFolder: string, runId: string, prompter: Prompter): Promise<Run | undefined> {
  const bundle = await readBundle(join(spoolFolder, runId));
  // The hosts of a group end by themselves; what they printed until then is in the history.
  if (bundle === undefined || bundle.run.end !== undefined || bundle.run.hosts !== undefined) return undefined;
  try {
    const target = parseTarget(bundle.run.target);
    const connection = await target.connect({ prompter });
    try {
      const run = (await listRuns(connection)).find(({ id, state }) => id === runId && state !== 'abandoned');
      return run && (await reattachRun({ target, run, prompter, spoolFolder }));
    } finally {
      connection.close();
    }
  } catch {
    return undefined;
  }
}
