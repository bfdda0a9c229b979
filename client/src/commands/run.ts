// Run: runs a script on the picked target and shows its panel.
import { Uri, window } from 'vscode';
import type { TracePanels } from '../views/panel/tracePanels.ts';
import type { ScriptRunner } from '../views/runs/scriptRunner.ts';
import { findTraceScript } from '../views/scripts/traceScript.ts';
import type { Command } from './command.ts';

export function runCommand(runner: ScriptRunner, panels: TracePanels): Command {
  return {
    name: 'run',
    async run(argument) {
      const script = await findTraceScript(argument instanceof Uri ? argument : undefined);
      if (script === undefined) {
        window.setStatusBarMessage('Open a trace script to run it', 5000);
        return;
      }
      const started = await runner.run(script);
      if (started !== undefined) panels.show(started);
    },
  };
}
