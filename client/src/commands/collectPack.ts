// Collect Kernel Pack: asks the picked target anew for what its kernel and tapsets offer.
import { commands, window, workspace } from 'vscode';
import type { CurrentTarget } from '../views/currentTarget.ts';
import type { TargetPacks } from '../views/targetPacks.ts';
import type { Command } from './command.ts';

export function collectPackCommand(current: CurrentTarget, packs: TargetPacks): Command {
  return {
    name: 'collectPack',
    async run() {
      if (!workspace.isTrusted) {
        window.setStatusBarMessage('Nothing connects to a target in a workspace that is not trusted', 5000);
        return;
      }
      // Picking a target collects its pack.
      if (current.target === undefined) await commands.executeCommand('tracewright.pickTarget');
      else await packs.collect();
    },
  };
}
