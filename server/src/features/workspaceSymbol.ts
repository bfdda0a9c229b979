// Workspace symbols: the clauses and names of an open script that match what is typed.
import type { Analysis } from './analysis.ts';
import { type DocumentSymbol, documentSymbols } from './documentSymbol.ts';
import { matcherOf } from './matching.ts';

/** Names inside a clause mean nothing outside it: only the outline's first level is offered. */
export function workspaceSymbols(analysis: Analysis, typed: string): readonly DocumentSymbol[] {
  const rankOf = matcherOf(typed);
  return documentSymbols(analysis).filter(({ name }) => rankOf(name) !== undefined);
}
