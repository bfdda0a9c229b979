// Export Kernel Pack: writes the pack in force into one file, to be mailed, kept or committed.
import { basename } from 'node:path';
import { Uri, window, workspace } from 'vscode';
import { packExtension, writeArchive } from '../packs/packArchive.ts';
import { hostOf, openPackFolder } from '../packs/packFolder.ts';
import type { LanguageServer } from '../views/languageServer.ts';
import type { CurrentTarget } from '../views/targets/currentTarget.ts';
import type { Command } from './command.ts';

export function exportPackCommand(current: CurrentTarget, server: LanguageServer): Command {
  return {
    name: 'exportPack',
    async run() {
      const { target } = current;
      if (server.pack === undefined) {
        window.setStatusBarMessage('There is no kernel pack yet: pick a target or import one', 5000);
        return;
      }
      try {
        const pack = await openPackFolder(server.pack);
        const name = `${pack.manifest.release.replace(/[^\w.+-]/g, '_')}${packExtension}`;
        const folder = workspace.workspaceFolders?.[0]?.uri;
        const file = await window.showSaveDialog({
          filters: { 'Kernel packs': [packExtension.slice(1)] },
          ...(folder && { defaultUri: Uri.joinPath(folder, name) }),
        });
        if (file === undefined) return;
        const bytes = await writeArchive(pack, file.fsPath, target && hostOf(target));
        const size = `${(bytes / 1e6).toFixed(1)} MB`;
        window.setStatusBarMessage(`$(check) ${basename(file.fsPath)} is written, ${size}`, 5000);
      } catch (error) {
        void window.showErrorMessage(error instanceof Error ? error.message : String(error));
      }
    },
  };
}
