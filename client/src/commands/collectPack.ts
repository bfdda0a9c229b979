// Collect Kernel Pack: asks a target, the picked one as a rule, anew for what its kernel and tapsets offer.
import { commands } from 'vscode';
import type { TargetPacks } from '../views/packs/targetPacks.ts';
import type { CurrentTarget } from '../views/targets/currentTarget.ts';
import { targetArgument } from '../views/targets/targetArgument.ts';
import { mayConnect } from '../views/targets/trust.ts';
import type { Command } from './command.ts';

export function collectPackCommand(current: CurrentTarget, packs: TargetPacks): Command {
  return {
    name: 'collectPack',
    async run(argument) {
      if (!mayConnect()) return;
      const named = targetArgument(argument);
      // Picking a target collects its pack.
      if (named !== undefined) await packs.collect(named);
      else if (current.target === undefined) await commands.executeCommand('tracewright.pickTarget');
      else await packs.collect();
    },
  };
}
