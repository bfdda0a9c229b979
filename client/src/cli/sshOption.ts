// The option of all commands that says which SSH client reaches targets.
import { type SshTransport, transports } from '../targets/targets.ts';
import { UsageError } from './command.ts';

/** Takes `--ssh built-in` or `--ssh system` out of a command's words, as far as `--`. Throws a `UsageError`. */
export function takeSshOption(words: readonly string[]): {
  readonly words: readonly string[];
  readonly transport: SshTransport | undefined;
} {
  const end = words.indexOf('--');
  const at = words.findIndex((word, index) => /^--ssh(=|$)/.test(word) && (end < 0 || index < end));
  if (at < 0) return { words, transport: undefined };
  const [, inWord] = /^--ssh=(.*)$/s.exec(words[at] ?? '') ?? [];
  const name = inWord ?? words[at + 1];
  const transport = transports.find((one) => one === name);
  if (transport === undefined) throw new UsageError(`--ssh takes one of: ${transports.join(', ')}.`);
  return { words: words.toSpliced(at, inWord === undefined ? 2 : 1), transport };
}
