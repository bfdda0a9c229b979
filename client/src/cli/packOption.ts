// The kernel pack that a command works with: a folder, a file, or the target it is taken from.
import { openPack } from '../packs/packArchive.ts';
import { collectPack } from '../packs/packs.ts';
import { TargetFiles } from '../packs/targetFiles.ts';
import { parseTarget } from '../targets/targets.ts';
import { packStore } from './folders.ts';
import { terminalPrompter } from './terminalPrompter.ts';

export interface ChosenPack {
  readonly folder: string;
  /** The target that can be asked about its programs; undefined where only the pack is at hand. */
  readonly files: TargetFiles | undefined;
}

/** The options `--target` and `--pack`; undefined where neither is given. A target is visited. */
export async function choosePack(options: {
  readonly target?: string | undefined;
  readonly pack?: string | undefined;
}): Promise<ChosenPack | undefined> {
  if (options.pack !== undefined) return { folder: (await openPack(options.pack, packStore)).folder, files: undefined };
  if (options.target === undefined) return undefined;
  const target = parseTarget(options.target);
  const { folder } = await collectPack(packStore, target, {
    prompter: terminalPrompter,
    onProgress: (what) => process.stderr.write(`${what}\n`),
  });
  return { folder, files: new TargetFiles(target, () => terminalPrompter) };
}
