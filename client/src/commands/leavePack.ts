// Leave Imported Kernel Pack: what was in force before it is in force again, the target or the workspace's own pack.
import type { PacksAlone } from '../views/packs/packsAlone.ts';
import type { Command } from './command.ts';

export function leavePackCommand(packs: PacksAlone): Command {
  return {
    name: 'leavePack',
    run: () => packs.leave(),
  };
}
