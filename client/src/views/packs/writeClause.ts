// Writes a clause for a place that can be probed: at the end of the script in sight, or into a new one.
import { Range, Selection, type TextEditor, TextEditorRevealType, window, workspace } from 'vscode';
import { type ClauseResult, clause, type LanguageId, type ProbePlace } from '../../../../server/src/protocol.ts';
import { tracers } from '../../tracers/tracers.ts';
import type { LanguageServer } from '../languageServer.ts';
import { traceScriptOf } from '../scripts/traceScript.ts';

export async function writeClause(server: LanguageServer, place: ProbePlace): Promise<void> {
  const editor = scriptInSight();
  const languageId = editor ? (editor.document.languageId as LanguageId) : await pickLanguage();
  if (languageId === undefined) return;
  const result = await server.request<ClauseResult>(clause, { languageId, place });
  if (result === undefined) return;
  if ('refused' in result) {
    void window.showWarningMessage(result.refused);
    return;
  }
  if (editor === undefined) {
    await window.showTextDocument(await workspace.openTextDocument({ language: languageId, content: result.text }));
    return;
  }
  const { document } = editor;
  const end = document.lineAt(document.lineCount - 1).range.end;
  const isEmpty = document.getText().trim() === '';
  const before = isEmpty ? '' : document.lineAt(end.line).isEmptyOrWhitespace ? '\n' : '\n\n';
  await editor.edit((edit) => edit.insert(end, `${before}${result.text}`));
  const start = document.positionAt(document.offsetAt(end) + before.length);
  const written = new Range(start, document.lineAt(document.lineCount - 1).range.end);
  editor.selection = new Selection(written.start, written.end);
  editor.revealRange(written, TextEditorRevealType.InCenterIfOutsideViewport);
  await window.showTextDocument(document, editor.viewColumn);
}

/** The active script, or one beside it: the tree or a C file may have the focus. */
function scriptInSight(): TextEditor | undefined {
  return [window.activeTextEditor, ...window.visibleTextEditors].find((editor) => traceScriptOf(editor?.document));
}

async function pickLanguage(): Promise<LanguageId | undefined> {
  const items = Object.values(tracers).map(({ languageId, id }) => ({
    label: languageId,
    description: id,
    languageId,
  }));
  const picked = await window.showQuickPick(items, { title: 'Language of the new script' });
  return picked?.languageId;
}
