// The tracer contract: what a folder under tracers/ gives. Pure: it plans and decodes, it starts nothing.
import type { CountedCopy, LanguageId, ScriptClause } from '../../../server/src/protocol.ts';
import type { DoctorQuestion } from '../doctor/question.ts';
import type { MeterAnswer } from '../runs/figures.ts';
import type { TraceRecord } from '../runs/record.ts';
import type { TextLimit } from '../runs/textLimit.ts';
import type { Capability } from '../targets/privilege.ts';
import type { Statistic } from './statistic.ts';

/** The tools that run scripts. */
export type TracerId = 'stap' | 'bpftrace' | 'dtrace';

/** A tracer as data and pure functions. */
export interface Tracer {
  readonly id: TracerId;
  readonly languageId: LanguageId;
  /** How to run a script; argv never holds text of the document. */
  launch(script: RunScript, options: RunOptions, facts: TracerFacts): LaunchPlan;
  /** A decoder for one run; fed every byte the tracer wrote, in order. */
  decoder(plan: LaunchPlan): Decoder;
  /** What the tracer's own error text says, as findings at script lines, its words kept. */
  explain(stderr: string, script: RunScript): readonly TracerFinding[];
  /** The signals that end it, gently first; the supervisor climbs one rung after the other. */
  readonly stopLadder: readonly StopRung[];
  /** How long a string can be. `own`: bytes that the script itself allows, where it says so. */
  textLimit(options: RunOptions, own: number | undefined): TextLimit;
  /** What it needs of a target; the first tells whether it is there at all. */
  readonly doctorQuestions: readonly DoctorQuestion[];
  /** How its probes are metered while they run; left out where nothing tells. */
  readonly meter?: Meter;
  /** How a script is compiled on one machine for another; left out where nothing is compiled. */
  readonly building?: Building;
}

/** Compiles on the build target, runs on the target. */
export interface Building {
  /** The program that runs what was compiled, in the tracer's place. */
  readonly runner: TracerProgram;
  /** Whether compiling takes the path of the program that the process of `RunOptions.pid` runs. */
  needsProgram(script: RunScript): boolean;
  /**
   * Compiles for a kernel release, runs nothing: reads the script from stdin, writes the path of the module to stdout. `program`: that path on
   * the target, where it is needed and a process is followed.
   */
  compile(options: RunOptions, facts: TracerFacts, release: string, program?: string): readonly string[];
  /**
   * How to run the module, `facts` being about the runner. `{module}` stands for the module's path on the target, `{said}` for that of
   * what the compiler wrote to stderr.
   */
  launch(script: RunScript, options: RunOptions, facts: TracerFacts): LaunchPlan;
}

/** Programs that a run is started with. */
export type TracerProgram = TracerId | 'staprun';

/** What asks a run, again and again, what its probes did so far. */
export interface Meter {
  /**
   * POSIX sh that defines `begin`, called once, and `reading`, which writes what there is to know now. They find the run's folder in
   * `$dir` and the tracer's process id in `$tracer`, run with the privilege of the run, and must cost next to nothing. What `begin`
   * changed on the machine is put back by `$dir/undo`, a sh program that the supervisor runs once the tracer is gone.
   * `order` gets the words of an order to the running script.
   */
  readonly program: string;
  /** Reads what `reading` wrote; one for each run. */
  reader(clauses: readonly ScriptClause[], copy: CountedCopy | undefined): MeterReader;
  /** How it is run as a copy that counts, for a tracer that can be asked in no other way. */
  readonly copying?: Copying;
}

export interface MeterReader {
  /** Undefined where the reading tells nothing (yet). */
  read(reading: string): MeterAnswer | undefined;
}

/** What belongs to running a copy in place of the script. */
export interface Copying {
  /** Makes of what the tracer writes to stderr about the copy what it would have written about the script. */
  restorer(script: RunScript, copy: CountedCopy): StderrRestorer;
  /** Probes that the copy has more than the script. */
  readonly ownProbes: number;
}

export interface StderrRestorer {
  /** Whole lines; what is unfinished is held back. */
  push(bytes: Buffer): Buffer;
  /** What was held back, at the end of the run. */
  end(): Buffer;
  /** The reading that the copy itself gave at its end, '' while there is none. */
  readonly lastReading: string;
}

/** The script as it is in the editor. */
export interface RunScript {
  /** File name without folder. */
  readonly name: string;
  readonly text: string;
}

export interface RunOptions {
  /** The script's own arguments (`$1`, `@1`). */
  readonly arguments: readonly string[];
  /** End the run after so many milliseconds. */
  readonly timeLimit?: number;
  /** End the run after its output has so many bytes. */
  readonly outputLimit?: number;
  /** Bytes of the buffer that each CPU has for output; the tracer may take more to have a size it likes. */
  readonly bufferSize?: number;
  /** `-c`: a command that the tracer starts and follows. */
  readonly command?: string;
  /** `-x`/`-p`: a process to follow. */
  readonly pid?: number;
  /** More words for the tracer's own command line. */
  readonly tracerOptions?: readonly string[];
  /** The target that compiles the script, as given to `parseTarget`; missing: the one that runs it, or what the settings say. */
  readonly buildOn?: string;
}

/** What was found out about the tracer on the target. */
export interface TracerFacts {
  /** e.g. `0.27.0`, `2.0.7`; empty where it is not told, or makes no difference and was not asked. */
  readonly version: string;
  /** Absolute path on the target. */
  readonly path: string;
}

export interface LaunchPlan {
  /** The tracer's command line; `{script}` stands for the script's path on the target. */
  readonly argv: readonly string[];
  /** `root`: the supervisor must run it as root, unless the user has the capabilities. */
  readonly privilege: 'root' | 'none';
  /** Those with which the tracer does without root; left out where it never does. */
  readonly capabilities?: readonly Capability[];
  /** Groups whose members it lets do without root; left out where it knows none. */
  readonly groups?: readonly string[];
  /** How the output is written. */
  readonly output: 'text' | 'json';
  readonly environment?: Readonly<Record<string, string>>;
  /** Histograms that the script makes, for the decoder to name what is printed as a table. */
  readonly statistics?: readonly Statistic[];
}

/** One step of ending a tracer, and how long to wait for it before the next. */
export interface StopRung {
  /** `INT`, `TERM`, `KILL` for the tracer's process group, or `unload` to remove its kernel module (`staprun -d`). */
  readonly action: 'INT' | 'TERM' | 'KILL' | 'unload';
  /** Milliseconds. */
  readonly wait: number;
}

/** Whole lines of text, which hold until more is asked for, and how many bytes of output told them. */
export interface PlainText {
  readonly used: number;
  readonly text: Buffer;
}

export const noPlainText: PlainText = { used: 0, text: Buffer.alloc(0) };

/** Turns bytes into records; holds back an unfinished line. Malformed UTF-8 becomes U+FFFD, never an exception. */
export interface Decoder {
  push(stream: 'stdout' | 'stderr', bytes: Buffer): readonly TraceRecord[];
  /**
   * What the script printed by the first bytes of stdout, which begin at a line's start, as far as they are whole lines of text and nothing else;
   * those bytes count as pushed. For floods: a record for each line is what takes long.
   */
  plainText?(bytes: Buffer): PlainText;
  /** What was held back, at the end of the run. */
  end(): readonly TraceRecord[];
}

/** A tracer's own complaint, placed in the script. Lines and columns from 1, columns in bytes as the tracer counts. */
export interface TracerFinding {
  readonly line: number;
  readonly column?: number;
  readonly endColumn?: number;
  readonly severity: 'error' | 'warning';
  /** The tracer's own words. */
  readonly message: string;
  /** What to do, where it is known. */
  readonly remedy?: string;
}
