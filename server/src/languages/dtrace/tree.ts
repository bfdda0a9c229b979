// D's tree.
import type { Range } from '../../syntax/range.ts';

export interface Tree {
  readonly items: readonly Item[];
}

export type Item = ClauseItem | DeclarationItem | InlineItem | TranslatorItem | ProviderItem;

/** One clause: probes, predicate, actions. */
export interface ClauseItem {
  readonly kind: 'clause';
  readonly range: Range;
  readonly specs: readonly Name[];
  readonly predicate: Expression | undefined;
  /** With its slashes. */
  readonly predicateRange: Range | undefined;
  readonly body: Body | undefined;
}

/** A clause's body with its braces. */
export interface Body {
  readonly range: Range;
  readonly statements: readonly Expression[];
}

/** A type, a variable declared ahead, a prototype. */
export interface DeclarationItem {
  readonly kind: 'declaration';
  readonly range: Range;
  /** `typedef`, `self`, `this`, `extern` …, as written. */
  readonly storage: readonly string[];
  readonly type: TypeName;
  readonly declarators: readonly Declarator[];
}

export interface InlineItem {
  readonly kind: 'inline';
  readonly range: Range;
  readonly type: TypeName;
  readonly declarator: Declarator;
  readonly value: Expression;
}

export interface TranslatorItem {
  readonly kind: 'translator';
  readonly range: Range;
  readonly output: TypeName;
  readonly input: TypeName;
  /** What the members' expressions call the input. */
  readonly parameter: Name;
  readonly members: readonly { readonly name: Name; readonly value: Expression }[];
}

export interface ProviderItem {
  readonly kind: 'provider';
  readonly range: Range;
  readonly name: Name;
}

export interface Name {
  readonly range: Range;
  readonly text: string;
}

/** A type as it is written; enumerators are constants that it brings. */
export interface TypeName {
  readonly range: Range;
  readonly text: string;
  readonly enumerators: readonly Name[];
  /** The name that a struct, union or enum definition gives. */
  readonly tag?: Name;
}

export interface Declarator {
  readonly name: Name;
  readonly range: Range;
}

export type Expression =
  | { readonly kind: 'missing'; readonly range: Range }
  | { readonly kind: 'number' | 'character' | 'string' | 'macro'; readonly range: Range; readonly image: string }
  | { readonly kind: 'name'; readonly range: Range; readonly text: string }
  | { readonly kind: 'aggregation'; readonly range: Range; readonly text: string }
  /** `self` or `this` alone; mostly the object of a member. */
  | { readonly kind: 'storage'; readonly range: Range; readonly text: 'self' | 'this' }
  | { readonly kind: 'member'; readonly range: Range; readonly object: Expression; readonly name: Name }
  | {
      readonly kind: 'index';
      readonly range: Range;
      readonly object: Expression;
      readonly indexes: readonly Expression[];
    }
  | {
      readonly kind: 'call';
      readonly range: Range;
      readonly callee: Expression;
      readonly parameters: readonly Expression[];
    }
  | { readonly kind: 'unary'; readonly range: Range; readonly operator: string; readonly operand: Expression }
  | { readonly kind: 'postfix'; readonly range: Range; readonly operator: string; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly range: Range;
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'assignment';
      readonly range: Range;
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'ternary';
      readonly range: Range;
      readonly condition: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
    }
  | { readonly kind: 'cast'; readonly range: Range; readonly type: TypeName; readonly operand: Expression }
  /** `sizeof (type)`, `offsetof(type, member)`. */
  | { readonly kind: 'type'; readonly range: Range; readonly type: TypeName }
  | { readonly kind: 'xlate'; readonly range: Range; readonly type: TypeName; readonly operand: Expression }
  | { readonly kind: 'sequence'; readonly range: Range; readonly parts: readonly Expression[] };

/** Expressions directly in an expression, in text order. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'member':
      return [expression.object];
    case 'index':
      return [expression.object, ...expression.indexes];
    case 'call':
      return [expression.callee, ...expression.parameters];
    case 'unary':
    case 'postfix':
    case 'cast':
    case 'xlate':
      return [expression.operand];
    case 'binary':
    case 'assignment':
      return [expression.left, expression.right];
    case 'ternary':
      return [expression.condition, expression.then, expression.otherwise];
    case 'sequence':
      return expression.parts;
    default:
      return [];
  }
}

/** The outermost expressions of an item, in text order. */
export function expressionsOf(item: Item): readonly Expression[] {
  switch (item.kind) {
    case 'clause':
      return [...(item.predicate ? [item.predicate] : []), ...(item.body?.statements ?? [])];
    case 'inline':
      return [item.value];
    case 'translator':
      return item.members.map(({ value }) => value);
    default:
      return [];
  }
}
