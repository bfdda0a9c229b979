// One thing that may stand at a place: what completion offers and hover explains.

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
  /** Markdown. */
  readonly documentation?: string;
  /** Inserted instead of the label, as an LSP snippet. */
  readonly snippet?: string;
  /** Why it cannot be used on this kernel; it is then offered struck through. */
  readonly unavailable?: string;
  /** For functions: one entry an overload. */
  readonly signatures?: readonly Signature[];
}

/** One way to call a function. */
export interface Signature {
  /** The whole, e.g. `printf(format:string, args…)`. */
  readonly label: string;
  /** Each parameter as it stands in the label. */
  readonly parameters: readonly string[];
  readonly documentation?: string;
}
