// Puts precedence into a flat list of operands (parse.cxx reads one level a function; the order is the same).
import type { IToken } from 'chevrotain';
import type { Range } from '../../syntax/range.ts';
import { rangeOf } from './lexer.ts';
import {
  AdditiveOperator,
  And,
  AndAnd,
  Dot,
  EqualityOperator,
  In,
  MultiplicativeOperator,
  Or,
  OrOr,
  RegexOperator,
  ShiftOperator,
  Xor,
} from './tokens.ts';
import type { Expression } from './tree.ts';

export interface Operand {
  readonly operator: IToken;
  readonly right: Expression;
}

/** Loosest first; regular expressions and comparisons are one level, `.` binds looser than `+`. */
const levels = [
  [OrOr],
  [AndAnd],
  [Or],
  [Xor],
  [And],
  [In],
  [EqualityOperator, RegexOperator],
  [ShiftOperator],
  [Dot],
  [AdditiveOperator],
  [MultiplicativeOperator],
];
const membership = 5;
const comparison = 6;

type Complain = (range: Range, message: string) => void;

/** Left-associative throughout; complains about what stap's one-level functions would stop at. */
export function precedenceTree(first: Expression, rest: readonly Operand[], complain: Complain): Expression {
  if (rest.length === 0) return settled(first, complain);
  const remaining = [...rest];
  return climb(first, 0);

  function climb(start: Expression, lowest: number): Expression {
    let left = start;
    /** The level of the last operator used here, where it allows none of its own kind after it. */
    let closed: number | undefined;
    for (;;) {
      const next = remaining[0];
      if (next === undefined) return lowest === 0 ? settled(left, complain) : left;
      const level = levelOf(next.operator);
      if (level < lowest) return left;
      remaining.shift();
      if (closed !== undefined && level >= closed) {
        complain(
          rangeOf(next.operator),
          `"${next.operator.image}" cannot follow here; put parentheses around what is before it`,
        );
      }
      let right = next.right;
      // An array's name and a regular expression stand alone: nothing binds to them more tightly.
      while (level !== membership && !isRegex(next.operator)) {
        const after = remaining[0];
        if (after === undefined || levelOf(after.operator) <= level) break;
        right = climb(right, level + 1);
      }
      closed = undefined;
      if (level === membership) {
        closed = membership;
        left = asMembership(left, right);
        continue;
      }
      if (isRegex(next.operator)) {
        closed = comparison;
        if (left.kind === 'binary' && ['==', '!=', '<', '>', '<=', '>='].includes(left.operator)) {
          complain(
            rangeOf(next.operator),
            `"${next.operator.image}" cannot follow a comparison; put parentheses around it`,
          );
        }
        if (right.kind !== 'string' && right.kind !== 'missing' && right.kind !== 'macro' && !isArgument(right)) {
          complain(right.range, 'expected literal string, which holds the regular expression');
        }
      }
      left = {
        kind: 'binary',
        range: { start: left.range.start, end: right.range.end },
        operator: next.operator.image,
        left: settled(left, complain),
        right: settled(right, complain),
      };
    }
  }
}

function levelOf({ tokenType }: IToken): number {
  const level = levels.findIndex((types) =>
    types.some((type) => type === tokenType || tokenType.CATEGORIES?.includes(type) === true),
  );
  return Math.max(level, 0);
}

function isRegex({ tokenType }: IToken): boolean {
  return tokenType.CATEGORIES?.includes(RegexOperator) === true;
}

function isArgument(expression: Expression): boolean {
  return expression.kind === 'argument' || (expression.kind === 'symbol' && /^\$(#|\d)/.test(expression.name.text));
}

function asMembership(left: Expression, array: Expression): Expression {
  const indexes = left.kind === 'membership' && left.array.kind === 'missing' ? left.indexes : [left];
  return { kind: 'membership', range: { start: left.range.start, end: array.range.end }, indexes, array };
}

/** `[e]` alone is `e`; `[a, b]` and `[*]` need an `in`. */
function settled(expression: Expression, complain: Complain): Expression {
  if (expression.kind !== 'membership' || expression.array.kind !== 'missing') return expression;
  const [only, ...more] = expression.indexes;
  if (only !== undefined && more.length === 0) return only;
  complain({ start: expression.range.end, end: expression.range.end }, "expected 'in' after a list of indexes");
  return expression;
}
