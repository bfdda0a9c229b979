// A run as everything else sees it: one execution of one script on one target.
import type { CountedCopy, ScriptClause } from '../../../server/src/protocol.ts';
import type { Prompter, Target } from '../targets/target.ts';
import type { RunOptions, RunScript, TracerFinding, TracerId } from '../tracers/tracer.ts';
import type { RunFigures, RunOrder } from './figures.ts';
import type { HostRecord } from './record.ts';

/** What a run is about, as it can be told of any. */
export interface RunSubject {
  readonly script: RunScript;
  /** The clauses of the script, so that figures can be told for each; left out where nobody read it. */
  readonly clauses?: readonly ScriptClause[];
  /** Run this copy of the script, which counts what its clauses do; where the tracer refuses it, the script runs as it is. */
  readonly counted?: CountedCopy;
  readonly tracer: TracerId;
  /** The target, or the group of targets. */
  readonly target: Pick<Target, 'name'>;
  /** Of a group: the head node through which its hosts are reached, as given to `parseTarget`. */
  readonly via?: string;
  readonly options: RunOptions;
  readonly prompter: Prompter;
  /** Folder of the run history; the run makes its own folder in it, named after its id. Made when missing. */
  readonly spoolFolder: string;
}

/** What is asked for. */
export interface RunRequest extends RunSubject {
  readonly target: Target;
}

/** One host of a run group, with the run that it has of its own. */
export interface HostRun {
  readonly name: string;
  readonly run: Run;
}

/** Where a run is in its life. Times are milliseconds since 1970 by the client's clock. */
export type RunState =
  | { readonly kind: 'connecting'; readonly waitingFor: string }
  | { readonly kind: 'preparing'; readonly passes: readonly PassTime[] }
  | { readonly kind: 'running'; readonly since: number }
  | { readonly kind: 'reconnecting'; readonly since: number; readonly graceEndsAt: number }
  | { readonly kind: 'stopping'; readonly rung: string }
  | { readonly kind: 'ended'; readonly end: RunEnd };

export interface PassTime {
  readonly pass: 1 | 2 | 3 | 4 | 5;
  readonly ms: number;
  readonly cached: boolean;
}

/** How a run ended. */
export interface RunEnd {
  readonly how: 'finished' | 'stopped' | 'time limit' | 'output limit' | 'cost limit' | 'failed' | 'lost';
  /** The tracer's exit code, null by signal or unknown. */
  readonly exitCode: number | null;
  /** One sentence for the user, the next step included where it failed. */
  readonly message: string;
  /** What proved that the kernel holds nothing of the run any more; undefined: it could not be proven. */
  readonly proof: string | undefined;
}

/** Kinds of change a listener is told about; coalesce them, they come fast. */
export type RunChange = 'state' | 'output' | 'findings' | 'figures';

/** A run, alive or ended. */
export interface Run {
  /** Unique for ever, sorts by start time. */
  readonly id: string;
  readonly request: RunSubject;
  readonly startedAt: number;
  readonly state: RunState;
  /** `uname -r` of the target, '' until known. */
  readonly kernelRelease: string;
  /** What it runs with, e.g. `as root through sudo`; '' until known. */
  readonly rights: string;
  /** The hosts of a run group; missing where the run has one target. `OutputLine.host` counts in it. */
  readonly hosts?: readonly HostRun[];
  /** Lines the script printed so far. */
  readonly lineCount: number;
  readonly byteCount: number;
  /** Sum of each kind of loss. */
  readonly losses: ReadonlyMap<string, number>;
  /** What the probes do and cost; undefined while that is not known. */
  readonly figures: RunFigures | undefined;
  /** Why there are no figures and will be none; '' where there are or may be. */
  readonly untold: string;
  /** Tells the running script something; without effect where its figures show no way. */
  order(order: RunOrder): void;
  /** The tracer's own complaints at script lines. */
  readonly findings: readonly TracerFinding[];
  /** Lines `first` (from 0) up to `count` of them, from the spool on disk. */
  lines(first: number, count: number): Promise<readonly OutputLine[]>;
  /** Records that are not lines, since record number `from`; bounded, the oldest go first. */
  records(from: number): RecordsSince;
  /** Ends the tracer by its ladder; settles when the target's kernel is proven clean or the ladder is exhausted. */
  stop(): Promise<RunEnd>;
  /** Settles when the run ended, however. Never rejects. */
  readonly ended: Promise<RunEnd>;
  onChange(listener: (change: RunChange) => void): { dispose(): void };
}

/** Records from a number on. */
export interface RecordsSince {
  /** What to ask for next time. */
  readonly next: number;
  readonly records: readonly HostRecord[];
  /** When each record came, in milliseconds since the run's start. */
  readonly moments: readonly number[];
}

/** One line of output. */
export interface OutputLine {
  /** Counts from 0. */
  readonly number: number;
  readonly text: string;
  /** Where the tracer wrote it, and so how it is coloured. */
  readonly stream: 'stdout' | 'stderr';
  /** Milliseconds since the run started, when the client received it. */
  readonly at: number;
  /** In a run group: the number of its host, from 0. */
  readonly host?: number;
  /** It spells a map, a histogram or another record: the script did not print it so. */
  readonly ofRecord?: true;
}
