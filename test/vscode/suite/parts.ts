// What the suite's tests share: scripts in the editor, and waiting for what VS Code tells.
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';

/** The extension, active. */
export async function activated(): Promise<vscode.Extension<unknown>> {
  const extension = vscode.extensions.getExtension('tracewright.tracewright');
  assert.ok(extension, 'the extension is not installed in this host');
  await extension.activate();
  return extension;
}

/** Opens an untitled script in an editor. */
export async function openScript(language: string, content: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ language, content });
  await vscode.window.showTextDocument(document);
  return document;
}

/** The document's diagnostics as soon as they satisfy a condition. */
export async function diagnosticsOf(
  uri: vscode.Uri,
  isWanted: (diagnostics: readonly vscode.Diagnostic[]) => boolean,
): Promise<readonly vscode.Diagnostic[]> {
  const now = () => vscode.languages.getDiagnostics(uri);
  if (isWanted(now())) return now();
  return new Promise((resolve) => {
    const subscription = vscode.languages.onDidChangeDiagnostics(() => {
      if (!isWanted(now())) return;
      subscription.dispose();
      resolve(now());
    });
  });
}
