// What a check says about a range of a script.
import type { Range } from './range.ts';

/** How bad a finding is. An `error` is only what the tracer itself would refuse. */
export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** One thing found in a script; an LSP diagnostic at the edge. */
export interface Finding {
  readonly range: Range;
  readonly severity: Severity;
  /** A stable kebab-case name, e.g. `unknown-function`; every parse error has `syntax`. */
  readonly code: string;
  /** What is wrong, why on this kernel, and what to do: one or two sentences. */
  readonly message: string;
  readonly fixes?: readonly Fix[];
  /** Shown faded or struck through. */
  readonly tag?: 'unused' | 'deprecated';
}

/** An edit that mends a finding. */
export interface Fix {
  /** What the user reads in the menu, e.g. ``Change to `vfs_read` ``. */
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/** Replace a range by a text. */
export interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}

/** The code of every finding that a parser makes. */
export const SYNTAX = 'syntax';

/** A parse error at a range. */
export function syntaxError(range: Range, message: string): Finding {
  return { range, severity: 'error', code: SYNTAX, message };
}
