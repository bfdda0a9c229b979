// Disconnect: lets go of the connection that Connect keeps; a run on the target keeps what it needs of it.
import type { HeldConnections } from '../views/targets/heldConnections.ts';
import { targetArgument } from '../views/targets/targetArgument.ts';
import type { Command } from './command.ts';

export function disconnectTargetCommand(held: HeldConnections): Command {
  return {
    name: 'disconnectTarget',
    async run(argument) {
      const target = targetArgument(argument);
      if (target !== undefined) held.disconnect(target);
    },
  };
}
