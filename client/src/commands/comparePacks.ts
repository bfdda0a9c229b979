// Compare Kernel Packs: what two kernels differ in, or what of it the script in the editor touches.
import { basename } from 'node:path';
import { ProgressLocation, type QuickPickItem, window } from 'vscode';
import { type ComparePacksParams, comparePacks, type PackComparison } from '../../../server/src/protocol.ts';
import { importArchive } from '../packs/packArchive.ts';
import { packsIn, spellPack } from '../packs/packFolder.ts';
import type { KeptPack } from '../packs/packs.ts';
import type { LanguageServer } from '../views/languageServer.ts';
import type { PackComparisons } from '../views/packs/packComparisons.ts';
import { findTraceScript } from '../views/scripts/traceScript.ts';
import type { Command } from './command.ts';
import { askForPackFile } from './importPack.ts';

interface PackItem extends QuickPickItem {
  /** Undefined: a file is asked for. */
  readonly pack?: KeptPack;
}

/** `store`: the folder that holds all packs. */
export function comparePacksCommand(server: LanguageServer, comparisons: PackComparisons, store: string): Command {
  return {
    name: 'comparePacks',
    async run() {
      try {
        const before = await pickPack('Compare this kernel pack …', server, store);
        if (before === undefined) return;
        const after = await pickPack(`… ${spellPack(before.manifest)} with this one`, server, store, before);
        if (after === undefined) return;
        const script = await pickScript();
        if (script === 'none') return;
        const params = { before: before.folder, after: after.folder, ...(script && { script }) };
        const comparison = await compare(server, params);
        if (comparison !== undefined) await comparisons.show(comparison, script?.path);
      } catch (error) {
        void window.showErrorMessage(error instanceof Error ? error.message : String(error));
      }
    },
  };
}

async function compare(server: LanguageServer, params: ComparePacksParams): Promise<PackComparison | undefined> {
  const options = { location: ProgressLocation.Window, title: 'Comparing kernel packs' };
  return await window.withProgress(options, () => server.request<PackComparison>(comparePacks, params));
}

/** Kept packs, the newest first, and any file; undefined where the user gave up. */
async function pickPack(
  title: string,
  { pack: inForce }: LanguageServer,
  store: string,
  other?: KeptPack,
): Promise<KeptPack | undefined> {
  const kept = (await packsIn(store)).filter(({ folder }) => folder !== other?.folder);
  const items: PackItem[] = kept.map((pack) => {
    const { manifest, folder } = pack;
    const marks = [folder === inForce && 'in use', basename(folder).startsWith('imported-') && 'imported'];
    return {
      label: spellPack(manifest),
      description: ['', ...marks].filter(Boolean).join(', '),
      detail: `Collected ${new Date(manifest.collectedAt).toLocaleString()}, build ${manifest.buildId.slice(0, 12) || 'unknown'}`,
      pack,
    };
  });
  const picked = await window.showQuickPick([...items, { label: '$(file) A file …' }], {
    title,
    matchOnDetail: true,
  });
  if (picked === undefined || picked.pack !== undefined) return picked?.pack;
  const file = await askForPackFile('Compare');
  return file && (await importArchive(file.fsPath, store));
}

/** Undefined: the whole packs are compared; `none`: the user gave up. */
async function pickScript(): Promise<ComparePacksParams['script'] | 'none'> {
  const script = await findTraceScript(undefined);
  if (script === undefined) return undefined;
  const path = script.document.uri.path;
  const only = { label: `What ${basename(path)} touches` };
  const picked = await window.showQuickPick([only, { label: 'Everything' }], { title: 'What is compared' });
  if (picked === undefined) return 'none';
  return picked === only ? { languageId: script.languageId, path, text: script.document.getText() } : undefined;
}
