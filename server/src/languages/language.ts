// The language contract: what a folder under languages/ gives. Text and kernel pack in, plain data out; no IO, no LSP.
import type { KeptWork } from '../kernel/keptWork.ts';
import type { KernelPack } from '../kernel/kernelPack.ts';
import type { Aggregation, CountedCopy, LanguageId, ProbePlace } from '../protocol.ts';
import type { Candidate } from '../syntax/candidate.ts';
import type { Cursor } from '../syntax/cursor.ts';
import type { Finding } from '../syntax/finding.ts';
import type { Narrowing } from '../syntax/narrowing.ts';
import type { Printing } from '../syntax/printing.ts';
import type { ProbePoint, Script } from '../syntax/script.ts';

/** What is parsed: a text, the name it goes by and the kernel it is meant for. */
export interface Source {
  readonly text: string;
  /** File name or path, for what depends on the extension (`.stpm`); may be ''. */
  readonly path: string;
  /** `emptyPack` where no target is known. */
  readonly pack: KernelPack;
}

/** A language as data and pure functions. */
export interface Language {
  readonly id: LanguageId;
  /** File extensions with their dot. */
  readonly extensions: readonly string[];

  /** Never throws; half a script gives half a tree and errors. */
  parse(source: Source): Script;

  /** What a cursor at a UTF-16 offset is in; never throws. */
  cursorAt(source: Source, offset: number): Cursor;

  /** Findings beyond the parse errors; an `error` only where the tracer itself would refuse the script on this kernel. */
  check(script: Script, source: Source): readonly Finding[];

  /** The words of the language on this kernel: data with documentation. */
  vocabulary(pack: KernelPack): Vocabulary;

  /** The places that a probe point (wildcards allowed) stands for on this kernel. */
  matches(probePoint: string, source: Source): ProbeMatches;

  /** The variables that all of these probe points bring. */
  contextVariables(probePoints: readonly ProbePoint[], source: Source): readonly Candidate[];

  /** The probe point for a place, the most stable spelling first; undefined where the language has none on this target. */
  probeFor(place: ProbePlace, pack: KernelPack): string | undefined;

  /** Probe points that the language's library brings; what shows them as a list is called by `title`. */
  readonly ownProbes?: {
    readonly title: string;
    list(pack: KernelPack): readonly { readonly text: string; readonly description: string }[];
  };

  /** A clause for a probe point, with its variables listed and a first body that runs as it is; ends with a line end. */
  clauseOf(probePoint: string, variables: readonly Candidate[]): string;

  /** What each body of the script prints, one after the other. */
  printings(script: Script, source: Source): readonly (readonly Printing[])[];

  /** Bytes that the script itself allows a string to have, where it says so. */
  stringSize?(script: Script): number | undefined;

  /** What the values of its maps are, by their names; only where the tracer prints maps as such. */
  aggregations?(script: Script): Readonly<Record<string, Aggregation>>;

  /** How the script is kept to some of the values that its output shows. */
  readonly narrowing: Narrowing;

  /** A copy that counts what its clauses do; only where the tracer has no other way to tell, undefined where there can be none. */
  countedCopy?(script: Script): CountedCopy | undefined;

  /** The script laid out anew; undefined while it has parse errors. Idempotent, loses no comment. */
  format(script: Script): string | undefined;

  /**
   * Work on a pack that no request should wait for (a tapset index), in slices of a few milliseconds: the session runs
   * one slice after another between requests. Until it is done, answers are made from what is there. What it made
   * before may be in `kept`, which may be damaged.
   */
  prepare?(pack: KernelPack, kept?: KeptWork): Iterable<void>;
}

/** The words of a language. */
export interface Vocabulary {
  /** Words that begin something at file level. */
  readonly topLevel: readonly Candidate[];
  /** Words that begin a statement or stand in an expression. */
  readonly keywords: readonly Candidate[];
  /** Functions: built in, and from the pack's library. */
  readonly functions: readonly Candidate[];
  /** Built-in variables and constants. */
  readonly variables: readonly Candidate[];
  /** Operators and macros that are spelled like names (`@count`, `@cast`). */
  readonly operators: readonly Candidate[];
  /** Kinds of probes, as offered where a probe point begins. */
  readonly probes: readonly Candidate[];
}

/** What a probe point matches. */
export interface ProbeMatches {
  /** How many places, when the pack can tell. */
  readonly count: number | undefined;
  /** Why it cannot tell, as one sentence. */
  readonly unknown?: string;
  /** A timer or a moment of the run, which stands for itself on any kernel. */
  readonly isNowhere?: true;
  /** The places in the language's own spelling, made while they are read. */
  names(): Iterable<string>;
}
