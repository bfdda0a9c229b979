// How operands and operators make one expression: precedence, and what the operators can be applied to.
import type { IToken } from 'chevrotain';
import type { Range } from '../../syntax/range.ts';
import { nameOf, tokenRange } from './cstNodes.ts';
import type { Expression } from './tree.ts';

/** How tight an operator binds. */
const precedence: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '|': 3,
  '^': 4,
  '&': 5,
  '==': 6,
  '!=': 6,
  '<': 7,
  '>': 7,
  '<=': 7,
  '>=': 7,
  '<<': 8,
  '>>': 8,
  '+': 9,
  '-': 9,
  '*': 10,
  '/': 10,
  '%': 10,
};

/** Whether `++` may go with an expression. */
export function canStep(expression: Expression): boolean {
  return /^(?:missing|variable|map)$/.test(withoutParentheses(expression).kind);
}

/** What stands in all the parentheses around it. */
export function withoutParentheses(expression: Expression): Expression {
  return expression.kind === 'group' ? withoutParentheses(expression.expression) : expression;
}

/** Operands and the operators between them, as a tree; every operator is left-associative. */
export function combine(operands: readonly Expression[], operators: readonly IToken[]): Expression {
  let next = 0;
  const climb = (least: number): Expression => {
    let left = operands[next] ?? missing({ start: 0, end: 0 });
    for (;;) {
      const operator = operators[next];
      const binds = precedence[operator?.image ?? ''] ?? 0;
      if (!operator || binds < least) return left;
      next++;
      const right = next < operands.length ? climb(binds + 1) : missing(tokenRange(operator));
      const range = { start: left.range.start, end: Math.max(right.range.end, left.range.end) };
      left = { kind: 'binary', range, operator: nameOf(operator), left, right };
    }
  };
  return climb(1);
}

/** What stands for an expression that is not there, at the end of where it belongs. */
export function missing(around: Range): Expression {
  return { kind: 'missing', range: { start: around.end, end: around.end } };
}
