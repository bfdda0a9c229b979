// Import Kernel Pack: puts the pack of a file in force, without a target.
import { Uri, window } from 'vscode';
import { packExtension } from '../packs/packArchive.ts';
import type { PacksAlone } from '../views/packs/packsAlone.ts';
import type { Command } from './command.ts';

export function importPackCommand(packs: PacksAlone): Command {
  return {
    name: 'importPack',
    async run(argument) {
      const file = argument instanceof Uri ? argument : await askForPackFile('Import');
      if (file === undefined) return;
      try {
        await packs.import(file.fsPath);
      } catch (error) {
        void window.showErrorMessage(error instanceof Error ? error.message : String(error));
      }
    },
  };
}

/** Undefined where the user gave up. */
export async function askForPackFile(openLabel: string): Promise<Uri | undefined> {
  const files = await window.showOpenDialog({ openLabel, filters: { 'Kernel packs': [packExtension.slice(1)] } });
  return files?.[0];
}
