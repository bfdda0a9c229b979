// What kind of value an expression surely has, as far as that shows without types.
import type { Expression } from './tree.ts';

/** A number or a text; a text that is no literal is told apart where bpftrace wants a literal. */
export type ValueKind = 'number' | 'string';

const numbers = new Set(['pid', 'tid', 'uid', 'gid', 'cpu', 'nsecs', 'elapsed', 'rand', 'cgroup', 'ncpus', 'jiffies']);

/** The kind; undefined where it takes types to tell, or the reader of a `$1` to choose. */
export function valueKind(expression: Expression | undefined): ValueKind | undefined {
  switch (expression?.kind) {
    case 'integer':
      return 'number';
    case 'string':
      return 'string';
    case 'identifier':
      return numbers.has(expression.name) ? 'number' : expression.name === 'comm' ? 'string' : undefined;
    case 'call':
      return expression.callee.text === 'str' ? 'string' : undefined;
    case 'group':
      return valueKind(expression.expression);
    default:
      return undefined;
  }
}

/** The value of a whole number that stands there, with its sign; undefined for anything else. */
export function literalNumber(expression: Expression | undefined): bigint | undefined {
  if (expression?.kind === 'integer') return expression.value;
  if (expression?.kind !== 'unary' || expression.operator !== '-') return undefined;
  const operand = literalNumber(expression.operand);
  return operand === undefined ? undefined : -operand;
}

/** What a variable or a map surely holds: no value of one kind takes the place of another. */
export type Held = ValueKind | 'tuple' | 'stack';

export const heldWords: Readonly<Record<Held, string>> = {
  number: 'a number',
  string: 'a text',
  tuple: 'a tuple',
  stack: 'a stack',
};

/** The kind; undefined where it takes types to tell. */
export function heldKind(expression: Expression | undefined): Held | undefined {
  switch (expression?.kind) {
    case 'group':
      return heldKind(expression.expression);
    case 'tuple':
      return 'tuple';
    case 'identifier':
      return /^[ku]stack$/.test(expression.name) ? 'stack' : valueKind(expression);
    case 'call':
      return /^[ku]stack$/.test(expression.callee.text) ? 'stack' : valueKind(expression);
    default:
      return valueKind(expression);
  }
}
