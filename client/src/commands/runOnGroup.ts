// Run on Group: runs a script on all targets of a group at once and shows them in one panel.
import { commands, Uri, window } from 'vscode';
import type { TracePanels } from '../views/panel/tracePanels.ts';
import type { ScriptRunner } from '../views/runs/scriptRunner.ts';
import { findTraceScript } from '../views/scripts/traceScript.ts';
import type { KnownTargets, TargetGroup } from '../views/targets/knownTargets.ts';
import { mayConnect } from '../views/targets/trust.ts';
import type { Command } from './command.ts';

const openSettings = 'Open Settings';

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
      if (group === undefined || !(await mayRunOn(group))) return;
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

/** Fewer hosts than the user named are run on only after a word. */
async function mayRunOn({ name, targets, problem }: TargetGroup): Promise<boolean> {
  if (problem === '') return true;
  const others = targets.length === 1 ? 'Run on the Other One' : `Run on the Other ${targets.length}`;
  const answers = targets.length === 0 ? [openSettings] : [others, openSettings];
  const answer = await window.showWarningMessage(`The group ${name} has a mistake: ${problem}`, ...answers);
  if (answer === openSettings) await showGroups();
  return answer === others;
}

async function showGroups(): Promise<void> {
  await commands.executeCommand('workbench.action.openSettings', 'tracewright.groups');
}

async function pickGroup(groups: readonly TargetGroup[]): Promise<TargetGroup | undefined> {
  if (groups.length === 0) {
    const text = 'There is no group of targets yet. Name one in the settings.';
    if ((await window.showInformationMessage(text, openSettings)) === openSettings) await showGroups();
    return undefined;
  }
  const items = groups.map((group) => ({
    label: group.name,
    description: `${group.targets.length} targets`,
    detail: group.problem || group.targets.map(({ name }) => name).join(', '),
    group,
  }));
  return (await window.showQuickPick(items, { title: 'Run on which group?' }))?.group;
}
