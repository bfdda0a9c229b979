// Show the Script as It Runs: what SystemTap gets is a copy that counts its probes; here it is beside the script.
import { Uri, window } from 'vscode';
import type { CountedScripts } from '../views/runs/countedScripts.ts';
import { findTraceScript } from '../views/scripts/traceScript.ts';
import type { Command } from './command.ts';

export function showCountedScriptCommand(scripts: CountedScripts): Command {
  return {
    name: 'showCountedScript',
    async run(argument) {
      const script = await findTraceScript(argument instanceof Uri ? argument : undefined);
      if (script === undefined) return;
      const why = await scripts.show(script);
      if (why !== undefined) window.setStatusBarMessage(why, 5000);
    },
  };
}
