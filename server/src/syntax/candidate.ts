// One thing that may stand at a place: what completion offers and hover explains.
import type { Range } from './range.ts';

/** What sort of thing a candidate is; decides its icon and its rank. */
export type CandidateKind =
  | 'keyword'
  | 'probe'
  | 'tracepoint'
  | 'function'
  | 'variable'
  | 'field'
  | 'type'
  | 'macro'
  | 'operator'
  | 'constant'
  | 'module'
  | 'snippet';

/** Plain data; a language's vocabulary is a list of these. */
export interface Candidate {
  readonly label: string;
  readonly kind: CandidateKind;
  /** What it is, short: `tracepoint · sched`, `string`. */
  readonly detail?: string;
  /** The name as its source spells it, where the label is mangled. */
  readonly demangled?: string;
  /** Markdown. */
  readonly documentation?: string;
  /** Inserted instead of the label, as an LSP snippet. */
  readonly snippet?: string;
  /** Why it cannot be used on this target, without a full stop; it is then offered struck through. */
  readonly unavailable?: string;
  /** For functions: one entry an overload. */
  readonly signatures?: readonly Signature[];
  /** What kind of value it gives; where one is wanted, those that give it come first. */
  readonly type?: ValueType;
  /** Where it is declared, for what comes from the pack's tapset. */
  readonly origin?: Origin;
}

/** What is read of a candidate beside its name: first why it cannot be used, where it cannot. */
export function documentationOf({ unavailable, documentation = '' }: Candidate): string {
  return [unavailable === undefined ? '' : `Not on this target: ${unavailable}.`, documentation]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** What kind of value an expression gives or wants. */
export type ValueType = 'number' | 'string' | 'statistics' | 'unknown';

/** A place in a file of the pack's tapset. */
export interface Origin {
  /** Path below the tapset folder, as in `KernelPack.tapset`. */
  readonly path: string;
  /** The declared name in that file. */
  readonly range: Range;
}

/** One way to call a function. */
export interface Signature {
  /** The whole, e.g. `printf(format:string, args…)`. */
  readonly label: string;
  /** Each parameter as it stands in the label. */
  readonly parameters: readonly string[];
  readonly documentation?: string;
}
