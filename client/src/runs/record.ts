// One unit of a run's output, after decoding.
import type { RunFigures } from './figures.ts';

export type TraceRecord =
  /** A line of text as the script printed it, without its newline. */
  | { readonly kind: 'line'; readonly text: string }
  /** A map or aggregation with one number or text a key; `key` is '' for a scalar. */
  | {
      readonly kind: 'map';
      readonly name: string;
      readonly entries: readonly { key: string; value: number | string }[];
    }
  /** A histogram; `low`/`high` are the bucket's inclusive bounds, null for open ends. */
  | { readonly kind: 'histogram'; readonly name: string; readonly key: string; readonly buckets: readonly Bucket[] }
  /** Counted stacks, innermost frame first. */
  | {
      readonly kind: 'stacks';
      readonly name: string;
      readonly stacks: readonly { readonly frames: readonly string[]; readonly key: string; readonly count: number }[];
    }
  /** Something that is missing from the output: lost events, skipped probes, drops of our own. */
  | {
      readonly kind: 'loss';
      readonly what: 'lost events' | 'skipped probes' | 'dropped output';
      readonly count: number;
    }
  /** A tracer's message that is not the script's output: warnings, errors. */
  | {
      readonly kind: 'message';
      readonly severity: 'error' | 'warning' | 'information';
      readonly text: string;
      /** Where in the script, if the message says so; counted as in `TracerFinding`. */
      readonly line?: number;
      readonly column?: number;
      readonly endColumn?: number;
    }
  /** A pass of SystemTap that ended, with its real time in ms; `cached` when it was served from the module cache. */
  | { readonly kind: 'pass'; readonly pass: 1 | 2 | 3 | 4 | 5; readonly ms: number; readonly cached: boolean }
  /** Probes are attached and the script runs; the count where the tracer tells it. */
  | { readonly kind: 'attached'; readonly probes?: number }
  /** What the probes did and cost, measured over the whole run; told at its end. */
  | { readonly kind: 'figures'; readonly figures: RunFigures };

/** A record of a run group tells which host it came from; no tracer knows that. */
export type HostRecord = TraceRecord & { readonly host?: string };

export interface Bucket {
  readonly low: number | null;
  readonly high: number | null;
  readonly count: number;
}
