// Writes the condition for a value picked in a run's output into the run's script, as an edit to review.
import {
  Range,
  Selection,
  type TextDocument,
  TextEditorRevealType,
  type Uri,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';
import { type NarrowResult, narrow } from '../../../../server/src/protocol.ts';
import type { Run } from '../../runs/run.ts';
import { tracers } from '../../tracers/tracers.ts';
import type { LanguageServer } from '../languageServer.ts';
import type { FromPage } from '../panelMessages.ts';
import { pastRunScheme } from '../runs/pastRunUri.ts';

/** The document is changed and not saved. */
export async function narrowScript(
  server: LanguageServer,
  scriptUri: Uri,
  run: Run,
  { picked, test, isNegated }: Extract<FromPage, { kind: 'narrow' }>,
): Promise<void> {
  const document = await scriptOf(scriptUri, run);
  if (document === undefined) {
    void window.showWarningMessage(
      `Open ${run.request.script.name} itself to narrow it: this is the text of a past run.`,
    );
    return;
  }
  const { languageId } = tracers[run.request.tracer];
  const result = await server.request<NarrowResult>(narrow, {
    languageId,
    text: document.getText(),
    picked,
    test,
    isNegated,
  });
  if (result === undefined) return;
  if ('refused' in result) {
    void window.showWarningMessage(result.refused);
    return;
  }
  const edit = new WorkspaceEdit();
  const rangeOf = (start: number, end: number): Range =>
    new Range(document.positionAt(start), document.positionAt(end));
  for (const { start, end, newText } of result.edits) edit.replace(document.uri, rangeOf(start, end), newText);
  await workspace.applyEdit(edit);
  const column = window.visibleTextEditors.find((editor) => editor.document === document)?.viewColumn;
  const editor = await window.showTextDocument(document, column === undefined ? {} : { viewColumn: column });
  const [first] = result.edits;
  if (first === undefined) return;
  const place = document.positionAt(first.start);
  editor.selection = new Selection(place, place);
  editor.revealRange(new Range(place, place), TextEditorRevealType.InCenterIfOutsideViewport);
  window.setStatusBarMessage(`Written into the script: ${result.condition}. Run again to see its effect.`, 8000);
}

/** The script in the editor; of a past run, a file of the workspace that still says the same. */
async function scriptOf(scriptUri: Uri, { request }: Run): Promise<TextDocument | undefined> {
  if (scriptUri.scheme !== pastRunScheme) return workspace.openTextDocument(scriptUri);
  const { name, text } = request.script;
  for (const uri of await workspace.findFiles(`**/${name.replaceAll(/[[\]{}*?]/g, '?')}`, undefined, 20)) {
    const document = await workspace.openTextDocument(uri);
    if (document.getText() === text) return document;
  }
  return undefined;
}
