// SystemTap's syntax tree. Ranges are those of the user's text; what a macro brought stands where the macro is used.
import type { Range } from '../../syntax/range.ts';

interface Node {
  readonly range: Range;
}

export interface Name extends Node {
  readonly text: string;
}

export type Type = 'string' | 'long' | undefined;

export interface Tree {
  readonly items: readonly Item[];
}

export type Item = ProbeItem | GlobalItem | FunctionItem | EmbeddedItem;

export interface ProbeItem extends Node {
  readonly kind: 'probe';
  /** For `probe alias = points { }`: the names given, the first one outermost. */
  readonly aliases: readonly Point[];
  readonly points: readonly Point[];
  readonly body: Block;
  /** `probe alias += points { }`: the body runs after that of the probe which uses the alias. */
  readonly isEpilogue: boolean;
  /** The epilogue of `probe alias = points { }, { }`. */
  readonly epilogue: Block | undefined;
}

export interface GlobalItem extends Node {
  readonly kind: 'global';
  readonly isPrivate: boolean;
  readonly variables: readonly GlobalVariable[];
}

export interface GlobalVariable extends Node {
  readonly name: Name;
  readonly wraps: boolean;
  readonly size: NumberExpression | undefined;
  readonly initial: Literal | undefined;
}

export interface FunctionItem extends Node {
  readonly kind: 'function';
  readonly isPrivate: boolean;
  readonly name: Name;
  readonly type: Type;
  readonly parameters: readonly Parameter[];
  readonly priority: NumberExpression | undefined;
  /** Undefined for a body in C. */
  readonly body: Block | undefined;
}

export interface Parameter extends Node {
  readonly name: Name;
  readonly type: Type;
}

export interface EmbeddedItem extends Node {
  readonly kind: 'embedded';
}

/** One probe point as written, `{a,b}` alternatives unexpanded. */
export interface Point extends Node {
  readonly components: readonly Component[];
  readonly mark: '?' | '!' | undefined;
  readonly condition: Expression | undefined;
}

export interface Component extends Node {
  /** '' for a group of alternatives. */
  readonly name: string;
  readonly argument: Literal | undefined;
  readonly alternatives: readonly Point[];
}

export type Literal = NumberExpression | StringExpression | ArgumentExpression;

export type Statement =
  | Block
  | (Node & { readonly kind: 'empty' })
  | (Node & { readonly kind: 'expression'; readonly expression: Expression })
  | (Node & {
      readonly kind: 'if';
      readonly condition: Expression;
      readonly then: Statement;
      readonly otherwise: Statement | undefined;
    })
  | (Node & {
      readonly kind: 'for';
      readonly start: Expression | undefined;
      readonly condition: Expression | undefined;
      readonly step: Expression | undefined;
      readonly body: Statement;
    })
  | (Node & { readonly kind: 'while'; readonly condition: Expression; readonly body: Statement })
  | ForeachStatement
  | (Node & { readonly kind: 'return'; readonly value: Expression | undefined })
  | (Node & { readonly kind: 'delete'; readonly value: Expression })
  | (Node & { readonly kind: 'break' | 'continue' | 'next' })
  | (Node & {
      readonly kind: 'try';
      readonly body: Block;
      readonly message: Name | undefined;
      readonly handler: Block;
    });

export interface Block extends Node {
  readonly kind: 'block';
  readonly statements: readonly Statement[];
}

export interface ForeachStatement extends Node {
  readonly kind: 'foreach';
  readonly value: Name | undefined;
  readonly indexes: readonly Name[];
  readonly array: Expression;
  readonly slices: readonly Expression[];
  readonly limit: Expression | undefined;
  readonly body: Statement;
}

export interface NumberExpression extends Node {
  readonly kind: 'number';
  readonly image: string;
}

export interface StringExpression extends Node {
  readonly kind: 'string';
  /** Between the quotes, escapes as written; adjacent literals joined. */
  readonly value: string;
}

/** `$1`, `$#`, `@1`: whatever the command line brings. */
export interface ArgumentExpression extends Node {
  readonly kind: 'argument';
  readonly image: string;
}

export interface TargetSuffix extends Node {
  readonly member: string | undefined;
  readonly index: Expression | undefined;
}

export type Expression =
  | NumberExpression
  | StringExpression
  | ArgumentExpression
  | (Node & { readonly kind: 'symbol'; readonly name: Name })
  | (Node & { readonly kind: 'call'; readonly name: Name; readonly parameters: readonly Expression[] })
  | (Node & { readonly kind: 'element'; readonly name: Name; readonly indexes: readonly Expression[] })
  /** `*` as an index. */
  | (Node & { readonly kind: 'wildcard' })
  | (Node & { readonly kind: 'unary'; readonly operator: string; readonly operand: Expression })
  | (Node & { readonly kind: 'crement'; readonly operand: Expression })
  | (Node & {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    })
  | (Node & {
      readonly kind: 'assignment';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    })
  | (Node & {
      readonly kind: 'ternary';
      readonly condition: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
    })
  | (Node & { readonly kind: 'membership'; readonly indexes: readonly Expression[]; readonly array: Expression })
  /** A target variable, or any other value followed by `->` or `[ ]`. */
  | (Node & {
      readonly kind: 'target';
      readonly base: Expression | Name;
      readonly suffixes: readonly TargetSuffix[];
      readonly addressOf: boolean;
    })
  /** `@count(x)`, `@cast(p, "type")` and their kin. */
  | (Node & { readonly kind: 'operator'; readonly name: Name; readonly parameters: readonly Expression[] })
  /** `@name` or `@name(…)` that nothing here defines: a macro of a tapset that is not known. */
  | (Node & { readonly kind: 'macro'; readonly name: Name })
  | (Node & { readonly kind: 'embedded' })
  /** Where an expression should stand and none does. */
  | (Node & { readonly kind: 'missing' });
