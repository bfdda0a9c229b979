// The kernel pack as the languages see it: all that one target's kernel and tapsets offer, immutable, in memory.
import type { PackManifest } from '../protocol.ts';
import type { ProgramTable } from './programs.ts';

/** One target's kernel. Tables without data are empty, never missing; `knows` tells the two apart. */
export interface KernelPack {
  readonly manifest: PackManifest;
  /** Whether the pack brought the data of a table: without it, "not found" proves nothing. */
  knows(table: 'functions' | 'tracepoints' | 'types' | 'tapset' | 'modules' | 'config' | 'errorInjection'): boolean;
  readonly functions: FunctionTable;
  readonly tracepoints: TracepointTable;
  readonly types: TypeTable;
  /** Names of loaded modules. */
  readonly modules: readonly string[];
  /** `CONFIG_…` names to their values as written (`y`, `m`, `"text"`, `100`). */
  readonly config: ReadonlyMap<string, string>;
  /** Functions of `error_injection/list` with the type of error each takes. */
  readonly errorInjection: ReadonlyMap<string, string>;
  /** Tapset files by path below the tapset folder, with their text; read when asked for. */
  readonly tapset: ReadonlyMap<string, string>;
  /** Lines of `stap --dump-probe-types`. */
  readonly probeTypes: readonly string[];
  /** Old kernel markers (before 2.6.32), out of `Module.markers`. */
  readonly markers: readonly KernelMarker[];
  /** The target's programs, as far as someone asked for them. */
  readonly programs: ProgramTable;
}

/** One old kernel marker. */
export interface KernelMarker {
  readonly name: string;
  /** `vmlinux` or the module's name. */
  readonly module: string;
  /** printf-like format of its arguments, e.g. `pid %d name %s`. */
  readonly format: string;
}

/** How to look for names: `typed` matched as prefix, then humps (`vfsr` → `vfs_read`), then substring. */
export interface NameSearch {
  readonly typed: string;
  readonly limit: number;
  readonly module?: string;
}

/** The best names first; `incomplete` where more matched than the limit let through. */
export interface NameHits<T> {
  readonly hits: readonly T[];
  readonly incomplete: boolean;
}

/** A function of the kernel or of a module. */
export interface KernelFunction {
  readonly name: string;
  /** `vmlinux` for the kernel proper. */
  readonly module: string;
  /** Undefined: a kprobe can take it; else why not. */
  readonly noKprobe: string | undefined;
  /** Not in `available_filter_functions`: ftrace, fentry and the kprobes of tracefs and perf cannot take it, SystemTap's can. */
  readonly notrace: boolean;
  /** Undefined: fentry can take it; else why not. */
  readonly noFentry: string | undefined;
  /** Id of its BTF FUNC_PROTO in `types`, where there is one. */
  readonly prototype: number | undefined;
}

/** A kernel's functions by name. */
export interface FunctionTable {
  readonly size: number;
  /** All functions of that name (modules may repeat one). */
  named(name: string, module?: string): readonly KernelFunction[];
  search(search: NameSearch): NameHits<KernelFunction>;
  /** Functions whose name matches a glob (`*`, `?`, `[…]`), module too where given. */
  glob(pattern: string, module?: string): Iterable<KernelFunction>;
  /** How many a glob matches, without making them. */
  countGlob(pattern: string, module?: string): number;
}

/** A tracepoint as tracefs tells it. */
export interface Tracepoint {
  readonly subsystem: string;
  readonly name: string;
  /** Fields of its `format`, common ones left out; empty where the format was not read. */
  readonly fields: readonly TracepointField[];
  /** Somebody had it switched on in tracefs when the pack was collected. */
  readonly isEnabled: boolean;
  /** BTF FUNC_PROTO of its raw arguments (`btf_trace_NAME`), where there is one. */
  readonly prototype: number | undefined;
}

/** One field of a tracepoint's record. */
export interface TracepointField {
  readonly name: string;
  /** As in C, e.g. `char[16]`, `const char *`. */
  readonly type: string;
  /** Bytes from the start of the record. */
  readonly offset: number;
  /** Bytes. */
  readonly size: number;
  readonly signed: boolean;
}

/** A kernel's tracepoints by subsystem and name. */
export interface TracepointTable {
  readonly size: number;
  readonly subsystems: readonly string[];
  find(subsystem: string, name: string): Tracepoint | undefined;
  /** All tracepoints of that bare name. */
  named(name: string): readonly Tracepoint[];
  /** `typed` may be `name`, `subsystem:` or `subsystem:name`. */
  search(search: NameSearch): NameHits<Tracepoint>;
  /** Globs on both parts. */
  glob(subsystem: string, name: string): Iterable<Tracepoint>;
}

/** BTF, read lazily out of the blob. Ids are BTF type ids of vmlinux; a module's ids follow after its own base. */
export interface TypeTable {
  readonly size: number;
  /** The type's kind, undefined past the end. */
  type(id: number): KernelType | undefined;
  /** Id of a struct, union, enum, typedef or base type by name (`task_struct`, without `struct`). */
  named(name: string, kind?: KernelType['kind']): number | undefined;
  search(search: NameSearch): NameHits<string>;
  /** Spells a type as in C, e.g. `struct task_struct *`. */
  spell(id: number): string;
  /** Follows typedefs and qualifiers, and pointers too where asked. */
  resolve(id: number, throughPointers?: boolean): number;
  /** Members of a struct or union, those of anonymous members included, with their final offsets. */
  members(id: number): readonly TypeMember[];
}

/** One BTF type; sizes in bytes. */
export type KernelType =
  | { readonly kind: 'int'; readonly name: string; readonly size: number; readonly signed: boolean }
  | { readonly kind: 'float'; readonly name: string; readonly size: number }
  | { readonly kind: 'pointer'; readonly target: number }
  | { readonly kind: 'array'; readonly element: number; readonly length: number }
  | { readonly kind: 'struct' | 'union'; readonly name: string; readonly size: number; readonly memberCount: number }
  | {
      readonly kind: 'enum';
      readonly name: string;
      readonly size: number;
      readonly values: ReadonlyMap<string, bigint>;
    }
  | { readonly kind: 'forward'; readonly name: string }
  | { readonly kind: 'typedef'; readonly name: string; readonly target: number }
  | {
      readonly kind: 'qualifier';
      readonly qualifier: 'const' | 'volatile' | 'restrict' | 'tag';
      readonly target: number;
    }
  | { readonly kind: 'function'; readonly name: string; readonly prototype: number }
  | {
      readonly kind: 'prototype';
      readonly result: number;
      readonly parameters: readonly { readonly name: string; readonly type: number }[];
    }
  | { readonly kind: 'other'; readonly name: string };

/** A member of a struct or union. */
export interface TypeMember {
  readonly name: string;
  readonly type: number;
  /** Bits from the start of the outermost struct. */
  readonly bitOffset: number;
  /** Width in bits of a bit-field, 0 for an ordinary member. */
  readonly bitWidth: number;
}
