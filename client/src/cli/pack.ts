// `tracewright pack`: a kernel pack as a folder or a file, from a target or from another pack; and two packs compared.
import { cp, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { openPack, packExtension, writeArchive } from '../packs/packArchive.ts';
import { openPackFolder } from '../packs/packFolder.ts';
import { collectInto, type KeptPack } from '../packs/packs.ts';
import type { Target } from '../targets/target.ts';
import { type Command, UsageError } from './command.ts';
import { comparePacks } from './comparePacks.ts';
import { packStore } from './folders.ts';
import { targetNamed } from './targetGroups.ts';
import { terminalPrompter } from './terminalPrompter.ts';
import { parseWords } from './words.ts';

export const pack: Command = {
  usage: 'pack (--target T [--group G] | --pack P) -o (DIR | FILE.twpack) | pack --compare P P [--for SCRIPT]',
  summary:
    'Brings a kernel pack (symbols, tracepoints, types, tapsets) into a folder or one file, or says what two differ in; P is either.',
  async run(words) {
    const { values, positionals } = parseWords(words, {
      target: { type: 'string' },
      group: { type: 'string' },
      pack: { type: 'string' },
      output: { type: 'string', short: 'o' },
      compare: { type: 'boolean' },
      for: { type: 'string' },
    });
    const { target, pack: source, output } = values;
    if (values.compare) {
      if ((target ?? source ?? output) !== undefined) throw new UsageError('--compare takes two packs and --for.');
      const [before, after, ...more] = positionals;
      if (before === undefined || after === undefined || more.length > 0) {
        throw new UsageError('--compare needs two packs: folders, or files.');
      }
      return await comparePacks(before, after, values.for);
    }
    if (values.for !== undefined) throw new UsageError('--for goes with --compare.');
    if (output === undefined || (target === undefined) === (source === undefined) || positionals.length > 0) {
      throw new UsageError('pack needs a target or a kernel pack, one of the two, and where to write it (-o).');
    }
    const written =
      target === undefined
        ? await convert(source ?? '', output)
        : await collectTo(await targetNamed(target, values.group), output);
    const { release, buildId, missing } = written.manifest;
    process.stdout.write(`${output}: kernel ${release}, build-id ${buildId || 'unknown'}\n`);
    for (const { file, reason, remedy } of missing) process.stdout.write(`missing ${file}: ${reason}. ${remedy}\n`);
    return 0;
  },
};

async function collectTo(target: Target, output: string): Promise<KeptPack> {
  const options = {
    prompter: terminalPrompter,
    onProgress: (what: string) => process.stderr.write(`${what}\n`),
  };
  if (!output.endsWith(packExtension)) return await collectInto(output, target, options);
  return await inScratch(output, async (scratch) => {
    const collected = await collectInto(join(scratch, 'pack'), target, options);
    await writeArchive(collected, output);
    return collected;
  });
}

async function convert(source: string, output: string): Promise<KeptPack> {
  const found = await openPack(source, packStore);
  if (output.endsWith(packExtension)) {
    await writeArchive(found, output);
    return found;
  }
  const there = await readdir(output).catch(() => []);
  if (there.length > 0) await openPackFolder(output, `${output} is not replaced: what is there`);
  await inScratch(output, async (scratch) => {
    await cp(found.folder, join(scratch, 'pack'), {
      recursive: true,
      filter: (path) => path === found.folder || !basename(path).startsWith('.'),
    });
    await rm(output, { recursive: true, force: true });
    await rename(join(scratch, 'pack'), output);
  });
  return found;
}

/** A folder beside what is written, so that it can be moved there; gone afterwards. */
async function inScratch<Result>(output: string, work: (scratch: string) => Promise<Result>): Promise<Result> {
  const scratch = await mkdtemp(join(dirname(output), '.tracewright-'));
  try {
    return await work(scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
