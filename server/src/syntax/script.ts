// A parsed script as the features see it: what all languages share, with the language's own tree carried along unseen.
import type { Finding } from './finding.ts';
import type { Range } from './range.ts';

/** A script's parse. Never missing: half a script gives half a tree and errors. */
export interface Script<Tree = unknown> {
  readonly text: string;
  /** The language's own tree; only its folder looks inside. */
  readonly tree: Tree;
  readonly comments: readonly Range[];
  /** Parse errors in text order. */
  readonly errors: readonly Finding[];
  readonly clauses: readonly Clause[];
  readonly names: NameTable;
  /** Stretches that do not count on the target at hand (conditional branches not taken). */
  readonly inactive: readonly Range[];
  /** Stretches an editor may fold: bodies, blocks, comments, conditionals. */
  readonly folds: readonly Range[];
}

/** One probe block: probe points, predicate, body. */
export interface Clause {
  readonly range: Range;
  readonly probePoints: readonly ProbePoint[];
  readonly predicate?: Range;
  /** The body with its braces. */
  readonly body: Range;
}

/** One probe point as written. */
export interface ProbePoint {
  readonly range: Range;
  /** The probe point alone, without `?`, `!` or a condition. */
  readonly text: string;
  /** No error where nothing matches (SystemTap's `?` and `!`). */
  readonly optional: boolean;
}

/** What a name stands for. `map` is bpftrace's `@x` and DTrace's aggregation. */
export type NameKind = 'global' | 'local' | 'parameter' | 'function' | 'macro' | 'alias' | 'map' | 'type' | 'constant';

/** A name that the script itself brings. */
export interface Declaration {
  readonly name: string;
  readonly kind: NameKind;
  /** The name alone. */
  readonly nameRange: Range;
  /** The whole declaration. */
  readonly range: Range;
  /** Where the name can be used; left out: the whole script. */
  readonly scope?: Range;
  /** A type or prototype, in the language's spelling. */
  readonly detail?: string;
  /** The comment above it, as Markdown. */
  readonly documentation?: string;
  /** For functions and macros. */
  readonly parameters?: readonly string[];
}

/** One place where a declared name stands, its declaration included. */
export interface Occurrence {
  readonly range: Range;
  readonly declaration: Declaration;
  readonly write: boolean;
}

/** All names of a script, resolved by the language's scoping rules. */
export interface NameTable {
  readonly declarations: readonly Declaration[];
  readonly occurrences: readonly Occurrence[];
}
