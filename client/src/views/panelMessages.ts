// What the trace panel's page and its host side say to each other. The page pulls: it holds only what it shows.

/** Host → page. */
export type ToPage =
  /** Everything the header shows; sent on change, at most every 100 ms. */
  | { readonly kind: 'status'; readonly status: RunStatus }
  /** The lines asked for by `pull`. */
  | { readonly kind: 'lines'; readonly first: number; readonly lines: readonly PageLine[] };

/** Page → host. */
export type FromPage =
  /** The page is up and wants its first status. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'pull'; readonly first: number; readonly count: number }
  | { readonly kind: 'stop' }
  | { readonly kind: 'rerun' }
  /** Forget the lines shown so far (the spool on disk keeps them). */
  | { readonly kind: 'clear' };

/** The header line: which run, where, how far, how much, what was lost. */
export interface RunStatus {
  readonly runId: string;
  readonly script: string;
  readonly target: string;
  /** Kernel release of the target, '' until known. */
  readonly kernel: string;
  readonly state: 'connecting' | 'preparing' | 'running' | 'reconnecting' | 'stopping' | 'ended';
  /** The state in words: what is waited for, the rung, how it ended. */
  readonly detail: string;
  readonly passes: readonly { readonly pass: number; readonly ms: number; readonly cached: boolean }[];
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** Whether it ended as it should; null while it has not. */
  readonly succeeded: boolean | null;
  readonly lineCount: number;
  readonly byteCount: number;
  /** First line that still counts as shown, after `clear`. */
  readonly firstLine: number;
  readonly losses: readonly { readonly what: string; readonly count: number }[];
}

export interface PageLine {
  readonly number: number;
  readonly text: string;
  readonly stream: 'stdout' | 'stderr';
  /** Milliseconds since the run's start. */
  readonly at: number;
}
