// What client and server say to each other beyond standard LSP, and the kernel pack's layout on disk. Imports nothing.

/** The languages, by VS Code language id. */
export type LanguageId = 'systemtap' | 'bpftrace' | 'dtrace';

/** `initializationOptions` of the server; every field may be left out by any LSP editor. */
export interface InitializationOptions {
  /** Folder of the kernel pack that documents are checked against. */
  readonly kernelPack?: string;
  /** The client answers `readTarget`, `listTarget` and `runningPrograms` for packs in use. Default false. */
  readonly targetFiles?: boolean;
  /** `syntax`: parse findings only, no pack needed. Default `all`. */
  readonly checks?: 'syntax' | 'all';
}

/** Client → server notification: from now on use this pack, for all documents or only for those named. */
export const usePack = 'tracewright/usePack';
export interface UsePackParams {
  /** Folder of the pack; null: none; left out: the documents named go back to the default of all. */
  readonly pack?: string | null;
  /** Document URIs that this pack is for; left out: the default of all documents. */
  readonly documents?: readonly string[];
}

/** Server → client notification about a pack that was asked for. */
export const packStatus = 'tracewright/packStatus';
export interface PackStatusParams {
  readonly pack: string;
  readonly state: 'loading' | 'ready' | 'failed';
  /** What failed and what to do, for `failed`; a one-line summary (release, counts) for `ready`. */
  readonly message: string;
}

/** Client → server request: the probe points that a pattern stands for on the pack's kernel. */
export const probes = 'tracewright/probes';
export interface ProbesParams {
  readonly languageId: LanguageId;
  /** A probe point in the language's own spelling, wildcards allowed. */
  readonly pattern: string;
  /** At most so many names come back; `total` counts all. */
  readonly limit: number;
  /** The pack's folder; left out: the default one. */
  readonly pack?: string;
}
export interface ProbesResult {
  readonly names: readonly string[];
  readonly total: number;
  /** Why the pack cannot tell, in one sentence, when it cannot. */
  readonly unknown?: string;
}

/** A place that can be probed, in no language's spelling. */
export type ProbePlace =
  | { readonly kind: 'function'; readonly module: string; readonly name: string }
  | { readonly kind: 'tracepoint'; readonly subsystem: string; readonly name: string }
  | { readonly kind: 'syscall'; readonly name: string }
  | { readonly kind: 'programFunction'; readonly program: string; readonly name: string }
  | { readonly kind: 'marker'; readonly program: string; readonly provider: string; readonly name: string }
  /** A probe point that only one language has, as its library spells it. */
  | { readonly kind: 'own'; readonly language: LanguageId; readonly text: string }
  /** A line of the kernel's source, from 1; `module` is `vmlinux` for the kernel proper. */
  | {
      readonly kind: 'line';
      readonly module: string;
      /** The function that the line's code is part of. */
      readonly function: string;
      readonly file: string;
      readonly line: number;
    };

/** One row of the tree of probes. */
export interface ProbeNode {
  /** Names the row to `browseProbes`; stable while the pack is the same. */
  readonly id: string;
  readonly label: string;
  /** Beside the label: a count, a type, why it cannot be probed. */
  readonly description: string;
  readonly hasChildren: boolean;
  /** What a clause can be written for. */
  readonly place?: ProbePlace;
}

/** Client → server request: rows of the tree of probes, or the best rows for what is typed. */
export const browseProbes = 'tracewright/browseProbes';
export interface BrowseProbesParams {
  /** The row whose children are wanted; left out: the first rows. */
  readonly parent?: string;
  /** Searches all places instead. */
  readonly typed?: string;
  readonly limit: number;
  /** The pack's folder; left out: the default one. */
  readonly pack?: string;
}
export interface BrowseProbesResult {
  readonly nodes: readonly ProbeNode[];
}

/** Client → server request: a clause for a place, in a language's own spelling. */
export const clause = 'tracewright/clause';
export interface ClauseParams {
  readonly languageId: LanguageId;
  readonly place: ProbePlace;
  readonly pack?: string;
}
/** `text` ends with a line end; `refused` is a sentence for the user. */
export type ClauseResult = { readonly text: string } | { readonly refused: string };

/** Client → server request: every place that an open script will attach to. */
export const attachPlan = 'tracewright/attachPlan';
export interface AttachPlanParams {
  readonly uri: string;
  /** At most so many places of each probe point come back. */
  readonly limit: number;
}
export interface AttachPlanResult {
  readonly points: readonly {
    /** The line of the script, from 0. */
    readonly line: number;
    readonly text: string;
    readonly optional: boolean;
    readonly names: readonly string[];
    readonly total: number;
    /** Why the pack cannot tell, in one sentence, when it cannot. */
    readonly unknown?: string;
  }[];
}

/** Client → server request: the lines that a script prints, by its own formats. */
export const outputFormats = 'tracewright/outputFormats';
export interface OutputFormatsParams {
  readonly languageId: LanguageId;
  readonly text: string;
}
export interface OutputFormatsResult {
  readonly formats: readonly OutputFormat[];
  readonly clauses: readonly PrintingClause[];
  /** Bytes that the script itself allows a string to have, where it says so. */
  readonly stringSize?: number;
  /** What the values of its maps are, by the maps' names. */
  readonly aggregations?: Readonly<Record<string, Aggregation>>;
}

/** What the values of a map are; `value`: something else that the script sets. */
export type Aggregation = 'count' | 'sum' | 'average' | 'minimum' | 'maximum' | 'value';

/** A clause of a script, by what it says and when. */
export interface PrintingClause {
  /** From 0. */
  readonly line: number;
  readonly hasPredicate: boolean;
  /** Whether it calls anything that prints. */
  readonly prints: boolean;
  /** `begin` and `end`: at the run's own. */
  readonly when: 'begin' | 'end' | 'hit';
}

/** A line that a script prints, without its newline. */
export interface OutputFormat {
  /** The line of the script that prints it, or its first part, from 0. */
  readonly line: number;
  readonly pieces: readonly OutputPiece[];
}
export type OutputPiece =
  | { readonly kind: 'literal'; readonly text: string }
  | {
      readonly kind: 'value';
      /** How it is printed. `word`: text without spaces; `text`: anything; `decimal` has a fraction. */
      readonly type: 'integer' | 'hexadecimal' | 'octal' | 'decimal' | 'character' | 'word' | 'text';
      /** What the value goes by. */
      readonly column: string;
      /** The expression as the script has it, '' where the script has none. */
      readonly expression: string;
      /** Characters that it takes at least, filled up with spaces; 0 where it takes just its own. */
      readonly width: number;
      /** The spaces come behind it. */
      readonly isLeft: boolean;
      /** Characters that the format takes at most; what is longer is cut. */
      readonly longest?: number;
      /** Characters at which its source cuts it: a text that long may have gone on. */
      readonly cutAt?: number;
      /** A number that names something, as a process: a sum of such says nothing. */
      readonly isLabel?: true;
    };
/** Client → server request: the clauses of a script in their order, open or not. */
export const scriptClauses = 'tracewright/scriptClauses';
export interface ScriptClausesParams {
  readonly languageId: LanguageId;
  readonly text: string;
}
export interface ScriptClausesResult {
  readonly clauses: readonly ScriptClause[];
  /** Left out where the tracer can be asked without, and where the script does not parse or cannot be counted. */
  readonly counted?: CountedCopy;
}

/** A copy of a script that counts what its clauses do, and lets them be switched and globals be set while it runs. */
export interface CountedCopy {
  /** What it has more, in text order, at UTF-16 offsets of the script. Only the last, behind the script's end, holds line ends. */
  readonly insertions: readonly Insertion[];
  /** Globals that can be set or emptied, those of a known scalar type with their value told. */
  readonly globals: readonly CountedGlobal[];
}

export interface Insertion {
  readonly offset: number;
  readonly text: string;
}

export interface CountedGlobal {
  readonly name: string;
  /** Where it is declared, from 0. */
  readonly line: number;
  /** `other`: an array, or of no known type; it can be emptied only. */
  readonly type: 'long' | 'string' | 'stats' | 'other';
}

/** Where a clause begins and what it is at. */
export interface ScriptClause {
  /** From 0. */
  readonly line: number;
  /** Probe points as written, without marks and conditions. */
  readonly points: readonly string[];
}

/** Client → server request: edits that keep a script to a value that was picked in its output. */
export const narrow = 'tracewright/narrow';
export interface NarrowParams {
  readonly languageId: LanguageId;
  readonly text: string;
  readonly picked: PickedValue;
  readonly test: PickedTest;
  /** All values but those. */
  readonly isNegated: boolean;
}
/**
 * What was picked: a column of what a line of the script (from 0) prints, a value that a map took in, or the whole key of a
 * map, whose parts are set apart by commas.
 */
export type PickedValue =
  | { readonly kind: 'printed'; readonly line: number; readonly expression: string }
  | { readonly kind: 'taken'; readonly map: string }
  | { readonly kind: 'key'; readonly map: string };
/** Which values: one text, one number as a script spells it, or a stretch of numbers; open ends are null. */
export type PickedTest =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: string }
  | { readonly kind: 'range'; readonly low: number | null; readonly high: number | null };
/** Offsets are UTF-16 units of the text; `refused` is a sentence for the user. */
export type NarrowResult =
  | {
      readonly condition: string;
      readonly edits: readonly { readonly start: number; readonly end: number; readonly newText: string }[];
    }
  | { readonly refused: string };

/** Client → server request: what changed from one kernel pack to another. */
export const comparePacks = 'tracewright/comparePacks';
export interface ComparePacksParams {
  /** Folders of the packs. */
  readonly before: string;
  readonly after: string;
  /** Only what this script touches is told. */
  readonly script?: { readonly languageId: LanguageId; readonly path: string; readonly text: string };
}

/** One of two packs. */
export interface ComparedPack {
  readonly release: string;
  readonly machine: string;
  readonly buildId: string;
  /** Host that it was taken from, '' where the pack does not tell. */
  readonly host: string;
  /** Milliseconds since 1970. */
  readonly collectedAt: number;
}

/** What changed from one pack to another. Lists are in the order of their names; what is the same is in none. */
export interface PackComparison {
  readonly before: ComparedPack;
  readonly after: ComparedPack;
  /** What could not be compared, one sentence each: "not listed" proves nothing there. */
  readonly unknown: readonly string[];
  readonly modules: readonly NameDifference[];
  readonly functions: readonly FunctionDifference[];
  readonly tracepoints: readonly TracepointDifference[];
  readonly types: readonly TypeDifference[];
  readonly tapset: readonly TapsetDifference[];
  readonly config: readonly ConfigDifference[];
  /** Only where it was compared for a script. */
  readonly script?: ScriptDifference;
}

/** Something that only one of the two has. */
export interface NameDifference {
  readonly name: string;
  readonly change: 'added' | 'removed';
}

/** A function; one that changed in two ways comes twice. */
export interface FunctionDifference {
  readonly name: string;
  /** `vmlinux` for the kernel proper. */
  readonly module: string;
  /** `untraceable`: no kprobe, or not ftrace, takes it any longer; `arguments`: it takes or returns other types. */
  readonly change: 'added' | 'removed' | 'untraceable' | 'traceable' | 'arguments';
  /** The prototype for `arguments`; why it cannot be traced for `untraceable` (after) and `traceable` (before). */
  readonly before?: string;
  readonly after?: string;
}

/** A part of a tracepoint's record or of a struct; `before` and `after` spell type and place. */
export interface PartDifference {
  readonly name: string;
  readonly change: 'added' | 'removed' | 'moved' | 'retyped';
  readonly before?: string;
  readonly after?: string;
}

export interface TracepointDifference {
  readonly subsystem: string;
  readonly name: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly fields: readonly PartDifference[];
  /** The raw arguments, where these changed. */
  readonly rawArguments?: { readonly before: string; readonly after: string };
}

export interface TypeDifference {
  /** As C names it: `struct file`, `union x`, `enum skb_drop_reason`, `atomic_t`. */
  readonly name: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** Bytes, where the size changed. */
  readonly size?: { readonly before: number; readonly after: number };
  /** Parts of nameless members go by their path: `u.s.x`. */
  readonly members: readonly PartDifference[];
}

export interface TapsetDifference {
  /** Path below the tapset folder. */
  readonly path: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** None: only comments, globals or order changed. */
  readonly items: readonly {
    readonly kind: 'alias' | 'function' | 'macro';
    readonly name: string;
    readonly change: 'added' | 'removed' | 'changed';
  }[];
}

/** A `CONFIG_…` name; a side that does not set it is left out. */
export interface ConfigDifference {
  readonly name: string;
  readonly before?: string;
  readonly after?: string;
}

/** What the step from one kernel to the other means for a script. Lines from 0. */
export interface ScriptDifference {
  /** Probe points that stand for other places. */
  readonly points: readonly {
    readonly line: number;
    readonly text: string;
    /** Places on each; left out where the pack cannot tell. */
    readonly before?: number;
    readonly after?: number;
    readonly gone: readonly string[];
    readonly come: readonly string[];
  }[];
  /** Variables of probe points that the script may read and that are gone, new or of another type. */
  readonly variables: readonly {
    readonly line: number;
    readonly point: string;
    readonly name: string;
    readonly before?: string;
    readonly after?: string;
  }[];
  /** Findings against the pack `after` that there are none of against `before`. */
  readonly findings: readonly {
    readonly line: number;
    readonly severity: 'error' | 'warning' | 'information' | 'hint';
    readonly message: string;
  }[];
}

/** Server → client requests about files of the target that a pack was taken from. None of them may ask the user anything. */
export const readTarget = 'tracewright/readTarget';
export interface ReadTargetParams {
  readonly pack: string;
  readonly path: string;
  /** Bytes. */
  readonly offset: number;
  readonly length: number;
}
export interface ReadTargetResult {
  /** Base64; fewer bytes than asked for where the file ends. */
  readonly data: string;
}
export const listTarget = 'tracewright/listTarget';
export interface ListTargetParams {
  readonly pack: string;
  readonly folder: string;
}
export const runningPrograms = 'tracewright/runningPrograms';
export interface RunningProgramsParams {
  readonly pack: string;
}
/** Names of a folder (folders end in `/`), or paths of programs. */
export interface ListTargetResult {
  readonly names: readonly string[];
}
/** The answer where there is none. */
export interface TargetUnavailable {
  /** Why, without the full stop. */
  readonly unavailable: string;
  /** There is no such file: asking again brings nothing else. */
  readonly isMissing: boolean;
}

/** `manifest.json` of a kernel pack. A pack is a folder of files as the target's kernel gave them. */
export interface PackManifest {
  readonly format: 1;
  /** `uname -r`, e.g. `6.12.117+deb13-cloud-amd64`. */
  readonly release: string;
  /** `uname -m`, e.g. `x86_64`. */
  readonly machine: string;
  /** The kernel's GNU build-id in hex, or '' where `/sys/kernel/notes` could not be read. */
  readonly buildId: string;
  /** When it was collected: milliseconds since 1970. */
  readonly collectedAt: number;
  /** Version of each tracer found on the target, e.g. `{ stap: '5.6', bpftrace: '0.27.0', dtrace: '2.0.7' }`. */
  readonly tracers: Readonly<Record<string, string>>;
  /** Checksum over the tapset's text, '' without one. */
  readonly tapsetHash: string;
  /** Host that it was taken from, without user and port; packs of older versions do not tell. */
  readonly host?: string;
  /** What could not be had, why, and what would bring it. */
  readonly missing: readonly { readonly file: string; readonly reason: string; readonly remedy: string }[];
}

/** Names of a pack's files, relative to its folder. Each may be absent; the manifest then says why. */
export const packFiles = {
  manifest: 'manifest.json',
  /** `/proc/kallsyms`. */
  kallsyms: 'kallsyms',
  /** `/proc/modules`. */
  modules: 'modules',
  /** `available_filter_functions` of tracefs. */
  filterFunctions: 'available_filter_functions',
  /** `available_events` of tracefs: `subsystem:name` lines. */
  events: 'available_events',
  /** `set_event` of tracefs: the events that somebody had switched on. */
  enabledEvents: 'enabled_events',
  /** Every event's `format`, each after a line `==> subsystem/name <==`. */
  eventFormats: 'event_formats',
  /** `kprobes/blacklist` of debugfs. */
  kprobeBlacklist: 'kprobe_blacklist',
  /** `error_injection/list` of debugfs. */
  errorInjection: 'error_injection',
  /** Folder of raw BTF blobs: `vmlinux` and one a module. */
  btf: 'btf',
  /** `/sys/kernel/notes`. */
  notes: 'notes',
  /** The kernel's build configuration. */
  config: 'config',
  /** Folder: the tapset tree of the target's SystemTap. */
  tapset: 'tapset',
  /** `stap --dump-probe-types`. */
  probeTypes: 'probe_types',
  /** `Module.markers` of kernels that had them. */
  markers: 'module_markers',
} as const;
