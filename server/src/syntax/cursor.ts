// What the cursor is in: a closed union, made by a language, answered by the features in one switch.
import type { Candidate, ValueType } from './candidate.ts';
import type { Range } from './range.ts';
import type { ProbePoint } from './script.ts';

export type { ValueType };

/** What stands at the cursor; a completion replaces `replace` (which ends at or after the cursor). */
interface AtWord {
  readonly replace: Range;
  /** The text from `replace.start` to the cursor. */
  readonly typed: string;
}

/** Lists of names that a kernel pack can answer. */
export type Catalogue =
  | 'functions' // kernel functions that a kprobe can take; detail says why not, where not
  | 'fentryFunctions' // kernel functions with BTF and ftrace entry
  | 'tracepoints' // `subsystem:name`
  | 'rawTracepoints' // bare tracepoint names
  | 'modules' // kernel modules, `kernel`/`vmlinux` left to the language
  | 'syscalls' // bare syscall names
  | 'errorInjection' // functions in error_injection/list
  | 'types' // struct, union, enum and typedef names of BTF
  | 'markers'; // old kernel markers

/** What a kernel pack tells of a function, as far as a tracer's own rules go by it. */
export interface FunctionFacts {
  readonly name: string;
  /** Why no kprobe can take it. */
  readonly noKprobe: string | undefined;
  /** Out of ftrace's reach. */
  readonly notrace: boolean;
  /** The pack's id of its prototype. */
  readonly prototype: number | undefined;
}

/** Lists of names that a program of the target can answer. */
export interface ProgramCatalogue {
  /** `programs`: paths of programs and libraries. */
  readonly kind: 'programs' | 'functions' | 'providers' | 'markers';
  /** Of `programs`: libraries may be named too, by their stem (`libc`) or their soname (`libc.so.6`). */
  readonly libraries?: 'stems' | 'sonames';
  /** The program's path or name; left out for `programs`. */
  readonly program?: string;
  /** Only markers of this provider. */
  readonly provider?: string;
}

/** What the cursor is in. Kinds may grow; they never name a language. */
export type Cursor =
  /** A comment, a number, a plain string: nothing to offer. */
  | { readonly kind: 'nothing' }
  /** A place for one of these words: top-level keywords, probe components, sort marks, options. */
  | (AtWord & { readonly kind: 'words'; readonly candidates: readonly Candidate[] })
  /** A name out of the kernel pack, as part of a probe point or a type. */
  | (AtWord & {
      readonly kind: 'kernelName';
      readonly catalogue: Catalogue;
      /** Only names of this module (`vmlinux` for the kernel proper). */
      readonly module?: string;
      /** Why the tracer does not take a function that the kernel would give it; undefined where it does. */
      readonly refuses?: (fn: FunctionFacts) => string | undefined;
      /** Appended to what is inserted when it is not there yet, e.g. `")`. */
      readonly suffix?: string;
      /** Words offered beside the names, e.g. provider parts that end the name. */
      readonly candidates?: readonly Candidate[];
    })
  /** A program of the target, or a name out of one, as part of a probe point. */
  | (AtWord & { readonly kind: 'programName'; readonly catalogue: ProgramCatalogue; readonly suffix?: string })
  /** A statement or an expression inside a body: names in scope, functions, keywords, context variables. */
  | (AtWord & {
      readonly kind: 'value';
      readonly position: 'statement' | 'expression';
      readonly wanted: ValueType;
      /** The probe points of the clause around, none inside a function. */
      readonly probePoints: readonly ProbePoint[];
    })
  /** A variable that the probe brings: SystemTap `$x`, bpftrace `args.x`. */
  | (AtWord & { readonly kind: 'contextVariable'; readonly probePoints: readonly ProbePoint[] })
  /** A member of a struct or union of the pack, after `->` or `.`. */
  | (AtWord & { readonly kind: 'member'; readonly type: number })
  /** The argument list of a call; also the place of signature help. */
  | (AtWord & { readonly kind: 'argument'; readonly callee: string; readonly index: number; readonly inner: Cursor });
