// The requests that the server answers, as a table: each row turns positions into offsets, asks a feature, turns back.
import {
  CodeActionRequest,
  CodeLensRequest,
  CompletionRequest,
  CompletionResolveRequest,
  DefinitionRequest,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  DocumentDiagnosticRequest,
  DocumentFormattingRequest,
  DocumentHighlightKind,
  DocumentHighlightRequest,
  DocumentOnTypeFormattingRequest,
  DocumentRangeFormattingRequest,
  DocumentSymbolRequest,
  FoldingRangeKind,
  FoldingRangeRequest,
  HoverRequest,
  InlayHintKind,
  InlayHintRequest,
  LSPErrorCodes,
  PrepareRenameRequest,
  ReferencesRequest,
  RenameRequest,
  ResponseError,
  SelectionRangeRequest,
  SemanticTokensRangeRequest,
  SemanticTokensRequest,
  SignatureHelpRequest,
  WorkspaceSymbolRequest,
} from 'vscode-languageserver';
import { codeActions } from '../features/codeAction.ts';
import { codeLenses } from '../features/codeLens.ts';
import { complete } from '../features/completion.ts';
import { diagnostics } from '../features/diagnostics.ts';
import { documentSymbols } from '../features/documentSymbol.ts';
import { foldingRanges } from '../features/foldingRange.ts';
import { formatting, formattingOnType } from '../features/formatting.ts';
import { hover } from '../features/hover.ts';
import { inlayHints } from '../features/inlayHint.ts';
import { references } from '../features/references.ts';
import { rename, renameRange } from '../features/rename.ts';
import { selectionRanges } from '../features/selectionRange.ts';
import { semanticTokens } from '../features/semanticTokens.ts';
import { signatureHelp } from '../features/signatureHelp.ts';
import { workspaceSymbols } from '../features/workspaceSymbol.ts';
import { documentationOf } from '../syntax/candidate.ts';
import { definitionAt } from './definitionAt.ts';
import { ownRequests } from './ownRequests.ts';
import { toLspEdit, toLspRange, toOffset, toRange } from './positions.ts';
import { atCursor, FINDINGS_PATIENCE, inScript, on, type RequestRow } from './requestRow.ts';
import {
  type CompletionData,
  toCodeAction,
  toCompletionItems,
  toDiagnostic,
  toDocumentSymbol,
  toMarkdown,
  toSelectionRange,
  toSemanticTokens,
  toSignatureHelp,
  toSymbolKind,
} from './toLsp.ts';

/** How long a target is waited for by who types, in milliseconds. */
const COMPLETION_PATIENCE = 2000;

/** All that the server answers. */
export const requests: readonly RequestRow[] = [
  on(CompletionRequest.type, (session, { textDocument, position }) =>
    session.withPrograms(textDocument.uri, COMPLETION_PATIENCE, ({ document, analysis }) => {
      const completion = complete(analysis, toOffset(document, position));
      const list = session.keepCompletion(completion.items);
      const items = toCompletionItems(document, completion, list, session.abilities);
      return { isIncomplete: completion.incomplete, items };
    }),
  ),
  on(CompletionResolveRequest.type, (session, item) => {
    const { list, index } = item.data as CompletionData;
    const candidate = session.completionItem(list, index)?.candidate;
    const told = candidate ? documentationOf(candidate) : '';
    return told === '' ? item : { ...item, documentation: toMarkdown(told) };
  }),
  on(
    HoverRequest.type,
    atCursor(({ document, analysis }, offset) => {
      const found = hover(analysis, offset);
      return found ? { contents: toMarkdown(found.markdown), range: toLspRange(document, found.range) } : null;
    }),
  ),
  on(
    SignatureHelpRequest.type,
    atCursor(({ analysis }, offset) => {
      const help = signatureHelp(analysis, offset);
      return help ? toSignatureHelp(help) : null;
    }),
  ),
  on(
    DefinitionRequest.type,
    atCursor((script, offset, _, session) => definitionAt(script, offset, session)),
  ),
  on(
    ReferencesRequest.type,
    atCursor(({ document, analysis }, offset, { context }) =>
      references(analysis, offset, context.includeDeclaration).map(({ range }) => ({
        uri: document.uri,
        range: toLspRange(document, range),
      })),
    ),
  ),
  on(
    DocumentHighlightRequest.type,
    atCursor(({ document, analysis }, offset) =>
      references(analysis, offset).map(({ range, write }) => ({
        range: toLspRange(document, range),
        kind: write ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
      })),
    ),
  ),
  on(
    PrepareRenameRequest.type,
    atCursor(({ document, analysis }, offset) => {
      const range = renameRange(analysis, offset);
      return range ? toLspRange(document, range) : null;
    }),
  ),
  on(
    RenameRequest.type,
    atCursor(({ document, analysis }, offset, { newName }) => {
      const edits = rename(analysis, offset, newName);
      if ('refused' in edits) throw new ResponseError(LSPErrorCodes.RequestFailed, edits.refused);
      return { changes: { [document.uri]: edits.map((edit) => toLspEdit(document, edit)) } };
    }),
  ),
  on(
    DocumentSymbolRequest.type,
    inScript(({ document, analysis }) => documentSymbols(analysis).map((symbol) => toDocumentSymbol(document, symbol))),
  ),
  on(WorkspaceSymbolRequest.type, (session, { query }) =>
    session.uris.flatMap((uri) => {
      const script = session.script(uri);
      if (!script) return [];
      return workspaceSymbols(script.analysis, query).map(({ name, kind, range }) => ({
        name,
        kind: toSymbolKind(kind),
        location: { uri, range: toLspRange(script.document, range) },
      }));
    }),
  ),
  on(
    FoldingRangeRequest.type,
    inScript(({ document, analysis }) =>
      foldingRanges(analysis).map(({ range, isComment }) => ({
        startLine: document.positionAt(range.start).line,
        endLine: document.positionAt(range.end).line,
        ...(isComment && { kind: FoldingRangeKind.Comment }),
      })),
    ),
  ),
  on(
    SelectionRangeRequest.type,
    inScript(({ document, analysis }, { positions }) =>
      positions.map((position) => toSelectionRange(document, selectionRanges(analysis, toOffset(document, position)))),
    ),
  ),
  on(
    SemanticTokensRequest.type,
    inScript(({ document, analysis }) => toSemanticTokens(document, semanticTokens(analysis))),
  ),
  on(
    SemanticTokensRangeRequest.type,
    inScript(({ document, analysis }, { range }) =>
      toSemanticTokens(document, semanticTokens(analysis, toRange(document, range))),
    ),
  ),
  on(
    InlayHintRequest.type,
    inScript(({ document, analysis }, { range }) =>
      inlayHints(analysis, toRange(document, range)).map(({ offset, label }) => ({
        position: document.positionAt(offset),
        label,
        kind: InlayHintKind.Type,
      })),
    ),
  ),
  on(
    CodeLensRequest.type,
    inScript(({ document, analysis }) =>
      // A lens with an empty command is plain text, in every editor.
      codeLenses(analysis).map(({ range, title, kind }) => ({
        range: toLspRange(document, range),
        command: { title, command: '' },
        data: kind,
      })),
    ),
  ),
  on(
    DocumentFormattingRequest.type,
    inScript(({ document, analysis }) => formatting(analysis).map((edit) => toLspEdit(document, edit))),
  ),
  on(
    DocumentRangeFormattingRequest.type,
    inScript(({ document, analysis }, { range }) =>
      formatting(analysis, toRange(document, range)).map((edit) => toLspEdit(document, edit)),
    ),
  ),
  on(
    DocumentOnTypeFormattingRequest.type,
    atCursor(({ document, analysis }, offset) =>
      formattingOnType(analysis, offset).map((edit) => toLspEdit(document, edit)),
    ),
  ),
  on(
    CodeActionRequest.type,
    inScript(({ document, analysis }, { range }, session) =>
      codeActions(analysis, toRange(document, range), session.checks).map((action) => toCodeAction(document, action)),
    ),
  ),
  on(DocumentDiagnosticRequest.type, async (session, { textDocument }): Promise<DocumentDiagnosticReport> => {
    // A client that cannot be told to ask again gets the whole answer the first time.
    if (session.checks === 'all' && !session.abilities.refreshes.diagnostics) await session.settled(textDocument.uri);
    const patience = session.abilities.refreshes.diagnostics ? 0 : FINDINGS_PATIENCE;
    const items = await session.withPrograms(textDocument.uri, patience, ({ document, analysis }) =>
      diagnostics(analysis, session.checks).map((finding) => toDiagnostic(document, finding)),
    );
    return { kind: DocumentDiagnosticReportKind.Full, items: items ?? [] };
  }),
  ...ownRequests,
];
