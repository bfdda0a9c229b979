// Makes the tree of a flat row of operands and binary operators.
import type { Expression } from './tree.ts';

const levels: readonly (readonly string[])[] = [
  ['||'],
  ['^^'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '>', '<=', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];

const levelOf = new Map(levels.flatMap((operators, level) => operators.map((operator) => [operator, level] as const)));

/** There is one operator fewer than there are operands; all of them bind to the left. */
export function precedenceTree(operands: readonly Expression[], operators: readonly string[]): Expression {
  const values: Expression[] = [];
  const pending: string[] = [];
  const reduce = (): void => {
    const operator = pending.pop() ?? '';
    const right = values.pop();
    const left = values.pop();
    if (!left || !right) return;
    values.push({
      kind: 'binary',
      range: { start: left.range.start, end: right.range.end },
      operator,
      left,
      right,
    });
  };
  for (const [index, operand] of operands.entries()) {
    values.push(operand);
    const operator = operators[index];
    if (operator === undefined) break;
    while (pending.length > 0 && level(pending.at(-1)) >= level(operator)) reduce();
    pending.push(operator);
  }
  while (pending.length > 0) reduce();
  return values[0] ?? { kind: 'missing', range: { start: 0, end: 0 } };
}

function level(operator: string | undefined): number {
  return levelOf.get(operator ?? '') ?? 0;
}
