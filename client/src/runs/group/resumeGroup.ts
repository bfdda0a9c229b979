// Takes up a run group of the history whose window went away before it ended: each host by itself, at the next byte.
import { join } from 'node:path';
import type { Prompter, Target } from '../../targets/target.ts';
import { targetsOf } from '../../targets/targetGroup.ts';
import { openPastRun } from '../history/pastRun.ts';
import { type BundledRun, hostsFolder, readBundle } from '../history/runHistory.ts';
import type { LiveRun } from '../liveRun.ts';
import { beginAgain, runLeft } from '../reattachRun.ts';
import type { RunEnd } from '../run.ts';
import type { RunSettings } from '../runSettings.ts';
import { type GroupHost, GroupRun, keepGroup } from './groupRun.ts';

/** What a group was left with. */
export interface GroupLeft {
  readonly run: BundledRun;
  readonly scriptText: string;
  readonly prompter: Prompter;
  /** Folder of the run history. */
  readonly spoolFolder: string;
}

/**
 * The group at once, while its hosts are reached. One that is not reached, or has nothing of its run any more, ends as lost and the others
 * go on. Throws a `TargetError` where a host's name is none.
 */
export async function resumeGroup(left: GroupLeft, settings: RunSettings): Promise<GroupRun> {
  const { run, scriptText, prompter, spoolFolder } = left;
  const { id, startedAt, script, tracer, clauses, counted, via, options, hosts = [] } = run;
  const names = hosts.map(({ name }) => name);
  const targets = new Map(targetsOf(via === undefined ? names : { via, hosts: names }).map((one) => [one.name, one]));
  const members = await Promise.all(
    hosts.map(async (host): Promise<readonly GroupHost[]> => {
      const target = targets.get(host.name);
      return target ? [await hostLeft(left, host.id, target)] : [];
    }),
  );
  const subject = {
    script: { name: script, text: scriptText },
    ...(clauses && { clauses }),
    ...(counted && { counted }),
    tracer,
    target: { name: run.target },
    ...(via !== undefined && { via }),
    options,
    prompter,
    spoolFolder,
  };
  return keepGroup(new GroupRun(subject, { id, startedAt }, members.flat()), settings);
}

async function hostLeft({ run, scriptText, prompter, spoolFolder }: GroupLeft, id: string, target: Target) {
  const folder = join(spoolFolder, run.id, hostsFolder);
  const bundle = await readBundle(join(folder, id));
  const past = bundle?.run.end && (await openPastRun(folder, id));
  if (past !== undefined) return { name: target.name, run: past, begin: () => undefined };
  const { script, tracer, startedAt } = run;
  const known = { id, script, tracer, startedAt };
  const live = runLeft({ target, run: known, prompter, spoolFolder: folder }, bundle ?? { run, scriptText });
  live.enter({ kind: 'connecting', waitingFor: 'waiting for its turn' });
  const begin =
    bundle === undefined
      ? () => live.end(neverStarted(live))
      : (settings: RunSettings) => beginAgain(live, undefined, settings);
  return { name: target.name, run: live, begin };
}

function neverStarted({ request: { target } }: LiveRun): RunEnd {
  return {
    how: 'failed',
    exitCode: null,
    message: 'The window was closed before its turn came. Run it again.',
    proof: `nothing was started on ${target.name}`,
  };
}
