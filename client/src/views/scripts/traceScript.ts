// Which documents are trace scripts, and which tracer runs each.
import { basename } from 'node:path';
import { type TextDocument, type Uri, window, workspace } from 'vscode';
import type { LanguageId } from '../../../../server/src/protocol.ts';
import type { RunScript, TracerId } from '../../tracers/tracer.ts';
import { tracers } from '../../tracers/tracers.ts';

/** A document that a tracer can run. */
export interface TraceScript {
  readonly document: TextDocument;
  readonly languageId: LanguageId;
  readonly tracer: TracerId;
}

/** The languages of trace scripts, as document selectors want them. */
export const traceLanguages: readonly LanguageId[] = Object.values(tracers).map((tracer) => tracer.languageId);

/** Undefined where the document is none. */
export function traceScriptOf(document: TextDocument | undefined): TraceScript | undefined {
  const tracer = Object.values(tracers).find(({ languageId }) => languageId === document?.languageId);
  return document && tracer && { document, languageId: tracer.languageId, tracer: tracer.id };
}

/** The script that a command is about: the one named, else the one in the active editor. */
export async function findTraceScript(uri: Uri | undefined): Promise<TraceScript | undefined> {
  return traceScriptOf(uri ? await workspace.openTextDocument(uri) : window.activeTextEditor?.document);
}

/** The script as it is in the editor, saved or not. */
export function runScriptOf({ document }: TraceScript): RunScript {
  return { name: basename(document.uri.path) || document.uri.path, text: document.getText() };
}
