// Export Run: writes a run to a file, as text, tables or a summary.
import { open } from 'node:fs/promises';
import { ProgressLocation, Uri, window, workspace } from 'vscode';
import { exportFormats } from '../runs/history/exportRun.ts';
import { openPastRun } from '../runs/history/pastRun.ts';
import type { BundledRun } from '../runs/history/runHistory.ts';
import type { Run } from '../runs/run.ts';
import type { LanguageServer } from '../views/languageServer.ts';
import type { TracePanels } from '../views/panel/tracePanels.ts';
import type { ActiveRuns } from '../views/runs/activeRuns.ts';
import { formatsOf } from '../views/runs/outputFormats.ts';
import type { Command } from './command.ts';

export function exportRunCommand(
  runs: ActiveRuns,
  panels: TracePanels,
  historyFolder: string,
  server: LanguageServer,
): Command {
  return {
    name: 'exportRun',
    async run(argument) {
      const run = await chosenRun(argument, runs, panels, historyFolder);
      if (run === undefined) {
        window.setStatusBarMessage('There is no run to export', 5000);
        return;
      }
      const items = exportFormats.map((format) => ({
        label: format.title,
        description: `.${format.extension}`,
        format,
      }));
      const picked = await window.showQuickPick(items, { title: `Export the run of ${run.request.script.name}` });
      if (picked === undefined) return;
      const { format } = picked;
      const name = `${run.request.script.name}-${run.id.slice(0, 15)}.${format.extension}`;
      const folder = workspace.workspaceFolders?.[0]?.uri;
      const file = await window.showSaveDialog(folder ? { defaultUri: Uri.joinPath(folder, name) } : {});
      if (file === undefined) return;
      const title = `Exporting ${run.request.script.name}`;
      const location = ProgressLocation.Notification;
      await window.withProgress({ location, title, cancellable: true }, async (progress, cancellation) => {
        const handle = await open(file.fsPath, 'w');
        let written = 0;
        try {
          for await (const piece of format.write(run, (await formatsOf(run, server)).formats)) {
            if (cancellation.isCancellationRequested) return;
            const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
            await handle.writeFile(bytes);
            written += bytes.length;
            progress.report({ message: `${(written / 1e6).toFixed(1)} MB` });
          }
        } finally {
          await handle.close();
        }
        const show = 'Open';
        const answer = await window.showInformationMessage(`Exported to ${file.fsPath}.`, show);
        if (answer === show) await window.showTextDocument(file);
      });
    },
  };
}

/** The row of the history, the panel's run, the script's, or the newest. */
async function chosenRun(
  argument: unknown,
  runs: ActiveRuns,
  panels: TracePanels,
  historyFolder: string,
): Promise<Run | undefined> {
  if (argument instanceof Uri) return panels.runOf(argument) ?? runs.of(argument)?.run;
  const row = argument as BundledRun | undefined;
  if (row !== undefined) {
    return runs.all.find(({ run }) => run.id === row.id)?.run ?? (await openPastRun(historyFolder, row.id));
  }
  return panels.active ?? runs.all.at(-1)?.run;
}
