// The kernel type of an expression, where casts, arguments and struct chains tell it.
import type { ProbePoint } from '../../syntax/script.ts';
import type { Source } from '../language.ts';
import { typeOfC } from './arguments.ts';
import { sharedArguments } from './contextVariables.ts';
import type { Expression, Item, Tree, TypeReference } from './tree.ts';
import { walkBlock } from './walk.ts';

/** Where an expression stands. */
export interface Surroundings {
  readonly source: Source;
  readonly tree: Tree;
  /** The probe, macro or function around. */
  readonly item: Item | undefined;
}

/** Deep chains of variables set from each other end somewhere. */
const DEEPEST = 16;

/** BTF id of an expression's type; pointers count as what they point to wherever a member is looked up. */
export function typeOf(expression: Expression, around: Surroundings, depth = 0): number | undefined {
  if (depth > DEEPEST) return undefined;
  const { types } = around.source.pack;
  const inner = (one: Expression): number | undefined => typeOf(one, around, depth + 1);
  switch (expression.kind) {
    case 'group':
      return inner(expression.expression);
    case 'cast':
      return typeOfReference(expression.type, around, depth);
    case 'identifier':
      return expression.name === 'curtask'
        ? types.named('task_struct', 'struct')
        : argumentNamed(expression.name, around);
    case 'call':
      return expression.callee.text === 'curtask' ? types.named('task_struct', 'struct') : undefined;
    case 'member': {
      if (expression.object.kind === 'identifier' && expression.object.name === 'args') {
        return argumentNamed(`args.${expression.name.text}`, around);
      }
      const object = inner(expression.object);
      if (object === undefined) return undefined;
      return types.members(types.resolve(object, true)).find(({ name }) => name === expression.name.text)?.type;
    }
    case 'index': {
      const object = inner(expression.object);
      const type = object === undefined ? undefined : types.type(types.resolve(object));
      if (type?.kind === 'array') return type.element;
      return type?.kind === 'pointer' ? type.target : object;
    }
    case 'unary': {
      const operand = inner(expression.operand);
      const type = operand === undefined ? undefined : types.type(types.resolve(operand));
      return expression.operator === '*' && type?.kind === 'pointer' ? type.target : operand;
    }
    case 'binary':
      // Pointer arithmetic keeps the pointer's type.
      return /^[+-]$/.test(expression.operator.text) ? inner(expression.left) : undefined;
    case 'conditional':
      return inner(expression.whenTrue ?? expression.whenFalse);
    case 'variable':
    case 'map':
      return typeOfStored(expression, around, depth);
    default:
      return undefined;
  }
}

function argumentNamed(name: string, { item, source }: Surroundings): number | undefined {
  return sharedArguments(pointsOf(item), source).find((argument) => argument.name === name)?.typeId;
}

/** The probe points of an item, none of a macro or a function. */
export function pointsOf(item: Item | undefined): readonly ProbePoint[] {
  return item?.kind === 'probe' ? item.points : [];
}

/** BTF id of a type as written, its suffixes aside. */
function typeOfReference(type: TypeReference, around: Surroundings, depth = 0): number | undefined {
  if (type.of)
    return type.of.kind === 'type' ? typeOfReference(type.of, around, depth) : typeOf(type.of, around, depth + 1);
  if (!type.name || type.name.text === '') return undefined;
  return typeOfC(`${type.tag ?? ''} ${type.name.text}`.trim(), around.source.pack);
}

/** The first type that something is stored with: variables in their item, maps anywhere. */
function typeOfStored(
  stored: Expression & { readonly kind: 'variable' | 'map' },
  around: Surroundings,
  depth: number,
): number | undefined {
  const items = stored.kind === 'variable' ? (around.item ? [around.item] : []) : around.tree.items;
  for (const item of items) {
    if (item.kind === 'subprogram' && stored.kind === 'variable') {
      const parameter = item.parameters.find(({ name }) => name.text === stored.name);
      if (parameter?.type) return typeOfReference(parameter.type, around, depth);
    }
    if (item.kind !== 'probe' && item.kind !== 'macro' && item.kind !== 'subprogram') continue;
    for (const value of valuesOf(stored, item)) {
      if ('tag' in value) return typeOfReference(value, around, depth);
      const type = typeOf(value, { ...around, item }, depth + 1);
      if (type !== undefined) return type;
    }
  }
  return undefined;
}

/** What is stored in a variable or a map in an item: values and, of a `let`, its type. */
function valuesOf(
  stored: Expression & { readonly kind: 'variable' | 'map' },
  item: Item & { readonly kind: 'probe' | 'macro' | 'subprogram' },
): readonly (Expression | TypeReference)[] {
  const values: (Expression | TypeReference)[] = [];
  walkBlock(item.body, {
    statement: (statement) => {
      if (statement.kind === 'let' && stored.kind === 'variable' && statement.name.text === stored.name) {
        if (statement.type) values.push(statement.type);
        if (statement.value) values.push(statement.value);
      }
      if (statement.kind !== 'assignment' || statement.operator.text !== '=') return;
      const { target } = statement;
      const isIt =
        (target.kind === 'variable' && stored.kind === 'variable' && target.name === stored.name) ||
        (target.kind === 'map' && stored.kind === 'map' && target.name.text === stored.name.text);
      if (isIt) values.push(statement.value);
    },
  });
  return values;
}
