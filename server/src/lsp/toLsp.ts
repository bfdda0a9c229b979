// Plain data of the features into LSP's types: tables of kinds, and the few shapes that differ.
import {
  CodeActionKind,
  CompletionItemKind,
  CompletionItemTag,
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  InsertTextFormat,
  type CodeAction as LspCodeAction,
  type CompletionItem as LspCompletionItem,
  type DocumentSymbol as LspDocumentSymbol,
  type SignatureHelp as LspSignatureHelp,
  type MarkupContent,
  MarkupKind,
  type SelectionRange,
  type SemanticTokens,
  SemanticTokensBuilder,
  SymbolKind,
} from 'vscode-languageserver';
import type { CodeAction } from '../features/codeAction.ts';
import type { Completion } from '../features/completion.ts';
import type { DocumentSymbol } from '../features/documentSymbol.ts';
import { type SemanticToken, tokenTypes } from '../features/semanticTokens.ts';
import type { SignatureHelp } from '../features/signatureHelp.ts';
import type { Candidate, CandidateKind } from '../syntax/candidate.ts';
import type { Finding, Severity } from '../syntax/finding.ts';
import type { Range } from '../syntax/range.ts';
import type { ClientAbilities } from './capabilities.ts';
import { type TextDocument, toLspEdit, toLspRange } from './positions.ts';

export function toMarkdown(value: string): MarkupContent {
  return { kind: MarkupKind.Markdown, value };
}

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

const diagnosticTags = { unused: DiagnosticTag.Unnecessary, deprecated: DiagnosticTag.Deprecated };

export function toDiagnostic(document: TextDocument, finding: Finding): Diagnostic {
  return {
    range: toLspRange(document, finding.range),
    severity: severities[finding.severity],
    code: finding.code,
    source: 'tracewright',
    message: finding.message,
    ...(finding.tag && { tags: [diagnosticTags[finding.tag]] }),
  };
}

const completionKinds: Readonly<Record<CandidateKind, CompletionItemKind>> = {
  keyword: CompletionItemKind.Keyword,
  probe: CompletionItemKind.Event,
  tracepoint: CompletionItemKind.Event,
  function: CompletionItemKind.Function,
  variable: CompletionItemKind.Variable,
  field: CompletionItemKind.Field,
  type: CompletionItemKind.Struct,
  macro: CompletionItemKind.Constant,
  operator: CompletionItemKind.Operator,
  constant: CompletionItemKind.Constant,
  module: CompletionItemKind.Module,
  snippet: CompletionItemKind.Snippet,
};

/** What an item's data holds, for the request that asks for its documentation. */
export interface CompletionData {
  readonly list: number;
  readonly index: number;
}

/** Items in the features' order; `list` numbers the answer. */
export function toCompletionItems(
  document: TextDocument,
  { items, typed, incomplete }: Completion,
  list: number,
  { snippets, labelDetails }: Pick<ClientAbilities, 'snippets' | 'labelDetails'>,
): LspCompletionItem[] {
  return items.map(({ candidate, edit, isSnippet }, index) => ({
    label: candidate.label,
    kind: completionKinds[candidate.kind],
    ...toDetail(candidate, labelDetails),
    ...(candidate.unavailable !== undefined && { tags: [CompletionItemTag.Deprecated] }),
    // The server has matched and ranked: the editor must neither reorder nor drop what it would not have found itself.
    sortText: String(index).padStart(4, '0'),
    ...(incomplete && typed !== '' && { filterText: typed }),
    textEdit: toLspEdit(document, isSnippet && !snippets ? { ...edit, newText: asPlainText(edit.newText) } : edit),
    ...(isSnippet && snippets && { insertTextFormat: InsertTextFormat.Snippet }),
    data: { list, index } satisfies CompletionData,
  }));
}

/**
 * What an item is stands beside its label on every row, not only on the chosen one; a demangled name has that place where there is one, or
 * stands before the detail where an editor shows nothing there.
 */
function toDetail({ detail, demangled }: Candidate, labelDetails: boolean): Partial<LspCompletionItem> {
  const told = [!labelDetails && demangled, detail].filter(Boolean).join(' · ');
  const description = demangled ?? detail;
  return {
    ...(told !== '' && { detail: told }),
    ...(labelDetails && description && { labelDetails: { description } }),
  };
}

/** A snippet for an editor that knows none: placeholders become what they suggest. */
function asPlainText(snippet: string): string {
  return snippet.replace(/\$\{\d+:?([^{}|]*)\}|\$\d+/g, '$1').replace(/\\([$}\\])/g, '$1');
}

const symbolKinds: Readonly<Record<DocumentSymbol['kind'], SymbolKind>> = {
  clause: SymbolKind.Event,
  global: SymbolKind.Variable,
  local: SymbolKind.Variable,
  parameter: SymbolKind.Variable,
  map: SymbolKind.Array,
  function: SymbolKind.Function,
  macro: SymbolKind.Constant,
  alias: SymbolKind.Event,
  type: SymbolKind.Struct,
  constant: SymbolKind.Constant,
};

export function toSymbolKind(kind: DocumentSymbol['kind']): SymbolKind {
  return symbolKinds[kind];
}

export function toDocumentSymbol(document: TextDocument, symbol: DocumentSymbol): LspDocumentSymbol {
  return {
    name: symbol.name,
    kind: toSymbolKind(symbol.kind),
    ...(symbol.detail !== '' && { detail: symbol.detail }),
    range: toLspRange(document, symbol.range),
    selectionRange: toLspRange(document, symbol.selection),
    children: symbol.children.map((child) => toDocumentSymbol(document, child)),
  };
}

export function toSignatureHelp({ signatures, active, argument }: SignatureHelp): LspSignatureHelp {
  return {
    signatures: signatures.map(({ label, parameters, documentation }) => ({
      label,
      parameters: parameters.map((parameter) => ({ label: parameter })),
      ...(documentation !== undefined && { documentation: toMarkdown(documentation) }),
    })),
    activeSignature: active,
    activeParameter: argument,
  };
}

export function toCodeAction(document: TextDocument, { fix, finding, preferred }: CodeAction): LspCodeAction {
  return {
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [toDiagnostic(document, finding)],
    isPreferred: preferred,
    edit: { changes: { [document.uri]: fix.edits.map((edit) => toLspEdit(document, edit)) } },
  };
}

/** Ranges from the smallest outwards, as LSP links them: each names the one around it. */
export function toSelectionRange(document: TextDocument, ranges: readonly Range[]): SelectionRange {
  const whole: SelectionRange = { range: toLspRange(document, ranges.at(-1) ?? { start: 0, end: 0 }) };
  return ranges
    .slice(0, -1)
    .reduceRight<SelectionRange>((parent, range) => ({ range: toLspRange(document, range), parent }), whole);
}

export function toSemanticTokens(document: TextDocument, tokens: readonly SemanticToken[]): SemanticTokens {
  const builder = new SemanticTokensBuilder();
  for (const { range, type, modifiers } of tokens) {
    const { line, character } = document.positionAt(range.start);
    builder.push(line, character, range.end - range.start, tokenTypes.indexOf(type), modifiers);
  }
  return builder.build();
}
