// Run on Group: runs a script on all targets of a group at once and shows them in one panel.
import { commands, Uri, window } from 'vscode';
import type { KnownTargets, TargetGroup } from '../views/knownTargets.ts';
import type { TracePanels } from '../views/panel/tracePanels.ts';
import type { ScriptRunner } from '../views/scriptRunner.ts';
import { findTraceScript } from '../views/traceScript.ts';
import { mayConnect } from '../views/trust.ts';
import type { Command } from './command.ts';

export function runOnGroupCommand(known: KnownTargets, runner: ScriptRunner, panels: TracePanels): Command {
  return {
    name: 'runOnGroup',
    async run(argument) {
      const script = await findTraceScript(scriptArgument(argument));
      if (script === undefined) {
        window.setStatusBarMessage('Open a trace script to run it', 5000);
        return;
      }
      if (!mayConnect()) return;
      const group = groupArgument(argument, known) ?? (await pickGroup(known.groups));
      if (group === undefined) return;
      const started = await runner.runOnGroup(script, group);
      if (started !== undefined) panels.show(started);
    },
  };
}

/** The menus hand over a script or a row of the Targets view, the panel both a script and a group's name. */
function scriptArgument(argument: unknown): Uri | undefined {
  if (argument instanceof Uri) return argument;
  if (typeof argument !== 'object' || argument === null || !('scriptUri' in argument)) return undefined;
  return argument.scriptUri as Uri;
}

function groupArgument(argument: unknown, known: KnownTargets): TargetGroup | undefined {
  if (typeof argument !== 'object' || argument === null || !('group' in argument)) return undefined;
  const group = argument.group as TargetGroup | string;
  return typeof group === 'string' ? known.groups.find(({ name }) => name === group) : group;
}

async function pickGroup(groups: readonly TargetGroup[]): Promise<TargetGroup | undefined> {
  const usable = groups.filter(({ targets }) => targets.length > 0);
  if (usable.length === 0) {
    const open = 'Open Settings';
    const answer = await window.showInformationMessage(
      'There is no group of targets yet. Name one in the settings.',
      open,
    );
    if (answer === open) await commands.executeCommand('workbench.action.openSettings', 'tracewright.groups');
    return undefined;
  }
  const items = usable.map((group) => ({
    label: group.name,
    description: `${group.targets.length} targets`,
    detail: group.targets.map(({ name }) => name).join(', '),
    group,
  }));
  return (await window.showQuickPick(items, { title: 'Run on which group?' }))?.group;
}
