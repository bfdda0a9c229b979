// Takes up a run of the history, of one target or a group, whose window went away before it ended, where its target still has it.
import { join } from 'node:path';
import type { Prompter } from '../targets/target.ts';
import { parseTarget } from '../targets/targets.ts';
import { resumeGroup } from './group/resumeGroup.ts';
import { readBundle } from './history/runHistory.ts';
import { reattachRun } from './reattachRun.ts';
import type { Run } from './run.ts';
import { defaultRunSettings, type RunSettings } from './runSettings.ts';
import { listRuns } from './runsOnTarget.ts';

/**
 * Undefined where it ended, its target is not reached, or has nothing of it any more; a group tells that of each host. Never rejects.
 */
export async function resumeRun(
  spoolFolder: string,
  runId: string,
  prompter: Prompter,
  settings: RunSettings = defaultRunSettings,
): Promise<Run | undefined> {
  const bundle = await readBundle(join(spoolFolder, runId));
  if (bundle === undefined || bundle.run.end !== undefined) return undefined;
  try {
    if (bundle.run.hosts !== undefined) return await resumeGroup({ ...bundle, prompter, spoolFolder }, settings);
    const target = parseTarget(bundle.run.target);
    const connection = await target.connect({ prompter });
    try {
      const run = (await listRuns(connection)).find(({ id, state }) => id === runId && state !== 'abandoned');
      return run && (await reattachRun({ target, run, prompter, spoolFolder }, settings));
    } finally {
      connection.close();
    }
  } catch {
    return undefined;
  }
}
