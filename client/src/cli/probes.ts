// `tracewright probes`: what a probe point with wildcards stands for on a kernel.
import { resolve } from 'node:path';
import type { LanguageId } from '../../../server/src/protocol.ts';
import { collectPack } from '../packs/packs.ts';
import { parseTarget } from '../targets/targets.ts';
import { type Command, UsageError } from './command.ts';
import { packStore } from './folders.ts';
import { LanguageServer } from './languageServer.ts';
import { languages } from './scriptLanguage.ts';
import { terminalPrompter } from './terminalPrompter.ts';
import { parseWords } from './words.ts';

const everything = 10_000_000;

export const probes: Command = {
  usage: 'probes PATTERN --language L (--target T | --pack DIR)',
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
    const folder = values.pack !== undefined ? resolve(values.pack) : await packOf(values.target ?? '');
    const server = await LanguageServer.start({ kernelPack: folder });
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

async function packOf(target: string): Promise<string> {
  const kept = await collectPack(packStore, parseTarget(target), {
    prompter: terminalPrompter,
    onProgress: (what) => process.stderr.write(`${what}\n`),
  });
  return kept.folder;
}

function languageNamed(name: string | undefined): LanguageId {
  const languageId = languages.find((id) => id === name);
  if (languageId === undefined) throw new UsageError(`--language is one of ${languages.join(', ')}.`);
  return languageId;
}
