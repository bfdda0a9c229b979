// `tracewright pack`: a target's kernel pack as a folder of the user's choice.
import { collectInto } from '../packs/packs.ts';
import { parseTarget } from '../targets/targets.ts';
import { type Command, UsageError } from './command.ts';
import { terminalPrompter } from './terminalPrompter.ts';
import { parseWords } from './words.ts';

export const pack: Command = {
  usage: 'pack --target T -o DIR',
  summary: "Brings the target's kernel pack into DIR: symbols, tracepoints, types, tapsets.",
  async run(words) {
    const { values, positionals } = parseWords(words, {
      target: { type: 'string' },
      output: { type: 'string', short: 'o' },
    });
    if (values.target === undefined || values.output === undefined || positionals.length > 0) {
      throw new UsageError('pack needs a target and a folder to write to.');
    }
    const { manifest } = await collectInto(values.output, parseTarget(values.target), {
      prompter: terminalPrompter,
      onProgress: (what) => process.stderr.write(`${what}\n`),
    });
    process.stdout.write(`${values.output}: kernel ${manifest.release}, build-id ${manifest.buildId || 'unknown'}\n`);
    for (const { file, reason, remedy } of manifest.missing) {
      process.stdout.write(`missing ${file}: ${reason}. ${remedy}\n`);
    }
    return 0;
  },
};
