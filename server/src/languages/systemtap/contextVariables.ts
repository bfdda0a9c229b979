// The target variables that probe points bring, with their types from the pack.
import type { KernelPack } from '../../kernel/kernelPack.ts';
import { markersIn } from '../../kernel/programPoints.ts';
import type { Candidate } from '../../syntax/candidate.ts';
import type { ProbePoint } from '../../syntax/script.ts';
import type { Source } from '../language.ts';
import { aliasesMatching } from './matches.ts';
import { markerName, type PointPart, programOf, readPoint } from './pointText.ts';
import { tapsetOf } from './tapset.ts';

/** A target variable with its BTF type; 0 where it has none. */
export interface ContextVariable {
  readonly candidate: Candidate;
  readonly type: number;
}

const summaryWords: Readonly<Record<string, string>> = {
  $$vars: 'All variables in sight, as text; `$$vars$` follows pointers one level, `$$vars$$` as far as they go.',
  $$parms: 'The parameters, as text.',
  $$locals: 'The local variables, as text.',
  $$return: 'The value returned, as text.',
  $$name: 'The name of the tracepoint or marker.',
  $$provider: 'The provider of the marker.',
};

/** Functions of a wildcard that are looked at for what they share. */
const mostLookedAt = 50;
const deepestAlias = 8;

/** The variables that all of these points bring. */
export function contextVariablesOf(points: readonly ProbePoint[], { pack }: Source): readonly ContextVariable[] {
  let shared: ReadonlyMap<string, ContextVariable> | undefined;
  for (const { text } of points) {
    const brought = new Map(variablesOfPoint(text, pack, 0).map((variable) => [variable.candidate.label, variable]));
    shared = shared === undefined ? brought : intersection(shared, brought);
  }
  return [...(shared?.values() ?? [])];
}

function intersection(
  a: ReadonlyMap<string, ContextVariable>,
  b: ReadonlyMap<string, ContextVariable>,
): ReadonlyMap<string, ContextVariable> {
  return new Map([...a].filter(([name]) => b.has(name)));
}

function variablesOfPoint(text: string, pack: KernelPack, depth: number): readonly ContextVariable[] {
  const parts = readPoint(text);
  const names = parts.map(({ name }) => name);
  const [first, second] = parts;
  if (first?.name === 'kernel' && second?.name === 'trace') return tracepointVariables(second.argument ?? '', pack);
  if (second?.name === 'function' && ['kernel', 'module', 'kprobe'].includes(first?.name ?? '')) {
    const module = first?.name === 'module' ? first.argument : first?.name === 'kernel' ? 'vmlinux' : undefined;
    const isReturn = names.includes('return');
    // kprobe.function works without debuginfo, so it has none of the function's own names.
    if (first?.name === 'kprobe') return isReturn ? [summary('$$return', 'string')] : [];
    return functionVariables(second.argument?.split('@')[0] ?? '', module, isReturn, pack);
  }
  if (first?.name === 'process') {
    if (names.includes('mark')) return markerVariables(parts, pack);
    return summaries(names.includes('return'));
  }
  if (depth > deepestAlias || tapsetOf(pack) === undefined) return [];
  const alias = aliasesMatching(parts, pack)[0];
  if (alias === undefined) return [];
  const own = alias.variables.map((label) => ({
    candidate: {
      label,
      kind: 'variable' as const,
      detail: `set by ${alias.name}`,
      documentation: alias.documentation ?? '',
    },
    type: 0,
  }));
  const target = alias.points.map(({ text: inner }) => variablesOfPoint(inner, pack, depth + 1));
  return [...own, ...(target.find((variables) => variables.length > 0) ?? [])];
}

const someArguments = Array.from({ length: 6 }, (_, index) => summary(`$arg${index + 1}`, 'argument of the marker'));

/** What all places of the markers have; a program that is not known may have any. */
function markerVariables(parts: readonly PointPart[], { programs }: KernelPack): readonly ContextVariable[] {
  const own = [summary('$$name', 'string'), summary('$$provider', 'string'), summary('$$vars', 'string')];
  const parameters = summary('$$parms', 'string');
  const path = programOf(parts, programs);
  const name = parts.find((part) => part.name === 'mark')?.argument ?? '';
  const provider = parts.find((part) => part.name === 'provider')?.argument;
  const inside = path === undefined ? undefined : markersIn(programs, path, markerName(name), provider);
  if (inside === undefined || 'missing' in inside) return [...someArguments, ...own, parameters];
  const [first, ...others] = inside.found.map((marker) => marker.arguments);
  const shared = (first ?? []).filter((_, index) => others.every((types) => index < types.length));
  return [...shared.map((type, index) => summary(`$arg${index + 1}`, type)), ...own, parameters];
}

function tracepointVariables(argument: string, pack: KernelPack): readonly ContextVariable[] {
  const colon = argument.indexOf(':');
  const name = argument.slice(colon + 1);
  const [point] = colon < 0 ? pack.tracepoints.named(name) : [pack.tracepoints.find(argument.slice(0, colon), name)];
  const prototype = pack.types.type(namedPrototype(name, pack) ?? point?.prototype ?? 0);
  // The first parameter of a tracepoint's probe function is the tracer's own.
  const parameters = prototype?.kind === 'prototype' ? prototype.parameters.slice(1) : [];
  return [
    ...parameters.map(({ name: parameter, type }) => variable(`$${parameter}`, type, pack)),
    summary('$$name', 'string'),
    summary('$$parms', 'string'),
    summary('$$vars', 'string'),
  ];
}

/** Functions of the kernel that a tracepoint is made of: unlike its own prototype they name their parameters. */
const stubs = ['__probestub_', '__bpf_trace_', 'perf_trace_', '__traceiter_'];

function namedPrototype(name: string, { types }: KernelPack): number | undefined {
  for (const stub of stubs) {
    const id = types.named(stub + name, 'function');
    const type = id === undefined ? undefined : types.type(id);
    if (type?.kind === 'function') return type.prototype;
  }
  return undefined;
}

function functionVariables(
  pattern: string,
  module: string | undefined,
  isReturn: boolean,
  pack: KernelPack,
): readonly ContextVariable[] {
  let shared: ReadonlyMap<string, ContextVariable> | undefined;
  let looked = 0;
  for (const fn of pack.functions.glob(pattern, module)) {
    const prototype = fn.prototype === undefined ? undefined : pack.types.type(fn.prototype);
    if (prototype?.kind !== 'prototype') continue;
    const variables = prototype.parameters.map(({ name, type }) => variable(`$${name}`, type, pack));
    if (isReturn && prototype.result !== 0) variables.unshift(variable('$return', prototype.result, pack));
    const brought = new Map(variables.map((one) => [one.candidate.label, one]));
    shared = shared === undefined ? brought : intersection(shared, brought);
    if (++looked === mostLookedAt) break;
  }
  return [...(shared?.values() ?? []), ...summaries(isReturn)];
}

function summaries(isReturn: boolean): readonly ContextVariable[] {
  const all = [summary('$$vars', 'string'), summary('$$parms', 'string'), summary('$$locals', 'string')];
  return isReturn ? [summary('$$return', 'string'), ...all] : all;
}

function summary(label: string, detail: string): ContextVariable {
  return { candidate: { label, kind: 'variable', detail, documentation: summaryWords[label] ?? '' }, type: 0 };
}

function variable(label: string, type: number, pack: KernelPack): ContextVariable {
  return { candidate: { label, kind: 'variable', detail: pack.types.spell(type) }, type };
}

/** The type at the end of `$base->member[0]…`; undefined where the pack cannot tell. */
export function typeOfChain(
  base: string,
  members: readonly string[],
  points: readonly ProbePoint[],
  source: Source,
): number | undefined {
  const start = contextVariablesOf(points, source).find(({ candidate }) => candidate.label === base);
  return start === undefined || start.type === 0 ? undefined : followMembers(start.type, members, source.pack);
}

/** Follows member names; '' is an index. */
function followMembers(type: number, members: readonly string[], { types }: KernelPack): number | undefined {
  let current = type;
  for (const member of members) {
    if (member === '') {
      const indexed = types.type(types.resolve(current));
      if (indexed?.kind === 'array') current = indexed.element;
      else if (indexed?.kind === 'pointer') current = indexed.target;
      else return undefined;
      continue;
    }
    const found = types.members(types.resolve(current, true)).find(({ name }) => name === member);
    if (found === undefined) return undefined;
    current = found.type;
  }
  return current;
}
