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
  type Position,
  PrepareRenameRequest,
  ReferencesRequest,
  RenameRequest,
  RequestType,
  ResponseError,
  SelectionRangeRequest,
  SemanticTokensRangeRequest,
  SemanticTokensRequest,
  SignatureHelpRequest,
  WorkspaceSymbolRequest,
} from 'vscode-languageserver';
import { analyse } from '../features/analysis.ts';
import { attachPlan } from '../features/attachPlan.ts';
import { browseProbes, searchProbes } from '../features/browseProbes.ts';
import { clauseFor } from '../features/clause.ts';
import { codeActions } from '../features/codeAction.ts';
import { codeLenses } from '../features/codeLens.ts';
import { complete } from '../features/completion.ts';
import { diagnostics } from '../features/diagnostics.ts';
import { documentSymbols } from '../features/documentSymbol.ts';
import { foldingRanges } from '../features/foldingRange.ts';
import { formatting, formattingOnType } from '../features/formatting.ts';
import { hover } from '../features/hover.ts';
import { inlayHints } from '../features/inlayHint.ts';
import { narrow } from '../features/narrow.ts';
import { outputFormats, printingClauses } from '../features/outputFormats.ts';
import { probes } from '../features/probes.ts';
import { references } from '../features/references.ts';
import { rename, renameRange } from '../features/rename.ts';
import { scriptClauses } from '../features/scriptClauses.ts';
import { selectionRanges } from '../features/selectionRange.ts';
import { semanticTokens } from '../features/semanticTokens.ts';
import { signatureHelp } from '../features/signatureHelp.ts';
import { workspaceSymbols } from '../features/workspaceSymbol.ts';
import { languageFor, registry } from '../languages/registry.ts';
import {
  type AttachPlanParams,
  type AttachPlanResult,
  attachPlan as attachPlanMethod,
  type BrowseProbesParams,
  type BrowseProbesResult,
  browseProbes as browseProbesMethod,
  type ClauseParams,
  type ClauseResult,
  type ComparePacksParams,
  clause as clauseMethod,
  comparePacks as comparePacksMethod,
  type NarrowParams,
  type NarrowResult,
  narrow as narrowMethod,
  type OutputFormatsParams,
  type OutputFormatsResult,
  outputFormats as outputFormatsMethod,
  type PackComparison,
  type ProbeNode,
  type ProbesParams,
  type ProbesResult,
  probes as probesMethod,
  type ScriptClausesParams,
  type ScriptClausesResult,
  scriptClauses as scriptClausesMethod,
} from '../protocol.ts';
import { definitionAt } from './definitionAt.ts';
import { answerComparison } from './packComparison.ts';
import { toLspEdit, toLspRange, toOffset, toRange } from './positions.ts';
import type { OpenScript, Session } from './session.ts';
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

/** How long a target is waited for, in milliseconds: by who types, and by who asks once for the whole answer. */
const COMPLETION_PATIENCE = 2000;
const FINDINGS_PATIENCE = 60_000;
const BROWSE_PATIENCE = 10_000;

/** One row: an LSP method and what answers it. */
export interface RequestRow {
  readonly method: string;
  answer(session: Session, params: never): unknown;
}

/** A row whose parameters and result are the request's own. */
function on<Params, Result, Failure>(
  { method }: RequestType<Params, Result, Failure>,
  answer: (session: Session, params: Params) => Result | Promise<Result>,
): RequestRow {
  return { method, answer };
}

interface InDocument {
  readonly textDocument: { readonly uri: string };
}

/** Answers for an open script; null for others. */
function inScript<Params extends InDocument, Result>(
  answer: (script: OpenScript, params: Params, session: Session) => Result,
): (session: Session, params: Params) => Result | null {
  return (session, params) => {
    const script = session.script(params.textDocument.uri);
    return script ? answer(script, params, session) : null;
  };
}

/** Answers for a cursor in an open script. */
function atCursor<Params extends InDocument & { readonly position: Position }, Result>(
  answer: (script: OpenScript, offset: number, params: Params, session: Session) => Result,
): (session: Session, params: Params) => Result | null {
  return inScript((script, params, session) =>
    answer(script, toOffset(script.document, params.position), params, session),
  );
}

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
    const unavailable = candidate?.unavailable && `Not on this kernel: ${candidate.unavailable}.`;
    const told = [unavailable, candidate?.documentation].filter(Boolean).join('\n\n');
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
  on(new RequestType<ProbesParams, ProbesResult, void>(probesMethod), async (session, params) => {
    const language = languageFor(params.languageId, '');
    if (!language) throw new ResponseError(LSPErrorCodes.RequestFailed, `No language is called ${params.languageId}.`);
    const folder = params.pack ?? session.defaultPack;
    if (folder === undefined) return { names: [], total: 0, unknown: 'No kernel pack is in use.' };
    await session.packs.use(folder);
    await session.packs.prepare(folder, language);
    const source = { text: '', path: '', pack: session.packs.pack(folder) };
    const found = probes(language, source, params.pattern, params.limit);
    if (!(await session.packs.programsCame(folder, FINDINGS_PATIENCE))) return found;
    return probes(language, source, params.pattern, params.limit);
  }),
  on(new RequestType<BrowseProbesParams, BrowseProbesResult, void>(browseProbesMethod), async (session, params) => {
    const folder = params.pack ?? session.defaultPack;
    if (folder === undefined) return { nodes: [] };
    await session.packs.use(folder);
    const look = (): readonly ProbeNode[] => {
      const pack = session.packs.pack(folder);
      if (params.typed !== undefined) return searchProbes(pack, params.typed, params.limit, registry);
      return browseProbes(pack, params.parent, registry).slice(0, params.limit);
    };
    const nodes = look();
    return { nodes: (await session.packs.programsCame(folder, BROWSE_PATIENCE)) ? look() : nodes };
  }),
  on(new RequestType<ClauseParams, ClauseResult, void>(clauseMethod), async (session, { languageId, place, pack }) => {
    const language = languageFor(languageId, '');
    if (!language) throw new ResponseError(LSPErrorCodes.RequestFailed, `No language is called ${languageId}.`);
    const folder = pack ?? session.defaultPack;
    if (folder !== undefined) {
      await session.packs.use(folder);
      await session.packs.prepare(folder, language);
    }
    return clauseFor(language, place, { text: '', path: '', pack: session.packs.pack(folder) });
  }),
  on(new RequestType<AttachPlanParams, AttachPlanResult, void>(attachPlanMethod), async (session, { uri, limit }) => {
    await session.settled(uri);
    const points = await session.withPrograms(uri, FINDINGS_PATIENCE, ({ document, analysis }) =>
      attachPlan(analysis, limit).map(({ offset, ...point }) => ({ line: document.positionAt(offset).line, ...point })),
    );
    return { points: points ?? [] };
  }),
  on(
    new RequestType<OutputFormatsParams, OutputFormatsResult, void>(outputFormatsMethod),
    (session, { languageId, text }) => {
      const language = languageFor(languageId, '');
      if (!language) return { formats: [], clauses: [] };
      const pack = session.packs.pack(session.defaultPack);
      const analysis = analyse(language, { text, path: '', pack });
      const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length - 1;
      const stringSize = language.stringSize?.(analysis.script);
      const aggregations = language.aggregations?.(analysis.script);
      return {
        ...(stringSize !== undefined && { stringSize }),
        ...(aggregations && { aggregations }),
        formats: outputFormats(analysis).map(({ offset, pieces }) => ({ line: lineOf(offset), pieces })),
        clauses: printingClauses(analysis).map(({ offset, ...clause }) => ({ line: lineOf(offset), ...clause })),
      };
    },
  ),
  on(new RequestType<ScriptClausesParams, ScriptClausesResult, void>(scriptClausesMethod), (session, params) => {
    const language = languageFor(params.languageId, '');
    if (!language) throw new ResponseError(LSPErrorCodes.RequestFailed, `No language is called ${params.languageId}.`);
    const pack = session.packs.pack(session.defaultPack);
    return scriptClauses(language, { text: params.text, path: '', pack });
  }),
  on(new RequestType<NarrowParams, NarrowResult, void>(narrowMethod), (session, params) => {
    const { languageId, text, picked, test, isNegated } = params;
    const language = languageFor(languageId, '');
    if (!language) return { refused: `No language is called ${languageId}.` };
    const pack = session.packs.pack(session.defaultPack);
    const result = narrow(analyse(language, { text, path: '', pack }), picked, test, isNegated);
    if ('refused' in result) return result;
    const edits = result.edits.map(({ range, newText }) => ({ ...range, newText }));
    return { condition: result.condition, edits };
  }),
  on(new RequestType<ComparePacksParams, PackComparison, void>(comparePacksMethod), answerComparison),
];
