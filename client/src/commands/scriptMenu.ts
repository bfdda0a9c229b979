// More for This Script: what the lens has no room for.
import { commands, window } from 'vscode';
import type { Command } from './command.ts';

const items = [
  { label: '$(run-all) Run With…', command: 'tracewright.runWith' },
  { label: '$(list-tree) What Will This Attach To?', command: 'tracewright.showAttachPlan' },
  { label: '$(diff) Show the Script as It Runs', command: 'tracewright.showCountedScript' },
  { label: '$(search) Find Probe', command: 'tracewright.findProbe' },
  { label: '$(symbol-parameter) Set Script Arguments', command: 'tracewright.setArguments' },
  { label: '$(watch) Set Time Limit', command: 'tracewright.setTimeLimit' },
  { label: '$(target) Pick Target', command: 'tracewright.pickTarget' },
  { label: '$(server-environment) Run on Group', command: 'tracewright.runOnGroup' },
  { label: '$(pulse) Check Target', command: 'tracewright.checkTarget' },
  { label: '$(database) Collect Kernel Pack', command: 'tracewright.collectPack' },
  { label: '$(open-preview) Show Panel', command: 'tracewright.showPanel' },
  { label: '$(output) Show Log', command: 'tracewright.showLog' },
];

export function scriptMenuCommand(): Command {
  return {
    name: 'scriptMenu',
    async run(argument) {
      const picked = await window.showQuickPick(items, { title: 'Tracewright' });
      if (picked !== undefined) await commands.executeCommand(picked.command, argument);
    },
  };
}
