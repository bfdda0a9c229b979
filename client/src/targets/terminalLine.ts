// What to type into a terminal of this machine so that a command runs on a target, with that terminal as its own.
import { quote } from './quote.ts';
import type { Target } from './target.ts';

/** `command`: a line for the target's shell. */
export function terminalLine({ address, via }: Target, command: string): string {
  if (address.kind === 'local') return command;
  const host = address.user === undefined ? address.host : `${address.user}@${address.host}`;
  const port = address.port === undefined ? [] : ['-p', String(address.port)];
  const line = `ssh -t ${quote([...port, '--', host, command])}`;
  return via === undefined ? line : terminalLine(via, line);
}
