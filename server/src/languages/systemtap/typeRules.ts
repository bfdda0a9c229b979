// Small rules of stap's types: what a target variable is, and what is decided before types are looked at.
import type { Expression } from './tree.ts';
import type { ValueType } from './types.ts';
import { walkExpression } from './walk.ts';

/** `$$vars` and `$x$` are text, and so is what a procfs file is given; all else is read as a number, but in Java. */
export function targetType({ base, suffixes }: Expression & { kind: 'target' }, probe: string | undefined): ValueType {
  if (!('text' in base) || probe === undefined || probe === 'java') return undefined;
  const last = suffixes.at(-1)?.member ?? base.text;
  const isText = last.startsWith('$$') || (last.length > 1 && last.endsWith('$')) || probe === 'procfs';
  return isText ? 'string' : base.text.startsWith('$') ? 'long' : undefined;
}

/** A number as written; `?` for what only the run can tell. */
export function numberOf(expression: Expression): string {
  return expression.kind === 'number' ? expression.image : '?';
}

/** Conditions that stap decides while it compiles. */
export function isDecidedBefore(condition: Expression): boolean {
  let isDecided = false;
  walkExpression(condition, undefined, {
    expression: ({ kind, ...rest }) => {
      if (kind === 'operator' && 'name' in rest && /^@(defined|probewrite)$/.test(rest.name.text)) isDecided = true;
      if (kind === 'macro') isDecided = true;
    },
  });
  return isDecided || condition.kind === 'number';
}
