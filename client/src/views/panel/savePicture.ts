// Writes a picture of a view where the user wants it.
import { Uri, window, workspace } from 'vscode';
import type { Run } from '../../runs/run.ts';

/** `data`: SVG as text, PNG in base64. */
export async function savePicture(run: Run, view: string, format: 'png' | 'svg', data: string): Promise<void> {
  const name = `${run.request.script.name}-${run.id.slice(0, 15)}-${view}.${format}`;
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const filters = { [`${format.toUpperCase()} picture`]: [format] };
  const file = await window.showSaveDialog({ filters, ...(folder && { defaultUri: Uri.joinPath(folder, name) }) });
  if (file === undefined) return;
  try {
    await workspace.fs.writeFile(file, Buffer.from(data, format === 'png' ? 'base64' : 'utf8'));
    window.setStatusBarMessage(`Saved ${file.fsPath}`, 5000);
  } catch (error) {
    void window.showErrorMessage(`The picture could not be saved: ${error instanceof Error ? error.message : error}`);
  }
}
