// Shows a line of a script in an editor: the one that has it open already, else one beside the panel.
import { Range, type Uri, ViewColumn, window } from 'vscode';

/** `line` from 1. */
export async function showScriptLine(script: Uri, line: number): Promise<void> {
  const open = window.visibleTextEditors.find(({ document }) => document.uri.toString() === script.toString());
  const selection = new Range(line - 1, 0, line - 1, 0);
  await window.showTextDocument(script, { viewColumn: open?.viewColumn ?? ViewColumn.One, selection });
}
