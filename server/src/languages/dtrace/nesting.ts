// How deep the parser, and whoever walks the tree, would have to descend into an item.
import type { IToken, TokenType } from 'chevrotain';
import * as t from './tokens.ts';

/** Deeper than any script; a parser that descends would run out of stack not far beyond. */
const deepest = 100;
/** Tokens between two separators: each may be one more step down a tree that leans to the left. */
const longest = 4000;

const opens: readonly TokenType[] = [t.ParenOpen, t.BracketOpen, t.BraceOpen];
const closes: readonly TokenType[] = [t.ParenClose, t.BracketClose, t.BraceClose];
const separators: readonly TokenType[] = [t.Semicolon, t.Comma, t.BraceOpen, t.BraceClose];

/** Whether an item is nested too deep to be read. */
export function isTooDeep(tokens: readonly IToken[]): boolean {
  let depth = 0;
  let prefixes = 0;
  let length = 0;
  let previous: TokenType | undefined;
  for (const { tokenType } of tokens) {
    if (opens.includes(tokenType)) depth++;
    else if (closes.includes(tokenType)) depth--;
    if (separators.includes(tokenType)) {
      prefixes = 0;
      length = 0;
    } else if (descends(tokenType, previous)) prefixes++;
    length++;
    if (depth + prefixes / 4 > deepest || length > longest) return true;
    previous = tokenType;
  }
  return false;
}

/** Assignments and conditionals nest to the right, prefix operators inwards. */
function descends(type: TokenType, previous: TokenType | undefined): boolean {
  if (type === t.Question || isA(type, t.AssignmentOperator)) return true;
  if (!isA(type, t.UnaryOperator) && type !== t.Stringof && type !== t.Sizeof) return false;
  return (
    previous === undefined ||
    opens.includes(previous) ||
    isA(previous, t.UnaryOperator) ||
    isA(previous, t.BinaryOperator)
  );
}

function isA(type: TokenType, category: TokenType): boolean {
  return type === category || (type.CATEGORIES ?? []).includes(category);
}
