// `tracewright probes`: what a probe point with wildcards stands for on a kernel.
import type { LanguageId } from '../../../server/src/protocol.ts';
import { type Command, UsageError } from './command.ts';
import { LanguageServer } from './languageServer.ts';
import { choosePack } from './packOption.ts';
import { languages } from './scriptLanguage.ts';
import { parseWords } from './words.ts';

const everything = 10_000_000;

export const probes: Command = {
  usage: 'probes PATTERN --language L (--target T | --pack P)',
  summary: 'Lists the probe points that PATTERN stands for; L is systemtap, bpftrace or dtrace. Attaches nothing.',
  async run(words) {
    const { values, positionals } = parseWords(words, {
      language: { type: 'string' },
      target: { type: 'string' },
      pack: { type: 'string' },
    });
    const [pattern, ...more] = positionals;
    if (pattern === undefined || more.length > 0) throw new UsageError('probes needs one pattern.');
    if ((values.target === undefined) === (values.pack === undefined)) {
      throw new UsageError('probes needs a target or a kernel pack, one of the two.');
    }
    const languageId = languageNamed(values.language);
    const pack = await choosePack(values);
    const server = await LanguageServer.start({ ...(pack && { kernelPack: pack.folder }) }, pack?.files);
    try {
      const { names, unknown } = await server.probes({ languageId, pattern, limit: everything });
      if (server.packFailure !== undefined) throw new Error(server.packFailure);
      if (unknown !== undefined) throw new Error(unknown);
      for (const name of names) process.stdout.write(`${name}\n`);
      if (names.length === 0) process.stderr.write(`tracewright: nothing matches ${pattern} on this kernel.\n`);
      return names.length === 0 ? 1 : 0;
    } finally {
      await server.stop();
    }
  },
};

function languageNamed(name: string | undefined): LanguageId {
  const languageId = languages.find((id) => id === name);
  if (languageId === undefined) throw new UsageError(`--language is one of ${languages.join(', ')}.`);
  return languageId;
}
