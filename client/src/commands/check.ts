// Check: shows the findings of a script against its target's kernel.
import { commands, DiagnosticSeverity, languages, Uri, window } from 'vscode';
import type { ScriptPacks } from '../views/packs/scriptPacks.ts';
import { findTraceScript } from '../views/scripts/traceScript.ts';
import type { CurrentTarget } from '../views/targets/currentTarget.ts';
import type { Command } from './command.ts';

/** Milliseconds that the answer stays in the status bar. */
const shown = 5000;

export function checkCommand(target: CurrentTarget, packs: ScriptPacks): Command {
  return {
    name: 'check',
    async run(argument) {
      const script = await findTraceScript(argument instanceof Uri ? argument : undefined);
      if (script === undefined) return;
      const findings = languages.getDiagnostics(script.document.uri);
      const kernel = packs.placeOf(script.document.uri) ?? (target.place || 'no target is picked');
      if (findings.length === 0) {
        window.setStatusBarMessage(`$(check) Nothing found (${kernel})`, shown);
        return;
      }
      const errors = findings.filter(({ severity }) => severity === DiagnosticSeverity.Error).length;
      window.setStatusBarMessage(`${errors} errors, ${findings.length - errors} others (${kernel})`, shown);
      await commands.executeCommand('workbench.actions.view.problems');
    },
  };
}
