// How a script is kept to some of the values that its output shows.
import type { TextEdit } from './finding.ts';
import type { Script } from './script.ts';

/** A place where a map takes values in. */
export interface TakenValue {
  /** The map's name as the output has it. */
  readonly map: string;
  /** Index of the key's part; left out: the value itself. */
  readonly key?: number;
  readonly expression: string;
  /** UTF-16 offset of the expression. */
  readonly offset: number;
}

/** The edits, or a sentence why there are none. */
export type Narrowed = readonly TextEdit[] | { readonly refused: string };

export interface Narrowing<S extends Script = Script> {
  /** In text order. */
  taken(script: S): readonly TakenValue[];
  /**
   * Lets what stands at an offset happen only where a condition is true: before the whole clause where that changes nothing else,
   * else around the statement alone.
   */
  keepTo(script: S, offset: number, expression: string, condition: string): Narrowed;
}

/** Puts a condition behind one that stands there already, or makes it the whole. Comparisons bind tighter in all languages. */
export function both(before: string | undefined, condition: string): string {
  const wrap = (text: string): string => (/\|\||\?/.test(text) ? `(${text})` : text);
  return before === undefined ? condition : `${wrap(before.trim())} && ${wrap(condition)}`;
}
