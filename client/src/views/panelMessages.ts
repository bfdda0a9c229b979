// What the trace panel's page and its host side say to each other. The page pulls: it holds only what it shows.

import type { Aggregation, OutputFormat, PickedTest, PickedValue } from '../../../server/src/protocol.ts';
import type { LineAnswer, LineQuery } from '../runs/columns/lineQuery.ts';
import type { RunFigures, RunOrder } from '../runs/figures.ts';
import type { Bucket, TraceRecord } from '../runs/record.ts';
import type { SearchQuery } from '../runs/spool/searchQuery.ts';
import type { TextLimit } from '../runs/textLimit.ts';
import type { Environment } from '../targets/environment.ts';

/** Host → page. */
export type ToPage =
  /** Everything the header shows; sent on change, at most every 100 ms. */
  | { readonly kind: 'status'; readonly status: RunStatus }
  /** What the probes do and cost; null while that is not known. */
  | { readonly kind: 'figures'; readonly runId: string; readonly figures: RunFigures | null }
  /** The lines asked for by `pull`; none where the run is not at hand yet, as each `pull` is answered. */
  | { readonly kind: 'lines'; readonly runId: string; readonly first: number; readonly lines: readonly PageLine[] }
  /** The lines asked for by `pullFound`; their `number` is their place among what was found. */
  | { readonly kind: 'foundLines'; readonly runId: string; readonly first: number; readonly lines: readonly PageLine[] }
  /** How far the search is; sent on change, at most ten times a second. */
  | {
      readonly kind: 'found';
      readonly runId: string;
      readonly count: number;
      /** There are more than `count` tells: those are not kept. */
      readonly isFull: boolean;
      /** Lines looked at, of `lineCount`. */
      readonly scanned: number;
      readonly lineCount: number;
      /** Why there is no search, '' where there is one. */
      readonly error: string;
    }
  /** A match to be shown: its line, and its place among all matches. */
  | { readonly kind: 'goTo'; readonly runId: string; readonly line: number; readonly index: number }
  /** The runs to compare with; none: there is nothing to compare. `isNew`: they were just picked. */
  | {
      readonly kind: 'others';
      readonly runId: string;
      readonly others: readonly OtherRun[];
      readonly isNew: boolean;
    }
  /** What the run's script prints, as soon as it is known: by it, found columns and cut texts are marked. */
  | {
      readonly kind: 'formats';
      readonly runId: string;
      readonly formats: readonly OutputFormat[];
      /** How long a string can be. */
      readonly textLimit: TextLimit;
      /** What the values of its maps are, by the maps' names. */
      readonly aggregations: Readonly<Record<string, Aggregation>>;
    }
  /** What is known of the lines' columns; sent on change, at most twice a second. `error`: why there is no more. */
  | { readonly kind: 'lineTable'; readonly runId: string; readonly answer: LineAnswer; readonly error: string }
  /** The newest state of every map, histogram and stack, and how they went; sent on change, at most twice a second. */
  | {
      readonly kind: 'aggregates';
      readonly runId: string;
      readonly aggregates: readonly Aggregate[];
      readonly maps: readonly MapHistory[];
      readonly histograms: readonly HistogramHistory[];
      readonly moments: RunMoments;
    };

/** Page → host. */
export type FromPage =
  /** The page is up and wants its first status. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'pull'; readonly first: number; readonly count: number }
  /** Looks for this in all lines; null: nothing any more. */
  | { readonly kind: 'search'; readonly query: SearchQuery | null }
  /** Lines out of what was found. */
  | { readonly kind: 'pullFound'; readonly first: number; readonly count: number }
  /** The next match after a line, or the one before it. */
  | { readonly kind: 'findNext'; readonly from: number; readonly backwards: boolean }
  /** From now on answer this about the lines' columns; null: nobody looks at them. */
  | { readonly kind: 'askLines'; readonly query: LineQuery | null }
  | { readonly kind: 'stop' }
  /** Tells the running script something. */
  | { readonly kind: 'order'; readonly order: RunOrder }
  /** Shows a line of the script in the editor, from 1. */
  | { readonly kind: 'showLine'; readonly line: number }
  /** Shows what a line of output names. */
  | { readonly kind: 'showPlace'; readonly place: SourcePlace }
  | { readonly kind: 'rerun' }
  /** Write the run to a file. */
  | { readonly kind: 'save' }
  /** Ask which runs to compare with. */
  | { readonly kind: 'compare' }
  /** Keep the script to a value that was picked, or to all others. */
  | {
      readonly kind: 'narrow';
      readonly picked: PickedValue;
      readonly test: PickedTest;
      readonly isNegated: boolean;
    }
  | { readonly kind: 'copy'; readonly text: string }
  /** Write a picture of a view to a file; `data` is SVG as text, PNG in base64. */
  | { readonly kind: 'savePicture'; readonly view: string; readonly format: 'png' | 'svg'; readonly data: string }
  /** Show one host of the run group alone; '': all of them together. */
  | { readonly kind: 'showHost'; readonly host: string }
  /** Forget the lines shown so far (the spool on disk keeps them). */
  | { readonly kind: 'clear' }
  | { readonly kind: 'pickTarget' }
  | { readonly kind: 'showLog' };

/** A place of source code, as output names it. */
export type SourcePlace =
  /** `line` and `column` from 1; `file` may be a part of its path. */
  | { readonly kind: 'line'; readonly file: string; readonly line: number; readonly column: number }
  | { readonly kind: 'function'; readonly name: string }
  /** One of the kernel, as 16 hexadecimal digits. */
  | { readonly kind: 'address'; readonly address: string };

/** What the page hands to the editor to be given back after a window reload. */
export interface PanelMemory {
  /** URI of the script. */
  readonly script: string;
  /** The last status, shown until its run is found again. */
  readonly status: RunStatus;
}

/** What a table, a histogram or a flame graph is drawn from. */
export type Aggregate = Extract<TraceRecord, { kind: 'map' | 'histogram' | 'stacks' }> & {
  /** Its keys are the hosts of the run group: no map of the script's own. */
  readonly isByHost?: true;
};

/** Moments in milliseconds since the run's start. */
export interface RunMoments {
  /** Null where the tracer did not say when it attached. */
  readonly attachedAt: number | null;
  /** In their order. */
  readonly losses: readonly LossSpan[];
}

/** Something was lost in this time. */
export interface LossSpan {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** A run that another is compared with. */
export interface OtherRun {
  /** When and where. */
  readonly label: string;
  /** How long it went. */
  readonly seconds: number;
  readonly aggregates: readonly Aggregate[];
}

/** How a map went: a sample each time it was printed. */
export interface MapHistory {
  readonly name: string;
  /** Milliseconds since the run's start. */
  readonly times: readonly number[];
  /** One value a time, null where the key was not printed; shorter where the last ones were not. */
  readonly keys: readonly { readonly key: string; readonly values: readonly (number | null)[] }[];
  /** Keys that are not here. */
  readonly left: number;
  /** The last interval is not over. */
  readonly openEnd?: true;
}

/** How a histogram went: a column each time it was printed. */
export interface HistogramHistory {
  readonly name: string;
  readonly key: string;
  /** Milliseconds since the run's start. */
  readonly times: readonly number[];
  readonly columns: readonly (readonly Bucket[])[];
}

/** One host of a run group. */
export interface HostStatus {
  readonly name: string;
  readonly state: RunStatus['state'];
  readonly how: RunStatus['how'];
  readonly detail: string;
  readonly lineCount: number;
  /** Why it stands out, '' where it does not. */
  readonly odd: string;
  readonly environment: RunStatus['environment'];
}

/** The header line: which run, where, how far, how much, what was lost. */
export interface RunStatus {
  readonly runId: string;
  /** The run group's id where one host of it is shown, else the same. */
  readonly wholeId: string;
  /** URI of the script. */
  readonly scriptUri: string;
  /** File name of the script. */
  readonly script: string;
  readonly target: string;
  /** What the target is for, '' where the user did not say. */
  readonly environment: Environment | '';
  /** The hosts of the run group; empty where the run has one target. */
  readonly hosts: readonly HostStatus[];
  /** Kernel release of the target, '' until known. */
  readonly kernel: string;
  /** What the run runs with, '' until known. */
  readonly rights: string;
  readonly state: 'connecting' | 'preparing' | 'running' | 'reconnecting' | 'stopping' | 'ended';
  /** The state in words: what is waited for, the rung, how it ended. */
  readonly detail: string;
  /** While it runs and says nothing: what was checked, one sentence each. */
  readonly checks: readonly string[];
  /** How it ended; '' while it has not. */
  readonly how: 'finished' | 'stopped' | 'time limit' | 'output limit' | 'cost limit' | 'failed' | 'lost' | '';
  /** What proved that the kernel is clean, '' where nothing did (yet). */
  readonly proof: string;
  readonly passes: readonly { readonly pass: number; readonly ms: number; readonly cached: boolean }[];
  /** Whether the tracer goes through SystemTap's five passes. */
  readonly hasPasses: boolean;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly lineCount: number;
  readonly byteCount: number;
  /** First line that still counts as shown, after `clear`. */
  readonly firstLine: number;
  /** Why it is not told what the probes cost, '' where it is or may be. */
  readonly untold: string;
  readonly losses: readonly { readonly what: string; readonly count: number }[];
}

export interface PageLine {
  readonly number: number;
  readonly text: string;
  readonly stream: 'stdout' | 'stderr';
  /** Milliseconds since the run's start. */
  readonly at: number;
  /** The line's host in `RunStatus.hosts`; missing where the run has one target. */
  readonly host?: number;
  /** A part of a record that is told as such, too: the script did not print it. */
  readonly ofRecord?: true;
  /** Why a text in it may have been cut. */
  readonly cut?: string;
}
