// What the server offers, and what of the client's abilities it heeds.
import { type ClientCapabilities, type ServerCapabilities, TextDocumentSyncKind } from 'vscode-languageserver';
import { tokenModifiers, tokenTypes } from '../features/semanticTokens.ts';

/** What the server says that it can do. */
export const capabilities: ServerCapabilities = {
  positionEncoding: 'utf-16',
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
  completionProvider: { triggerCharacters: ['.', ':', '"', '$', '@', '>', '/', '(', '%'], resolveProvider: true },
  hoverProvider: true,
  signatureHelpProvider: { triggerCharacters: ['(', ','], retriggerCharacters: [')'] },
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  renameProvider: { prepareProvider: true },
  documentSymbolProvider: true,
  workspaceSymbolProvider: true,
  foldingRangeProvider: true,
  selectionRangeProvider: true,
  semanticTokensProvider: {
    legend: { tokenTypes: [...tokenTypes], tokenModifiers: [...tokenModifiers] },
    full: true,
    range: true,
  },
  inlayHintProvider: true,
  codeLensProvider: {},
  documentFormattingProvider: true,
  documentRangeFormattingProvider: true,
  documentOnTypeFormattingProvider: { firstTriggerCharacter: '}' },
  codeActionProvider: { codeActionKinds: ['quickfix'] },
  diagnosticProvider: { interFileDependencies: false, workspaceDiagnostics: false },
};

/** What the client can do, as far as it matters here. */
export interface ClientAbilities {
  readonly snippets: boolean;
  /** It shows what an item is beside its label. */
  readonly labelDetails: boolean;
  /** It asks for diagnostics itself. */
  readonly pullsDiagnostics: boolean;
  /** It understands links that name the range that was asked about. */
  readonly definitionLinks: boolean;
  /** What it can be told to ask for again. */
  readonly refreshes: {
    readonly diagnostics: boolean;
    readonly codeLenses: boolean;
    readonly semanticTokens: boolean;
    readonly inlayHints: boolean;
  };
}

/** What the client can do, as far as answers depend on it. */
export function abilitiesOf({ textDocument, workspace }: ClientCapabilities): ClientAbilities {
  return {
    snippets: textDocument?.completion?.completionItem?.snippetSupport ?? false,
    labelDetails: textDocument?.completion?.completionItem?.labelDetailsSupport ?? false,
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    definitionLinks: textDocument?.definition?.linkSupport ?? false,
    refreshes: {
      diagnostics: workspace?.diagnostics?.refreshSupport ?? false,
      codeLenses: workspace?.codeLens?.refreshSupport ?? false,
      semanticTokens: workspace?.semanticTokens?.refreshSupport ?? false,
      inlayHints: workspace?.inlayHint?.refreshSupport ?? false,
    },
  };
}
