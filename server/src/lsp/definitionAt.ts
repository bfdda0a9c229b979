// Definition as LSP wants it: a place of the tapset becomes one in the pack's file.
import { pathToFileURL } from 'node:url';
import type { LocationLink, Definition as LspDefinition } from 'vscode-languageserver';
import { definition } from '../features/definition.ts';
import { tapsetFile } from '../kernel/loadPack.ts';
import { TextDocument, toLspRange } from './positions.ts';
import type { OpenScript, Session } from './session.ts';

/** The definition as LSP spells it; one in the tapset lies in the pack. */
export function definitionAt(
  { document, analysis }: OpenScript,
  offset: number,
  session: Session,
): LspDefinition | LocationLink[] | null {
  const found = definition(analysis, offset);
  const target = found && targetOf(document, analysis.source.pack.tapset, found.tapsetPath, session);
  if (!found || !target) return null;
  const range = toLspRange(target, found.range);
  if (!session.abilities.definitionLinks) return { uri: target.uri, range };
  const originSelectionRange = toLspRange(document, found.asked);
  return [{ originSelectionRange, targetUri: target.uri, targetRange: range, targetSelectionRange: range }];
}

/** The document that a definition lies in. */
function targetOf(
  document: TextDocument,
  tapset: ReadonlyMap<string, string>,
  path: string | undefined,
  session: Session,
): TextDocument | undefined {
  if (path === undefined) return document;
  const text = tapset.get(path);
  const folder = session.packFolder(document.uri);
  if (text === undefined || folder === undefined) return undefined;
  return TextDocument.create(pathToFileURL(tapsetFile(folder, path)).href, document.languageId, 0, text);
}
