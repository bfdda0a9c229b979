// Visits every expression and statement of a tree, outermost first.
import type { Block, Expression, Item, Statement } from './tree.ts';

/** What is called at each node, before what is in it. */
export interface Visitor {
  expression?(expression: Expression, parent: Expression | undefined): void;
  statement?(statement: Statement): void;
}

/** Goes through the bodies of an item, and the conditions of its points. */
export function walkItem(item: Item, visitor: Visitor): void {
  if (item.kind === 'function' && item.body) walkStatement(item.body, visitor);
  if (item.kind !== 'probe') return;
  for (const point of item.points) if (point.condition) walkExpression(point.condition, undefined, visitor);
  walkStatement(item.body, visitor);
  if (item.epilogue) walkStatement(item.epilogue, visitor);
}

/** Goes through a statement: itself, its expressions, the statements in it. */
export function walkStatement(statement: Statement | Block, visitor: Visitor): void {
  visitor.statement?.(statement);
  for (const expression of expressionsOf(statement)) walkExpression(expression, undefined, visitor);
  for (const inner of statementsOf(statement)) walkStatement(inner, visitor);
}

/** Goes through an expression, outer ones first; `parent` is the one around it, if any. */
export function walkExpression(expression: Expression, parent: Expression | undefined, visitor: Visitor): void {
  visitor.expression?.(expression, parent);
  for (const inner of partsOf(expression)) walkExpression(inner, expression, visitor);
}

/** Expressions directly in a statement, in text order. */
export function expressionsOf(statement: Statement): readonly Expression[] {
  switch (statement.kind) {
    case 'expression':
      return [statement.expression];
    case 'if':
    case 'while':
      return [statement.condition];
    case 'for':
      return [statement.start, statement.condition, statement.step].filter((part) => part !== undefined);
    case 'foreach':
      return [statement.array, ...statement.slices, ...(statement.limit ? [statement.limit] : [])];
    case 'return':
      return statement.value ? [statement.value] : [];
    case 'delete':
      return [statement.value];
    default:
      return [];
  }
}

/** Statements directly in a statement. */
export function statementsOf(statement: Statement): readonly Statement[] {
  switch (statement.kind) {
    case 'block':
      return statement.statements;
    case 'if':
      return statement.otherwise ? [statement.then, statement.otherwise] : [statement.then];
    case 'for':
    case 'while':
    case 'foreach':
      return [statement.body];
    case 'try':
      return [statement.body, statement.handler];
    default:
      return [];
  }
}

/** Expressions directly in an expression. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'call':
    case 'operator':
      return expression.parameters;
    case 'element':
      return expression.indexes;
    case 'unary':
    case 'crement':
      return [expression.operand];
    case 'binary':
    case 'assignment':
      return [expression.left, expression.right];
    case 'ternary':
      return [expression.condition, expression.then, expression.otherwise];
    case 'membership':
      return [...expression.indexes, expression.array];
    case 'target': {
      const indexes = expression.suffixes.flatMap(({ index }) => index ?? []);
      return 'kind' in expression.base ? [expression.base, ...indexes] : indexes;
    }
    default:
      return [];
  }
}
