// Show Panel: brings back the panel of a script's newest run.
import { Uri, window } from 'vscode';
import type { TracePanels } from '../views/panel/tracePanels.ts';
import type { ActiveRuns } from '../views/runs/activeRuns.ts';
import type { Command } from './command.ts';

export function showPanelCommand(runs: ActiveRuns, panels: TracePanels): Command {
  return {
    name: 'showPanel',
    run(argument) {
      const uri = argument instanceof Uri ? argument : window.activeTextEditor?.document.uri;
      const chosen = (uri && runs.of(uri)) ?? runs.all.at(-1);
      if (chosen !== undefined) panels.show(chosen);
      else window.setStatusBarMessage('Nothing has run in this window yet', 5000);
    },
  };
}
