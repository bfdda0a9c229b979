// Lays a script out anew: indentation by braces, one blank between words and operators. Lines stay lines, comments stay where they are.
import type { IToken } from 'chevrotain';
import type { Range } from '../../syntax/range.ts';
import { lex } from './lexer.ts';
import type { BpftraceScript } from './parse.ts';
import {
  Ampersand,
  Arrow,
  AttachPoint,
  BinaryOperator,
  CDefinition,
  Colon,
  Comma,
  Comptime,
  CppLine,
  Dot,
  DotDot,
  Else,
  For,
  Identifier,
  If,
  LCurly,
  LParen,
  LSquare,
  MapName,
  Minus,
  Not,
  PredicateClose,
  PredicateOpen,
  Question,
  RCurly,
  Return,
  RParen,
  RSquare,
  Semicolon,
  Star,
  Step,
  Tilde,
  Unroll,
  Variable,
  While,
} from './tokens.ts';

const INDENT = '  ';

/** Words that are no call's name before a parenthesis. */
const beforeParenthesis = new Set([If, While, For, Unroll, Return, Comptime]);

/** A token or a comment. */
interface Piece {
  readonly range: Range;
  readonly text: string;
  readonly token: IToken | undefined;
}

/** The script laid out anew; undefined where it has parse errors. */
export function formatBpftrace(script: BpftraceScript): string | undefined {
  if (script.errors.length > 0) return undefined;
  const { text } = script;
  const { tokens, comments } = lex(text);
  const pieces = [
    ...tokens.map(
      (token): Piece => pieceOf(text, { start: token.startOffset, end: (token.endOffset ?? 0) + 1 }, token),
    ),
    ...comments.map((comment): Piece => pieceOf(text, comment, undefined)),
  ].sort((a, b) => a.range.start - b.range.start);
  const formatted = layOut(text, pieces);
  // A layout that reads otherwise than the script would be worse than none.
  const again = lex(formatted).tokens;
  const isSame = again.length === tokens.length && again.every(({ image }, index) => image === tokens[index]?.image);
  return isSame ? formatted : text;
}

function pieceOf(text: string, range: Range, token: IToken | undefined): Piece {
  return { range, text: text.slice(range.start, range.end), token };
}

function layOut(text: string, pieces: readonly Piece[]): string {
  const [first] = pieces;
  const shebang = /^\s*#![^\n]*/.exec(text)?.[0].trim();
  let out = shebang ?? '';
  let depth = 0;
  let previous: Piece | undefined;
  let beforePrevious: IToken | undefined;
  const openParens: number[] = [];
  for (const piece of pieces) {
    const type = piece.token?.tokenType;
    const gap = text.slice(previous?.range.end ?? (shebang ? text.indexOf('\n') : 0), piece.range.start);
    const breaks = piece === first && !shebang ? 0 : Math.min((gap.match(/\n/g) ?? []).length, 2);
    const closes = type === RCurly || type === RParen || type === RSquare;
    if (type === RCurly) depth = Math.max(0, depth - 1);
    if (type === RParen || type === RSquare) openParens.pop();
    if (breaks > 0) {
      const parens = openParens.filter((at) => at === depth).length > 0 ? 1 : 0;
      const afterOpen = previous?.token?.tokenType === LCurly;
      out += '\n'.repeat(afterOpen || type === RCurly ? 1 : breaks);
      out += INDENT.repeat(depth + parens + (continues(previous?.token, piece.token) && !closes ? 1 : 0));
    } else if (previous !== undefined) {
      out += spaceBetween(beforePrevious, previous, piece) ? ' ' : '';
    }
    out += piece.token ? piece.text : reindentComment(text, piece, depth);
    if (type === LCurly) depth++;
    if (type === LParen || type === LSquare) openParens.push(depth);
    beforePrevious = previous?.token ?? beforePrevious;
    previous = piece;
  }
  return out === '' ? '' : `${out.trimEnd()}\n`;
}

/** Whether a line that begins with a token goes on with the statement of the line before. */
function continues(previous: IToken | undefined, token: IToken | undefined): boolean {
  if (!previous || !token) return false;
  const before = previous.tokenType;
  if (before === BinaryOperator || is(previous, BinaryOperator) || before.name === 'Assign' || before === Question)
    return true;
  return (
    is(token, BinaryOperator) || token.tokenType === Question || (token.tokenType === Colon && before !== AttachPoint)
  );
}

/** Lines of a block comment keep their distance to its first. */
function reindentComment(text: string, { range, text: comment }: Piece, depth: number): string {
  if (!comment.includes('\n')) return comment.trimEnd();
  const lineStart = text.lastIndexOf('\n', range.start - 1) + 1;
  const column = /^[ \t]*/.exec(text.slice(lineStart, range.start))?.[0].length ?? 0;
  const [head = '', ...rest] = comment.split('\n');
  const lines = rest.map((line) => {
    const blanks = /^[ \t]*/.exec(line)?.[0].length ?? 0;
    const body = line.slice(Math.min(blanks, column)).trimEnd();
    return body === '' ? '' : INDENT.repeat(depth) + body;
  });
  return [head.trimEnd(), ...lines].join('\n');
}

function is(token: IToken | undefined, type: typeof Identifier): boolean {
  return token !== undefined && (token.tokenType === type || token.tokenType.CATEGORIES?.includes(type) === true);
}

/** Whether a blank stands between two pieces of one line. */
function spaceBetween(beforePrevious: IToken | undefined, previous: Piece, next: Piece): boolean {
  const a = previous.token;
  const b = next.token;
  if (!a || !b) return true;
  const left = a.tokenType;
  const right = b.tokenType;
  if (left === AttachPoint) return right !== Comma;
  if (left === PredicateOpen || right === PredicateClose) return false;
  if (left === PredicateClose || right === PredicateOpen) return true;
  if (left === CppLine || left === CDefinition) return true;
  if (right === Comma || right === Semicolon || right === RParen || right === RSquare) return false;
  if (left === LParen || left === LSquare) return false;
  if (right === LSquare) return false;
  if (left === Dot || right === Dot || left === Arrow || right === Arrow || left === DotDot || right === DotDot) {
    // `1 .5` and `a ..b` read otherwise without their blanks.
    return /^\d/.test(a.image) && right === Dot;
  }
  // What follows a parenthesis without an operator is the operand of a cast.
  if (left === RParen && (right === LParen || (endsOperand(b) && right !== RParen))) return false;
  if (left === Star && right === Star) return false;
  if (right === LParen) return !is(a, Identifier) || beforeParenthesis.has(left);
  if (right === Step) return !endsOperand(a);
  if (left === Step) return endsOperand(beforePrevious);
  if (isPrefix(a, beforePrevious)) return false;
  if (right === Colon) return left !== Question;
  return true;
}

function endsOperand(token: IToken | undefined): boolean {
  if (!token || token.tokenType === Return || token.tokenType === Else) return false;
  const type = token.tokenType;
  return (
    is(token, Identifier) ||
    type === Variable ||
    type === MapName ||
    type === RParen ||
    type === RSquare ||
    /^[\d"$]/.test(token.image)
  );
}

/** Whether an operator stands before its operand and not between two. */
function isPrefix(token: IToken, before: IToken | undefined): boolean {
  const type = token.tokenType;
  if (type === Not || type === Tilde) return true;
  return (type === Minus || type === Star || type === Ampersand) && !endsOperand(before);
}
