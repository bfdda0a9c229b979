// Copy Name: puts a target's name on the clipboard, as the command line and scripts take it.
import { env } from 'vscode';
import { targetArgument } from '../views/targets/targetArgument.ts';
import type { Command } from './command.ts';

export function copyTargetNameCommand(): Command {
  return {
    name: 'copyTargetName',
    async run(argument) {
      const target = targetArgument(argument);
      if (target !== undefined) await env.clipboard.writeText(target.name);
    },
  };
}
