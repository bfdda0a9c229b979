// The functions of a kernel: kallsyms, with what ftrace and kprobes say of each, as columns of typed arrays.
import { compileGlob } from './glob.ts';
import { readFunctionSymbols } from './kallsyms.ts';
import type { FunctionTable, KernelFunction, NameHits, NameSearch } from './kernelPack.ts';
import { linesOf } from './lines.ts';
import { buildNameIndex, type NameIndex, type Rank } from './nameIndex.ts';

/** The texts that a function table is made from; '' where the target did not give one. */
export interface FunctionSources {
  readonly kallsyms: Uint8Array;
  readonly filterFunctions: string;
  readonly kprobeBlacklist: string;
  /** `CONFIG_…` options; empty where they are not known. */
  readonly config?: ReadonlyMap<string, string>;
  /** The id of a function's prototype in BTF. */
  readonly prototypeOf: (name: string, module: string) => number | undefined;
}

const NOTRACE = 1;
const BLACKLISTED = 2;
const DISCARDED = 4;

/** Patterns whose counts are kept: a script asks for the same few at each keystroke. */
const KEPT_COUNTS = 256;

/** Makes the table; texts that are not as the kernel writes them are read as far as they go. */
export function buildFunctionTable(sources: FunctionSources): FunctionTable {
  const symbols = readFunctionSymbols(sources.kallsyms);
  const { index, order } = buildNameIndex(symbols);
  const modules = new Uint16Array(index.size);
  const flags = new Uint8Array(index.size);
  for (let i = 0; i < index.size; i++) {
    const from = order[i] ?? 0;
    modules[i] = symbols.modules[from] ?? 0;
    flags[i] = symbols.discarded[from] ? DISCARDED : 0;
  }
  const columns = new Columns(index, symbols.moduleNames, modules, flags, sources);
  if (sources.filterFunctions !== '') columns.markNotrace(sources.filterFunctions);
  columns.markBlacklisted(sources.kprobeBlacklist);
  return columns;
}

class Columns implements FunctionTable {
  readonly size: number;
  readonly #index: NameIndex;
  readonly #moduleNames: readonly string[];
  readonly #modules: Uint16Array;
  readonly #flags: Uint8Array;
  readonly #prototypeOf: FunctionSources['prototypeOf'];
  readonly #lacks: KernelLacks;
  readonly #counts = new Map<string, number>();

  constructor(
    index: NameIndex,
    moduleNames: readonly string[],
    modules: Uint16Array,
    flags: Uint8Array,
    sources: FunctionSources,
  ) {
    this.size = index.size;
    this.#index = index;
    this.#moduleNames = moduleNames;
    this.#modules = modules;
    this.#flags = flags;
    this.#prototypeOf = sources.prototypeOf;
    this.#lacks = lacksOf(sources.config ?? new Map());
  }

  named(name: string, module?: string): readonly KernelFunction[] {
    const [first, end] = this.#index.find(name);
    const inModule = this.#inModule(module);
    const found: KernelFunction[] = [];
    for (let i = first; i < end; i++) if (inModule(i)) found.push(this.#at(i));
    return distinct(found);
  }

  search({ typed, limit, module }: NameSearch): NameHits<KernelFunction> {
    const inModule = this.#inModule(module);
    const hits: KernelFunction[] = [];
    // Static functions of one name in one module are one thing to whoever types it.
    const rank = (i: number): Rank => {
      if (!inModule(i) || this.#repeats(i)) return undefined;
      return (this.#flags[i] ?? 0) === 0 ? 0 : 1;
    };
    for (const i of this.#index.search(typed, rank)) {
      if (hits.length === limit) return { hits, incomplete: true };
      hits.push(this.#at(i));
    }
    return { hits, incomplete: false };
  }

  *glob(pattern: string, module?: string): Iterable<KernelFunction> {
    for (const i of this.#globbed(pattern, module)) yield this.#at(i);
  }

  countGlob(pattern: string, module?: string): number {
    const key = `${module ?? ''}:${pattern}`;
    let count = this.#counts.get(key);
    if (count === undefined) {
      count = 0;
      for (const _ of this.#globbed(pattern, module)) count++;
      if (this.#counts.size >= KEPT_COUNTS) this.#counts.clear();
      this.#counts.set(key, count);
    }
    return count;
  }

  /** Everything not in the list is out of ftrace's reach; a name once in it clears all functions of that name and module. */
  markNotrace(filterFunctions: string): void {
    for (let i = 0; i < this.size; i++) this.#flags[i] = (this.#flags[i] ?? 0) | NOTRACE;
    for (const line of linesOf(filterFunctions)) {
      const { name, module } = nameAndModule(line);
      this.#mark(name, module, (flags) => flags & ~NOTRACE);
    }
  }

  /** Lines are `0xSTART-0xEND<tab>name [module]`. */
  markBlacklisted(blacklist: string): void {
    for (const line of linesOf(blacklist)) {
      const { name, module } = nameAndModule(line.slice(line.search(/\s/) + 1));
      this.#mark(name, module, (flags) => flags | BLACKLISTED);
    }
  }

  #mark(name: string, module: string, change: (flags: number) => number): void {
    const [first, end] = this.#index.find(name);
    for (let i = first; i < end; i++) {
      if (this.#moduleNames[this.#modules[i] ?? 0] === module) this.#flags[i] = change(this.#flags[i] ?? 0);
    }
  }

  *#globbed(pattern: string, module: string | undefined): Iterable<number> {
    const inModule = this.#inModule(module);
    for (const i of this.#index.glob(compileGlob(pattern))) if (inModule(i) && !this.#repeats(i)) yield i;
  }

  /** Whether the entry before is the same name of the same module. */
  #repeats(i: number): boolean {
    return i > 0 && this.#modules[i] === this.#modules[i - 1] && this.#index.name(i) === this.#index.name(i - 1);
  }

  #inModule(module: string | undefined): (i: number) => boolean {
    if (module === undefined) return () => true;
    const glob = compileGlob(module);
    const accepted = this.#moduleNames.map((name) => glob.test(name));
    return (i) => accepted[this.#modules[i] ?? 0] ?? false;
  }

  #at(i: number): KernelFunction {
    return new Entry(
      this.#index.name(i),
      this.#moduleNames[this.#modules[i] ?? 0] ?? '',
      this.#flags[i] ?? 0,
      this.#prototypeOf,
      this.#lacks,
    );
  }
}

/** Why none of a kernel's functions can be probed that way; undefined where its configuration says nothing against it. */
interface KernelLacks {
  readonly kprobes: string | undefined;
  readonly fentry: string | undefined;
}

function lacksOf(config: ReadonlyMap<string, string>): KernelLacks {
  const without = (option: string): string | undefined =>
    config.size === 0 || config.has(option) ? undefined : `this kernel was built without ${option}`;
  return { kprobes: without('CONFIG_KPROBES'), fentry: without('CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS') };
}

/** One function; its prototype is looked up only when asked for. */
class Entry implements KernelFunction {
  readonly name: string;
  readonly module: string;
  readonly #flags: number;
  readonly #prototypeOf: FunctionSources['prototypeOf'];
  readonly #lacks: KernelLacks;

  constructor(
    name: string,
    module: string,
    flags: number,
    prototypeOf: FunctionSources['prototypeOf'],
    lacks: KernelLacks,
  ) {
    this.name = name;
    this.module = module;
    this.#flags = flags;
    this.#prototypeOf = prototypeOf;
    this.#lacks = lacks;
  }

  get notrace(): boolean {
    return (this.#flags & NOTRACE) !== 0;
  }

  get noKprobe(): string | undefined {
    if (this.#lacks.kprobes !== undefined) return this.#lacks.kprobes;
    if (this.#flags & DISCARDED) return 'its code is discarded after boot';
    if (this.#flags & BLACKLISTED) return 'the kernel forbids kprobes in it (kprobe blacklist)';
    return undefined;
  }

  get noFentry(): string | undefined {
    if (this.#lacks.fentry !== undefined) return this.#lacks.fentry;
    if (this.#flags & DISCARDED) return 'its code is discarded after boot';
    if (this.#flags & NOTRACE) return 'ftrace cannot take it (notrace, or without an entry call)';
    return this.prototype === undefined ? 'the kernel has no BTF for it' : undefined;
  }

  get prototype(): number | undefined {
    return this.#prototypeOf(this.name, this.module);
  }
}

/** `name` or `name [module]`, the kernel's spelling. */
function nameAndModule(line: string): { readonly name: string; readonly module: string } {
  const trimmed = line.trim();
  const space = trimmed.search(/\s/);
  if (space < 0) return { name: trimmed, module: 'vmlinux' };
  const module = /\[([^\]]+)\]/.exec(trimmed)?.[1];
  return { name: trimmed.slice(0, space), module: module ?? 'vmlinux' };
}

function distinct(functions: readonly KernelFunction[]): readonly KernelFunction[] {
  const seen = new Set<string>();
  return functions.filter(({ module }) => !seen.has(module) && seen.add(module));
}
