// Show Log: the output channel, in a form that can be sent in.
import type { LogOutputChannel } from 'vscode';
import type { Command } from './command.ts';

export function showLogCommand(log: LogOutputChannel): Command {
  return { name: 'showLog', run: () => log.show(true) };
}
