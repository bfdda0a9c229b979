// Document symbols: the outline of a script, its clauses with the names that they bring inside.
import type { Range } from '../syntax/range.ts';
import type { Clause, Declaration, NameKind } from '../syntax/script.ts';
import type { Analysis } from './analysis.ts';

/** One row of the outline. */
export interface DocumentSymbol {
  readonly name: string;
  readonly kind: NameKind | 'clause';
  readonly detail: string;
  readonly range: Range;
  /** What is selected when it is chosen; lies in `range`. */
  readonly selection: Range;
  readonly children: readonly DocumentSymbol[];
}

/** The outline: declarations and clauses, each with what is declared in it. */
export function documentSymbols({ script }: Analysis): readonly DocumentSymbol[] {
  return nest([...script.clauses.map(ofClause), ...script.names.declarations.map(ofDeclaration)]);
}

function ofClause({ range, probePoints, body }: Clause): DocumentSymbol {
  const name = probePoints.map(({ text }) => text).join(', ');
  return {
    name: name === '' ? '(no probe point)' : name,
    kind: 'clause',
    detail: '',
    range,
    selection: within(probePoints[0]?.range ?? body, range),
    children: [],
  };
}

function ofDeclaration({ name, kind, detail = '', range, nameRange }: Declaration): DocumentSymbol {
  return { name, kind, detail, range, selection: within(nameRange, range), children: [] };
}

/** Puts each symbol into the smallest one around it, all in text order. */
function nest(symbols: readonly DocumentSymbol[]): readonly DocumentSymbol[] {
  const roots: DocumentSymbol[] = [];
  const around: { readonly end: number; readonly children: DocumentSymbol[] }[] = [];
  const ordered = symbols.toSorted((a, b) => a.range.start - b.range.start || b.range.end - a.range.end);
  for (const symbol of ordered) {
    while ((around.at(-1)?.end ?? Number.POSITIVE_INFINITY) < symbol.range.end) around.pop();
    const children: DocumentSymbol[] = [];
    (around.at(-1)?.children ?? roots).push({ ...symbol, children });
    around.push({ end: symbol.range.end, children });
  }
  return roots;
}

function within(inner: Range, outer: Range): Range {
  const start = Math.min(Math.max(inner.start, outer.start), outer.end);
  return { start, end: Math.max(start, Math.min(inner.end, outer.end)) };
}
