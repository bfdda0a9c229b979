// The tree of a bpftrace script. Ranges are offsets into its text; what recovery could not find is missing, not guessed.
import type { Range } from '../../syntax/range.ts';
import type { ProbePoint } from '../../syntax/script.ts';

export interface Tree {
  readonly items: readonly Item[];
}

/** A word with its place. */
export interface Name {
  readonly text: string;
  readonly range: Range;
}

export type Item =
  | Probe
  | Macro
  | Subprogram
  | MapDeclaration
  | Config
  | { readonly kind: 'import'; readonly range: Range; readonly path: string }
  | { readonly kind: 'preprocessor'; readonly range: Range; readonly text: string }
  | { readonly kind: 'definition'; readonly range: Range; readonly text: string };

export interface Probe {
  readonly kind: 'probe';
  readonly range: Range;
  readonly points: readonly ProbePoint[];
  /** A probe point has a name of its own: `name=kprobe:f`. */
  readonly isNamed: boolean;
  readonly predicate: Expression | undefined;
  readonly body: Block;
}

export interface Macro {
  readonly kind: 'macro';
  readonly range: Range;
  readonly name: Name;
  readonly parameters: readonly Name[];
  readonly body: Block;
}

export interface Subprogram {
  readonly kind: 'subprogram';
  readonly range: Range;
  readonly name: Name;
  readonly parameters: readonly { readonly name: Name; readonly type: TypeReference | undefined }[];
  readonly result: TypeReference | undefined;
  readonly body: Block;
}

/** `let @m = hash(10);`. */
export interface MapDeclaration {
  readonly kind: 'mapDeclaration';
  readonly range: Range;
  readonly name: Name;
  readonly type: Name | undefined;
  readonly size: bigint | undefined;
}

export interface Config {
  readonly kind: 'config';
  readonly range: Range;
  readonly entries: readonly { readonly key: Name; readonly value: Name | undefined }[];
}

export interface Block {
  readonly kind: 'block';
  readonly range: Range;
  readonly statements: readonly Statement[];
  /** The parser had to skip something in here: what is missing below proves nothing. */
  readonly recovered: boolean;
}

export type Statement =
  | { readonly kind: 'expressionStatement'; readonly range: Range; readonly expression: Expression }
  | Assignment
  | Let
  | { readonly kind: 'discard'; readonly range: Range; readonly value: Expression }
  | { readonly kind: 'while' | 'unroll'; readonly range: Range; readonly condition: Expression; readonly body: Block }
  | For
  | {
      readonly kind: 'jump';
      readonly range: Range;
      readonly word: 'break' | 'continue' | 'return';
      readonly value: Expression | undefined;
    }
  | { readonly kind: 'import'; readonly range: Range; readonly path: string };

export interface Assignment {
  readonly kind: 'assignment';
  readonly range: Range;
  readonly target: Expression;
  /** `=`, `+=`, … */
  readonly operator: Name;
  readonly value: Expression;
}

export interface Let {
  readonly kind: 'let';
  readonly range: Range;
  readonly name: Name;
  readonly type: TypeReference | undefined;
  readonly value: Expression | undefined;
}

export interface For {
  readonly kind: 'for';
  readonly range: Range;
  readonly name: Name;
  readonly from: Expression;
  /** The end of `from..to`, undefined for a map. */
  readonly to: Expression | undefined;
  readonly parenthesised: boolean;
  readonly body: Block;
}

export type Expression =
  | { readonly kind: 'missing'; readonly range: Range }
  | { readonly kind: 'identifier'; readonly range: Range; readonly name: string }
  | { readonly kind: 'variable'; readonly range: Range; readonly name: string }
  | MapReference
  | { readonly kind: 'positional'; readonly range: Range; readonly index: number }
  | { readonly kind: 'parameterCount'; readonly range: Range }
  | { readonly kind: 'integer'; readonly range: Range; readonly text: string; readonly value: bigint | undefined }
  | { readonly kind: 'string'; readonly range: Range; readonly value: string }
  | { readonly kind: 'boolean'; readonly range: Range; readonly value: boolean }
  | Call
  | Member
  | { readonly kind: 'tupleField'; readonly range: Range; readonly object: Expression; readonly index: Name }
  | { readonly kind: 'index'; readonly range: Range; readonly object: Expression; readonly index: Expression }
  | { readonly kind: 'unary'; readonly range: Range; readonly operator: string; readonly operand: Expression }
  | {
      readonly kind: 'step';
      readonly range: Range;
      readonly operator: Name;
      readonly isPrefix: boolean;
      readonly operand: Expression;
    }
  | { readonly kind: 'addressOf'; readonly range: Range; readonly operand: Expression }
  | Binary
  | {
      readonly kind: 'conditional';
      readonly range: Range;
      readonly condition: Expression;
      /** Left out in `a ?: b`. */
      readonly whenTrue: Expression | undefined;
      readonly whenFalse: Expression;
    }
  | If
  | Block
  | { readonly kind: 'cast'; readonly range: Range; readonly type: TypeReference; readonly operand: Expression }
  | { readonly kind: 'group'; readonly range: Range; readonly expression: Expression }
  | { readonly kind: 'tuple'; readonly range: Range; readonly elements: readonly Expression[] }
  | {
      readonly kind: 'record';
      readonly range: Range;
      readonly fields: readonly { readonly name: Name; readonly value: Expression }[];
    }
  | { readonly kind: 'sizeof'; readonly range: Range; readonly of: Expression | TypeReference }
  | {
      readonly kind: 'offsetof';
      readonly range: Range;
      readonly of: Expression | TypeReference;
      readonly fields: readonly Name[];
    }
  | { readonly kind: 'typeinfo'; readonly range: Range; readonly of: Expression | TypeReference }
  | { readonly kind: 'comptime'; readonly range: Range; readonly operand: Expression };

export interface MapReference {
  readonly kind: 'map';
  readonly range: Range;
  /** With its `@`. */
  readonly name: Name;
  /** Undefined: no brackets. */
  readonly keys: readonly Expression[] | undefined;
}

export interface Call {
  readonly kind: 'call';
  readonly range: Range;
  readonly callee: Name;
  readonly arguments: readonly Expression[];
}

export interface Member {
  readonly kind: 'member';
  readonly range: Range;
  readonly object: Expression;
  /** `.` or `->`. */
  readonly operator: Name;
  readonly name: Name;
}

export interface Binary {
  readonly kind: 'binary';
  readonly range: Range;
  readonly operator: Name;
  readonly left: Expression;
  readonly right: Expression;
}

export interface If {
  readonly kind: 'if';
  readonly range: Range;
  readonly condition: Expression;
  readonly whenTrue: Block;
  readonly whenFalse: Block | If | undefined;
}

/** A type as written. */
export interface TypeReference {
  readonly kind: 'type';
  readonly range: Range;
  readonly tag: 'struct' | 'union' | 'enum' | undefined;
  /** Undefined for `typeof(…)`. */
  readonly name: Name | undefined;
  /** What stands in `typeof(…)`. */
  readonly of: Expression | TypeReference | undefined;
  /** `*` and `[N]` in the order written; N undefined for `[]`. */
  readonly suffixes: readonly (
    | { readonly kind: 'pointer' }
    | { readonly kind: 'array'; readonly length: bigint | undefined }
  )[];
}
