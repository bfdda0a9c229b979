// Semantic tokens: the script's own names by what they stand for; stretches that do not count on this kernel as comments.
import type { Range } from '../syntax/range.ts';
import type { NameKind } from '../syntax/script.ts';
import type { Analysis } from './analysis.ts';

/** Token types, by LSP's standard names, in the order of the legend. */
export const tokenTypes = [
  'variable',
  'parameter',
  'function',
  'macro',
  'type',
  'enumMember',
  'event',
  'comment',
] as const;

/** Modifiers in the order of the legend; a token's set is a bit mask. */
export const tokenModifiers = ['declaration', 'modification', 'static'] as const;
const DECLARATION = 1;
const MODIFICATION = 2;
const STATIC = 4;

/** One token, on one line. */
export interface SemanticToken {
  readonly range: Range;
  readonly type: (typeof tokenTypes)[number];
  readonly modifiers: number;
}

const typeOf: Readonly<Record<NameKind, SemanticToken['type']>> = {
  global: 'variable',
  local: 'variable',
  map: 'variable',
  parameter: 'parameter',
  function: 'function',
  macro: 'macro',
  alias: 'event',
  type: 'type',
  constant: 'enumMember',
};

/** In text order, none over another; `within`: only those that touch it. */
export function semanticTokens({ script }: Analysis, within?: Range): readonly SemanticToken[] {
  const tokens: SemanticToken[] = script.inactive
    .flatMap((range) => linesIn(script.text, range))
    .map((range) => ({ range, type: 'comment', modifiers: 0 }));
  for (const { range, declaration, write } of script.names.occurrences) {
    if (script.text.slice(range.start, range.end).includes('\n')) continue;
    const isDeclaration = range.start === declaration.nameRange.start;
    const isGlobal = declaration.kind === 'global' || declaration.kind === 'map';
    const modifiers = (isDeclaration ? DECLARATION : 0) | (write ? MODIFICATION : 0) | (isGlobal ? STATIC : 0);
    tokens.push({ range, type: typeOf[declaration.kind], modifiers });
  }
  let last = 0;
  return tokens
    .toSorted((a, b) => a.range.start - b.range.start || b.range.end - a.range.end)
    .filter(({ range: { start, end } }) => {
      if (start < last || end <= start || (within && (end <= within.start || within.end <= start))) return false;
      last = end;
      return true;
    });
}

/** A stretch line by line, without the blanks at the lines' beginnings and ends. */
function linesIn(text: string, { start, end }: Range): readonly Range[] {
  const ranges: Range[] = [];
  let lineStart = start;
  for (const line of text.slice(start, end).split('\n')) {
    const from = lineStart + line.length - line.trimStart().length;
    if (line.trim() !== '') ranges.push({ start: from, end: from + line.trim().length });
    lineStart += line.length + 1;
  }
  return ranges;
}
