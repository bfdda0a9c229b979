// `tracewright pack --compare`: what two packs differ in, or what of it a script touches.
import { basename } from 'node:path';
import { comparisonText } from '../packs/comparisonText.ts';
import { openPack } from '../packs/packArchive.ts';
import { packStore } from './folders.ts';
import { LanguageServer } from './languageServer.ts';
import { readScript } from './readScript.ts';

/** Gives the exit code: 1 where the script has an error on the second kernel that it has not on the first. */
export async function comparePacks(before: string, after: string, script: string | undefined): Promise<number> {
  const [old, fresh] = [await openPack(before, packStore), await openPack(after, packStore)];
  const read = script === undefined ? undefined : await readScript(script);
  const server = await LanguageServer.start({});
  try {
    const comparison = await server.comparePacks({
      before: old.folder,
      after: fresh.folder,
      ...(read && { script: read }),
    });
    process.stdout.write(comparisonText(comparison, script === undefined ? undefined : basename(script)));
    return comparison.script?.findings.some(({ severity }) => severity === 'error') ? 1 : 0;
  } finally {
    await server.stop();
  }
}
