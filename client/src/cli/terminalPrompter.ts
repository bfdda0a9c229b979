// Asks the user at the terminal, even where the standard streams go elsewhere.
import { openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { ReadStream, WriteStream } from 'node:tty';
import type { HostKeyQuestion, Prompter, SecretQuestion } from '../targets/target.ts';

export const terminalPrompter: Prompter = {
  async acceptHostKey({ host, keyType, fingerprint }: HostKeyQuestion): Promise<boolean> {
    const question = `The host key of ${host} is not known yet.\n${keyType} ${fingerprint}\nIs it the right one? Type yes to go on: `;
    return (await ask(question, true)) === 'yes';
  },
  answer: ({ host, prompt, echo }: SecretQuestion) => ask(`${host}: ${prompt.replace(/[\s:]+$/, '')}: `, echo),
};

/** Undefined: there is no terminal, or the user ended the input. */
function ask(question: string, echo: boolean): Promise<string | undefined> {
  const terminal = openTerminal();
  if (terminal === undefined) {
    process.stderr.write(`tracewright: ${question.trim()} (no terminal to ask at)\n`);
    return Promise.resolve(undefined);
  }
  const { input, output } = terminal;
  const lines = createInterface({ input, output, terminal: true });
  if (!echo) {
    // readline draws what is typed through this one method; a secret must not be drawn.
    Object.assign(lines, { _writeToOutput: (text: string) => text.startsWith(question) && output.write(question) });
  }
  return new Promise((resolve) => {
    const settle = (answer: string | undefined): void => {
      lines.close();
      if (!echo) output.write('\n');
      input.destroy();
      resolve(answer);
    };
    lines.once('close', () => resolve(undefined));
    lines.question(question, settle);
  });
}

function openTerminal(): { readonly input: ReadStream; readonly output: WriteStream } | undefined {
  try {
    return { input: new ReadStream(openSync('/dev/tty', 'r')), output: new WriteStream(openSync('/dev/tty', 'w')) };
  } catch {
    return undefined;
  }
}
