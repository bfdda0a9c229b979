// Tells, by looking ahead in the tokens, whether a type stands where an expression could stand too.
import type { IToken } from 'chevrotain';
import { isName } from './lexer.ts';
import {
  Ampersand,
  Enum,
  Integer,
  LParen,
  LSquare,
  MapName,
  Minus,
  Not,
  ParameterCount,
  Positional,
  RParen,
  RSquare,
  Star,
  StringLiteral,
  Struct,
  Tilde,
  Typeof,
  Union,
  Variable,
} from './tokens.ts';
import { isBuiltinWord, isTypeWord } from './words.ts';

/** The nth token from here, 1 being the next. */
type LookAhead = (n: number) => IToken;

function isTag(token: IToken): boolean {
  return token.tokenType === Struct || token.tokenType === Union || token.tokenType === Enum;
}

/** Whether `(` here begins `(name = …`. */
export function beginsRecord(la: LookAhead): boolean {
  return isName(la(2)) && la(3).image === '=' && !isBuiltinWord(la(2).image);
}

/** Whether `(` here begins a cast: a type, `)` and something that begins an operand. */
export function beginsCast(la: LookAhead): boolean {
  if (la(2).tokenType === Typeof && la(3).tokenType === LParen) {
    const end = balanced(la, 3);
    return end !== undefined && la(end).tokenType === RParen && beginsOperand(la(end + 1));
  }
  if (!isName(la(2)) || isBuiltinWord(la(2).image)) return false;
  let n = 3;
  if (isTag(la(2))) {
    if (!isName(la(n))) return false;
    n++;
  }
  for (;;) {
    if (la(n).tokenType === Star) n++;
    else if (la(n).tokenType === LSquare) {
      n++;
      // A name that could be a number's suffix passes for a number without digits.
      if (la(n).tokenType === Integer || /^(?:ns|us|ms|[smhd]|[uU][lL]{0,2}|[lL]{1,2})$/.test(la(n).image)) n++;
      // bpftrace has decided for a type by now and complains about what else stands in the brackets.
      if (la(n).tokenType !== RSquare) return true;
      n++;
    } else return la(n).tokenType === RParen && beginsOperand(la(n + 1));
  }
}

function beginsOperand(token: IToken): boolean {
  switch (token.tokenType) {
    case Integer:
    case Variable:
    case Positional:
    case ParameterCount:
    case MapName:
    case StringLiteral:
    case LParen:
    case Not:
    case Tilde:
    case Star:
    case Minus:
    case Ampersand:
      return true;
    default:
      // `&&`, `&=`, `--` and their like begin with a character that could begin an operand, and that is all bpftrace looks at.
      return isName(token) || /^[-$!~*&]/.test(token.image);
  }
}

/** Whether a type stands here, with one of these characters behind it; a lone unknown name counts as an expression. */
export function beginsType(la: LookAhead, terminators: string): boolean {
  if (!isName(la(1)) || isBuiltinWord(la(1).image)) return false;
  let n = 2;
  let isType = isTypeWord(la(1).image);
  if (isTag(la(1))) {
    if (!isName(la(2))) return false;
    n = 3;
    isType = true;
  }
  for (;;) {
    if (la(n).tokenType === Star) n++;
    else if (la(n).tokenType === LSquare) {
      const end = balanced(la, n);
      if (end === undefined) return false;
      n = end;
    } else break;
    isType = true;
  }
  const next = la(n).image[0];
  return isType && next !== undefined && terminators.includes(next);
}

/** The place behind the bracket that closes the one at `n`. */
function balanced(la: LookAhead, n: number): number | undefined {
  const open = la(n).tokenType;
  const close = open === LParen ? RParen : RSquare;
  let depth = 0;
  for (let at = n; la(at).image !== ''; at++) {
    if (la(at).tokenType === open) depth++;
    else if (la(at).tokenType === close && --depth === 0) return at + 1;
  }
  return undefined;
}
