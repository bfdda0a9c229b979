// Open Run: shows a run of the history in a panel of its own.
import { window } from 'vscode';
import { openPastRun } from '../runs/history/pastRun.ts';
import { type BundledRun, readHistory } from '../runs/history/runHistory.ts';
import type { TracePanels } from '../views/panel/tracePanels.ts';
import type { ActiveRuns } from '../views/runs/activeRuns.ts';
import { pastRunUri } from '../views/runs/pastRunUri.ts';
import type { Command } from './command.ts';

export function openRunCommand(runs: ActiveRuns, panels: TracePanels, historyFolder: string): Command {
  return {
    name: 'openRun',
    async run(argument) {
      const chosen = (argument as BundledRun | undefined) ?? (await pick(historyFolder));
      if (chosen === undefined) return;
      // A run of this window is shown as it is, alive perhaps.
      const own = runs.all.find(({ run }) => run.id === chosen.id);
      if (own !== undefined) {
        panels.show(own);
        return;
      }
      const run = await openPastRun(historyFolder, chosen.id);
      if (run === undefined) void window.showWarningMessage('The files of this run are gone, or not whole.');
      else panels.show({ scriptUri: pastRunUri(chosen.script, chosen.id), run });
    },
  };
}

async function pick(historyFolder: string): Promise<BundledRun | undefined> {
  const items = (await readHistory(historyFolder)).map((run) => ({
    label: run.script,
    description: `${run.target} · ${new Date(run.startedAt).toLocaleString()}`,
    detail: run.end?.message ?? '',
    run,
  }));
  const picked = await window.showQuickPick(items, { title: 'Run to open', matchOnDescription: true });
  return picked?.run;
}
