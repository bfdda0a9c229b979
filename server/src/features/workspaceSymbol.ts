// Workspace symbols: clauses and names of the open scripts that match what is typed.
import type { Analysis } from './analysis.ts';
import { type DocumentSymbol, documentSymbols } from './documentSymbol.ts';
import { matcherOf } from './matching.ts';

/** Names found at once. */
const MOST_SYMBOLS = 200;

export interface WorkspaceSymbol<Script extends Analysis> {
  readonly script: Script;
  readonly symbol: DocumentSymbol;
}

export function workspaceSymbols<Script extends Analysis>(
  scripts: Iterable<Script>,
  typed: string,
): readonly WorkspaceSymbol<Script>[] {
  const rankOf = matcherOf(typed);
  const found: WorkspaceSymbol<Script>[] = [];
  for (const script of scripts) {
    // Names inside a clause mean nothing outside it: only the outline's first level is offered.
    for (const symbol of documentSymbols(script)) {
      if (rankOf(symbol.name) === undefined) continue;
      if (found.push({ script, symbol }) === MOST_SYMBOLS) return found;
    }
  }
  return found;
}
