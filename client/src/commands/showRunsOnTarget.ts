// Show Runs on Target: what runs, or was left, on the picked target, also by other windows and users; to watch again or to remove.
import { window } from 'vscode';
import { reattachRun } from '../runs/reattachRun.ts';
import { listRuns, type RunOnTarget, removeRun } from '../runs/runsOnTarget.ts';
import type { Target } from '../targets/target.ts';
import type { TracePanels } from '../views/panel/tracePanels.ts';
import type { ActiveRuns } from '../views/runs/activeRuns.ts';
import { pastRunUri } from '../views/runs/pastRunUri.ts';
import { runBehaviour } from '../views/runs/runBehaviour.ts';
import type { CurrentTarget } from '../views/targets/currentTarget.ts';
import { createEditorPrompter } from '../views/targets/editorPrompter.ts';
import type { KeptSecrets } from '../views/targets/keptSecrets.ts';
import { targetArgument } from '../views/targets/targetArgument.ts';
import { mayConnect } from '../views/targets/trust.ts';
import type { Command } from './command.ts';

export interface RunsOnTargetParts {
  readonly target: CurrentTarget;
  readonly runs: ActiveRuns;
  readonly panels: TracePanels;
  readonly secrets: KeptSecrets;
  /** Folder of the run history. */
  readonly spoolFolder: string;
}

const stateWords = {
  running: 'runs now',
  ended: 'ended, its output waits to be fetched',
  abandoned: 'left behind: its supervisor is gone',
} as const;

export function showRunsOnTargetCommand(parts: RunsOnTargetParts): Command {
  return {
    name: 'showRunsOnTarget',
    async run(argument) {
      if (!mayConnect()) return;
      const target = targetArgument(argument) ?? parts.target.target;
      if (target === undefined) {
        window.setStatusBarMessage('Pick a target first', 5000);
        return;
      }
      try {
        await show(target, parts);
      } catch (error) {
        void window.showErrorMessage(error instanceof Error ? error.message : String(error));
      }
    },
  };
}

async function show(target: Target, parts: RunsOnTargetParts): Promise<void> {
  const prompter = createEditorPrompter(parts.secrets);
  const connection = await target.connect({ prompter });
  try {
    const found = await listRuns(connection);
    if (found.length === 0) {
      void window.showInformationMessage(`Nothing of Tracewright runs or was left on ${target.name}.`);
      return;
    }
    const picked = await window.showQuickPick(
      found.map((run) => ({
        label: run.script,
        description: `${run.tracer} · ${stateWords[run.state]}`,
        detail: `started ${new Date(run.startedAt).toLocaleString()}, user id ${run.uid}`,
        run,
      })),
      { title: `Runs on ${target.name}` },
    );
    if (picked === undefined) return;
    const watch = 'Watch It Here';
    const remove = 'Stop and Remove';
    // An abandoned run has no one left to ask for its output.
    const choices = picked.run.state === 'abandoned' ? [remove] : [watch, remove];
    const answer = await window.showQuickPick(choices, { title: `${picked.label} on ${target.name}` });
    if (answer === remove) {
      await removeRun(connection, picked.run);
      window.setStatusBarMessage(`$(check) ${picked.label} is gone from ${target.name}`, 5000);
    } else if (answer === watch) await watchHere(target, picked.run, parts);
  } finally {
    connection.close();
  }
}

async function watchHere(target: Target, run: RunOnTarget, parts: RunsOnTargetParts): Promise<void> {
  const { runs, panels, spoolFolder, secrets } = parts;
  const own = runs.live.find((one) => one.run.id === run.id || one.run.hosts?.some((host) => host.run.id === run.id));
  if (own !== undefined) {
    panels.show(own);
    return;
  }
  const request = { target, run, prompter: createEditorPrompter(secrets), spoolFolder };
  const taken = await reattachRun(request, runBehaviour());
  panels.show(runs.add(pastRunUri(run.script, run.id), taken));
}
