// What types need to know of a script's surroundings, and what they tell.
import type { Finding } from '../../syntax/finding.ts';
import type { FunctionItem, Item, ProbeItem } from './tree.ts';

/** What the script's surroundings bring. */
export interface Surroundings {
  /** The overloads of a tapset function; undefined where there is none of that name. */
  functions(name: string): readonly FunctionItem[] | undefined;
  /** The aliases that an item's probe points go through, the innermost first; undefined where a point is not known. */
  aliasesAround(item: Item): readonly AliasAround[] | undefined;
  /** Whether the tapset has a global of this name, or may have. */
  mayHaveGlobal(name: string): boolean;
}

/** An alias whose body runs in the scope of the probes that use it. */
export interface AliasAround {
  readonly item: ProbeItem;
  /** Of this script, not of the tapset. */
  readonly isOwn: boolean;
}

/** The types of a script. */
export interface Types {
  /** What stap would refuse. */
  readonly findings: readonly Finding[];
  /** The type of the variable whose first or declaring name stands at an offset, spelled for a user. */
  spelledAt(offset: number, name: string): string | undefined;
  /** Whether nothing in sight gives the variable at an offset a value. */
  isNeverSet(offset: number, name: string): boolean;
}
