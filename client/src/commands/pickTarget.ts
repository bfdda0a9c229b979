// Pick Target: chooses the machine that scripts run on, and brings its kernel pack up to date.
import { workspace } from 'vscode';
import { settings } from '../settings.ts';
import type { PacksAlone } from '../views/packs/packsAlone.ts';
import type { TargetPacks } from '../views/packs/targetPacks.ts';
import type { CurrentTarget } from '../views/targets/currentTarget.ts';
import type { KnownTargets } from '../views/targets/knownTargets.ts';
import { targetArgument } from '../views/targets/targetArgument.ts';
import { pickTarget } from '../views/targets/targetPicker.ts';
import type { Command } from './command.ts';

export function pickTargetCommand(
  current: CurrentTarget,
  packs: TargetPacks,
  alone: PacksAlone,
  known: KnownTargets,
): Command {
  return {
    name: 'pickTarget',
    async run(argument) {
      const target = targetArgument(argument) ?? (await pickTarget(current.name, known, alone.isImported));
      if (target === undefined) return;
      if (target === 'back') return await alone.leave();
      current.pick(target);
      await packs.useKept();
      // The pack comes in the background: the editor and Run are ready before it.
      if (workspace.isTrusted && settings.refreshesPacks()) void packs.collect();
    },
  };
}
