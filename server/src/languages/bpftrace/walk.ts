// Goes through a body in the order it runs.
import type { Block, Expression, Statement, TypeReference } from './tree.ts';

/** What is called on the way; each part may be left out. */
export interface Visit {
  enterBlock?(block: Block): void;
  leaveBlock?(block: Block): void;
  /** Before what a statement holds, but for a `let`: its name begins to count after its value. */
  statement?(statement: Statement): void;
  /** The left side of an assignment and the operand of `++` and `--`; called after the value. */
  target?(expression: Expression): void;
  /** Any other expression, outer ones first. */
  expression?(expression: Expression): void;
}

/** Goes through a block in the order in which it runs. */
export function walkBlock(block: Block, visit: Visit): void {
  visit.enterBlock?.(block);
  for (const statement of block.statements) walkStatement(statement, visit);
  visit.leaveBlock?.(block);
}

function walkStatement(statement: Statement, visit: Visit): void {
  if (statement.kind === 'let') {
    if (statement.type) walkType(statement.type, visit);
    if (statement.value) walkExpression(statement.value, visit);
    visit.statement?.(statement);
    return;
  }
  if (statement.kind === 'for') {
    walkExpression(statement.from, visit);
    if (statement.to) walkExpression(statement.to, visit);
    visit.statement?.(statement);
    walkBlock(statement.body, visit);
    return;
  }
  visit.statement?.(statement);
  switch (statement.kind) {
    case 'expressionStatement':
      walkExpression(statement.expression, visit);
      break;
    case 'assignment':
      walkExpression(statement.value, visit);
      walkTarget(statement.target, visit);
      break;
    case 'discard':
      walkExpression(statement.value, visit);
      break;
    case 'while':
    case 'unroll':
      walkExpression(statement.condition, visit);
      walkBlock(statement.body, visit);
      break;
    case 'jump':
      if (statement.value) walkExpression(statement.value, visit);
  }
}

function walkTarget(target: Expression, visit: Visit): void {
  if (target.kind === 'variable' || target.kind === 'map') {
    if (target.kind === 'map') for (const key of target.keys ?? []) walkExpression(key, visit);
    visit.target?.(target);
  } else {
    walkExpression(target, visit);
  }
}

/** Goes through an expression, outer ones first. */
export function walkExpression(expression: Expression, visit: Visit): void {
  if (expression.kind === 'block') {
    walkBlock(expression, visit);
    return;
  }
  visit.expression?.(expression);
  if (expression.kind === 'step') {
    walkTarget(expression.operand, visit);
    return;
  }
  for (const part of partsOf(expression)) walkExpression(part, visit);
  if (expression.kind === 'cast') walkType(expression.type, visit);
  if ('of' in expression && expression.of) {
    if (expression.of.kind === 'type') walkType(expression.of, visit);
    else walkExpression(expression.of, visit);
  }
}

function walkType(type: TypeReference, visit: Visit): void {
  if (type.of === undefined) return;
  if (type.of.kind === 'type') walkType(type.of, visit);
  else walkExpression(type.of, visit);
}

/** The expressions right below one; those of types and blocks are not among them. */
function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'map':
      return expression.keys ?? [];
    case 'call':
      return expression.arguments;
    case 'member':
    case 'tupleField':
      return [expression.object];
    case 'index':
      return [expression.object, expression.index];
    case 'unary':
    case 'step':
    case 'addressOf':
    case 'cast':
    case 'comptime':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'conditional':
      return [expression.condition, ...(expression.whenTrue ? [expression.whenTrue] : []), expression.whenFalse];
    case 'if':
      return [expression.condition, expression.whenTrue, ...(expression.whenFalse ? [expression.whenFalse] : [])];
    case 'group':
      return [expression.expression];
    case 'tuple':
      return expression.elements;
    case 'record':
      return expression.fields.map(({ value }) => value);
    default:
      return [];
  }
}
