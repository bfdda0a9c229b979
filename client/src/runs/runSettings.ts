// How runs behave, the same for all of them; the editor's settings and the command line may change it.

export interface RunSettings {
  /** Milliseconds a run goes on without its client before the target stops it. */
  readonly grace: number;
  /** Milliseconds the target keeps an ended run's output for a client that was away. */
  readonly keep: number;
  /** Bytes of output the target holds for a client that is slow or away; past it the oldest go. */
  readonly bound: number;
  /** Part of all CPUs of the target that a run's probes may take for some seconds, more ends the run; undefined: any. */
  readonly costLimit?: number | undefined;
  /** Which target compiles for which, by patterns of target names as for environments; the first that matches counts. */
  readonly buildTargets?: Readonly<Record<string, string>>;
  /** Runs kept in the history. */
  readonly history: number;
}

export const defaultRunSettings: RunSettings = {
  grace: 30_000,
  keep: 3_600_000,
  bound: 256 * 1024 * 1024,
  costLimit: 0.5,
  history: 100,
};
