// Text to tokens, before macros and conditionals.
import { type IToken, Lexer } from 'chevrotain';
import type { Range } from '../../syntax/range.ts';
import { allTokens } from './tokens.ts';

let lexer: Lexer | undefined;

/** A token of the script, or of a macro that stands for it. */
export interface ScriptToken extends IToken {
  payload: TokenOrigin;
}

/** Where a token that a macro put there came from. */
export interface TokenOrigin {
  /** No white space and no comment before it: pieces of a probe point's name must be so. */
  readonly glued: boolean;
  /** The macro whose expansion brought it. */
  readonly macro?: string;
}

/** All tokens with the comments aside; every character is in a token, a comment or white space. */
export function tokenize(text: string): { readonly tokens: ScriptToken[]; readonly comments: readonly Range[] } {
  lexer ??= new Lexer(allTokens, { ensureOptimizations: false, positionTracking: 'onlyOffset' });
  const { tokens, groups } = lexer.tokenize(text);
  let previousEnd = -1;
  for (const token of tokens) {
    const origin: TokenOrigin = { glued: token.startOffset === previousEnd };
    token.payload = origin;
    previousEnd = token.startOffset + token.image.length;
  }
  return { tokens: tokens as ScriptToken[], comments: (groups.comments ?? []).map(rangeOf) };
}

/** Where a token stands in the text: for one that a macro brought, where the macro is used. */
export function rangeOf(token: IToken): Range {
  const end = token.endOffset === undefined ? token.startOffset + token.image.length : token.endOffset + 1;
  return { start: token.startOffset, end };
}
