// Two kernel packs side by side: what a step from one kernel to the other changes for scripts. Does no IO.
import type {
  ComparedPack,
  ConfigDifference,
  FunctionDifference,
  NameDifference,
  PackComparison,
  TracepointDifference,
} from '../protocol.ts';
import { compareTapsets } from './compareTapsets.ts';
import { compareParts, compareTypes, type Part, type TouchedMembers } from './compareTypes.ts';
import type { KernelFunction, KernelPack, Tracepoint, TypeTable } from './kernelPack.ts';

/** What a script touches: only differences of these are told. */
export interface Touched {
  readonly functions: ReadonlySet<string>;
  /** `subsystem:name`. */
  readonly tracepoints: ReadonlySet<string>;
  readonly members: TouchedMembers;
  /** Names of tapset aliases, functions and macros. */
  readonly tapset: ReadonlySet<string>;
  /** `CONFIG_…` names. */
  readonly config: ReadonlySet<string>;
}

/** Compares table by table, letting requests through in between. */
export async function comparePacks(before: KernelPack, after: KernelPack, touched?: Touched): Promise<PackComparison> {
  const both = (table: Parameters<KernelPack['knows']>[0]): boolean => before.knows(table) && after.knows(table);
  const modules = both('modules') ? compareNames(before.modules, after.modules) : [];
  const functions = both('functions') ? compareFunctions(before, after, modules, touched?.functions) : [];
  await otherWork();
  const tracepoints = both('tracepoints') ? compareTracepoints(before, after, touched?.tracepoints) : [];
  await otherWork();
  const types = both('types') ? compareTypes(before.types, after.types, touched?.members) : [];
  await otherWork();
  return {
    before: comparedPack(before),
    after: comparedPack(after),
    unknown: [...unknownTables(before, after)],
    modules: touched ? [] : modules,
    functions,
    tracepoints,
    types,
    tapset: both('tapset') ? compareTapsets(before.tapset, after.tapset, touched?.tapset) : [],
    config: both('config') ? compareConfig(before.config, after.config, touched?.config) : [],
  };
}

function comparedPack({ manifest: { release, machine, buildId, host = '', collectedAt } }: KernelPack): ComparedPack {
  return { release, machine, buildId, host, collectedAt };
}

const tables = [
  ['functions', 'Functions'],
  ['tracepoints', 'Tracepoints'],
  ['types', 'Types'],
  ['tapset', 'Tapsets'],
  ['modules', 'Modules'],
  ['config', 'CONFIG values'],
] as const;

function* unknownTables(before: KernelPack, after: KernelPack): Iterable<string> {
  for (const [table, what] of tables) {
    const lacking = [before, after].filter((pack) => !pack.knows(table));
    if (lacking.length === 2) yield `${what} were not compared: neither pack has them.`;
    else if (lacking.length === 1) yield `${what} were not compared: ${sideOf(lacking[0], before)} has none.`;
  }
  if (before.knows('functions') && after.knows('functions') && knowsFtrace(before) !== knowsFtrace(after)) {
    const side = sideOf(knowsFtrace(before) ? after : before, before);
    yield `Which functions ftrace takes was not compared: ${side} has no available_filter_functions.`;
  }
  if (before.knows('tracepoints') && after.knows('tracepoints') && knowsFields(before) !== knowsFields(after)) {
    const side = sideOf(knowsFields(before) ? after : before, before);
    yield `Fields of tracepoints were not compared: ${side} has no event_formats.`;
  }
}

function sideOf(pack: KernelPack | undefined, before: KernelPack): string {
  return pack === before ? 'the first pack' : 'the second pack';
}

/** Every kernel has functions that ftrace cannot take; where all can be taken, the list was not collected. */
function knowsFtrace({ functions }: KernelPack): boolean {
  for (const { notrace } of functions.glob('*')) if (notrace) return true;
  return false;
}

function knowsFields({ tracepoints }: KernelPack): boolean {
  for (const { fields } of tracepoints.glob('*', '*')) if (fields.length > 0) return true;
  return false;
}

function compareNames(before: readonly string[], after: readonly string[]): readonly NameDifference[] {
  const [old, fresh] = [new Set(before), new Set(after)];
  return [
    ...before.filter((name) => !fresh.has(name)).map((name) => ({ name, change: 'removed' as const })),
    ...after.filter((name) => !old.has(name)).map((name) => ({ name, change: 'added' as const })),
  ].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Functions of a module that only one target had loaded say nothing of the kernels; the module is told instead. */
function compareFunctions(
  before: KernelPack,
  after: KernelPack,
  modules: readonly NameDifference[],
  touched: ReadonlySet<string> | undefined,
): readonly FunctionDifference[] {
  const unloaded = new Set(touched ? [] : modules.map(({ name }) => name));
  const old = functionsOf(before, touched);
  const fresh = functionsOf(after, touched);
  const comparesFtrace = knowsFtrace(before) && knowsFtrace(after);
  const spellers = [new Prototypes(before.types), new Prototypes(after.types)] as const;
  const comparesTypes = before.knows('types') && after.knows('types');
  const differences: FunctionDifference[] = [];
  for (const [key, was] of old) {
    const { name, module } = was;
    if (unloaded.has(module)) continue;
    const is = fresh.get(key);
    if (is === undefined) {
      differences.push({ name, module, change: 'removed' });
      continue;
    }
    const [couldNot, cannot] = [whyUntraceable(was, comparesFtrace), whyUntraceable(is, comparesFtrace)];
    if (couldNot === undefined && cannot !== undefined)
      differences.push({ name, module, change: 'untraceable', after: cannot });
    if (couldNot !== undefined && cannot === undefined)
      differences.push({ name, module, change: 'traceable', before: couldNot });
    const takes = comparesTypes && spellers[1].spell(is.prototype);
    const took = comparesTypes && spellers[0].spell(was.prototype);
    if (took && takes && took !== takes)
      differences.push({ name, module, change: 'arguments', before: took, after: takes });
  }
  for (const [key, { name, module }] of fresh) {
    if (!old.has(key) && !unloaded.has(module)) differences.push({ name, module, change: 'added' });
  }
  return differences;
}

function functionsOf(
  { functions }: KernelPack,
  touched: ReadonlySet<string> | undefined,
): ReadonlyMap<string, KernelFunction> {
  const found = touched ? [...touched].sort().flatMap((name) => functions.named(name)) : functions.glob('*');
  return new Map(Array.from(found, (one) => [`${one.name} ${one.module}`, one]));
}

function whyUntraceable({ noKprobe, notrace }: KernelFunction, comparesFtrace: boolean): string | undefined {
  return (
    noKprobe ?? (comparesFtrace && notrace ? 'ftrace cannot take it (notrace, or without an entry call)' : undefined)
  );
}

/** Spells prototypes with the names of their parameters; the few types that all share are spelled once. */
class Prototypes {
  readonly #types: TypeTable;
  readonly #spelled = new Map<number, string>();

  constructor(types: TypeTable) {
    this.#types = types;
  }

  spell(id: number | undefined): string | undefined {
    const prototype = id === undefined ? undefined : this.#types.type(id);
    if (prototype?.kind !== 'prototype') return undefined;
    const parameters = prototype.parameters.map(({ name, type }) => `${this.#type(type)} ${name}`.trim());
    return `${this.#type(prototype.result)} (${parameters.join(', ')})`;
  }

  #type(id: number): string {
    let spelled = this.#spelled.get(id);
    if (spelled === undefined) {
      spelled = this.#types.spell(id);
      this.#spelled.set(id, spelled);
    }
    return spelled;
  }
}

function compareTracepoints(
  before: KernelPack,
  after: KernelPack,
  touched: ReadonlySet<string> | undefined,
): readonly TracepointDifference[] {
  const all = ({ tracepoints }: KernelPack): ReadonlyMap<string, Tracepoint> =>
    new Map(
      Array.from(tracepoints.glob('*', '*'), (one) => [`${one.subsystem}:${one.name}`, one] as const).filter(
        ([key]) => touched?.has(key) ?? true,
      ),
    );
  const [old, fresh] = [all(before), all(after)];
  const comparesFields = knowsFields(before) && knowsFields(after);
  const spellers = [new Prototypes(before.types), new Prototypes(after.types)] as const;
  const differences: TracepointDifference[] = [];
  for (const key of [...new Set([...old.keys(), ...fresh.keys()])].sort()) {
    const [was, is] = [old.get(key), fresh.get(key)];
    const [subsystem = '', name = ''] = key.split(':');
    if (was === undefined || is === undefined) {
      differences.push({ subsystem, name, change: was === undefined ? 'added' : 'removed', fields: [] });
      continue;
    }
    const fields = comparesFields ? compareParts(fieldsOf(was), fieldsOf(is)) : [];
    const [took, takes] = [spellers[0].spell(was.prototype), spellers[1].spell(is.prototype)];
    const rawArguments = took !== undefined && takes !== undefined && took !== takes && { before: took, after: takes };
    if (fields.length > 0 || rawArguments) {
      differences.push({ subsystem, name, change: 'changed', fields, ...(rawArguments && { rawArguments }) });
    }
  }
  return differences;
}

function fieldsOf({ fields }: Tracepoint): ReadonlyMap<string, Part> {
  return new Map(
    fields.map(({ name, type, offset, size }) => [name, { type: `${type}, size ${size}`, place: `offset ${offset}` }]),
  );
}

function compareConfig(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  touched: ReadonlySet<string> | undefined,
): readonly ConfigDifference[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name) => {
    const [was, is] = [before.get(name), after.get(name)];
    if (was === is || touched?.has(name) === false) return [];
    return [{ name, ...(was !== undefined && { before: was }), ...(is !== undefined && { after: is }) }];
  });
}

function otherWork(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
