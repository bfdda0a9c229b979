// The tree of all that can be probed on a target: by kind, then by subsystem, module or program; and a search over all of it.
import type { KernelFunction, KernelPack, Tracepoint } from '../kernel/kernelPack.ts';
import { isProgram } from '../kernel/programs.ts';
import type { Language } from '../languages/language.ts';
import type { ProbeNode } from '../protocol.ts';
import { ownHits, ownRoots, ownRows } from './browseOwnProbes.ts';
import { matcherOf } from './matching.ts';

/** More rows than this are put into groups. */
const mostTogether = 200;

/** The rows below a row; `parent` undefined: the first rows. */
export function browseProbes(
  pack: KernelPack,
  parent: string | undefined,
  languages: readonly Language[],
): readonly ProbeNode[] {
  if (parent === undefined) return roots(pack, languages);
  const [kind = '', first, second] = parent.split('\n');
  switch (kind) {
    case 'tracepoints':
      if (first === undefined) return subsystems(pack);
      if (second === undefined) {
        return Array.from(pack.tracepoints.glob(first, '*'), (one) => ({ ...tracepointNode(one), label: one.name }));
      }
      return fieldsOf(pack.tracepoints.find(first, second));
    case 'syscalls':
      return [...syscallNames(pack)].map(syscallNode);
    case 'syscall':
      return fieldsOf(pack.tracepoints.find('syscalls', `${enter}${first}`));
    case 'functions':
      if (first === undefined) return modules(pack);
      return functionsOf(pack, first, second ?? '');
    case 'function':
      return parametersOf(pack, first ?? '', second ?? '');
    case 'own':
      return ownRows(pack, languages, first ?? '', second);
    case 'errorInjection':
      return errorInjection(pack);
    case 'programs':
      return programs(pack);
    case 'program':
      return partsOfProgram(pack, first ?? '');
    case 'markers':
      return markersOf(pack, first ?? '');
    case 'programFunctions':
      return functionsOfProgram(pack, first ?? '', second ?? '');
    default:
      return [];
  }
}

/** The best places for what is typed, of each kind some. */
export function searchProbes(
  pack: KernelPack,
  typed: string,
  limit: number,
  languages: readonly Language[],
): readonly ProbeNode[] {
  const share = Math.ceil(limit / 2);
  const rankOf = matcherOf(typed);
  const calls = [...syscallNames(pack)].filter((name) => rankOf(name) !== undefined);
  const tracepoints = pack.tracepoints.search({ typed, limit: share }).hits;
  const functions = pack.functions.search({ typed, limit }).hits;
  const own = ownHits(
    pack,
    languages,
    (text) => rankOf(text) !== undefined || rankOf(text.split('.').at(-1) ?? '') !== undefined,
  );
  const nodes = [
    ...calls.slice(0, share).map(syscallNode),
    ...tracepoints.map(tracepointNode),
    ...functions.map(functionNode),
    ...own.slice(0, share),
  ];
  // What begins as typed comes first, whatever its kind.
  const ranked = nodes.map((node) => ({ node, rank: rankOf(node.label.split(':').at(-1) ?? '') ?? 3 }));
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .map(({ node }) => node)
    .slice(0, limit);
}

function roots(pack: KernelPack, languages: readonly Language[]): readonly ProbeNode[] {
  const group = (id: string, label: string, count: number, what: string): ProbeNode => ({
    id,
    label,
    description: `${count.toLocaleString('en-US')}${what}`,
    hasChildren: count > 0,
  });
  return [
    group('syscalls', 'System Calls', syscallNames(pack).size, ''),
    group('tracepoints', 'Tracepoints', pack.tracepoints.size, ''),
    group('functions', 'Kernel Functions', pack.functions.size, ''),
    ...ownRoots(pack, languages),
    group('errorInjection', 'Error Injection', pack.errorInjection.size, ''),
    { id: 'programs', label: 'Running Programs', description: '', hasChildren: pack.functions.size > 0 },
  ].filter(({ hasChildren }) => hasChildren);
}

function subsystems({ tracepoints }: KernelPack): readonly ProbeNode[] {
  return [...tracepoints.subsystems].sort().map((subsystem) => ({
    id: `tracepoints\n${subsystem}`,
    label: subsystem,
    description: String([...tracepoints.glob(subsystem, '*')].length),
    hasChildren: true,
  }));
}

function tracepointNode({ subsystem, name, fields, isEnabled }: Tracepoint): ProbeNode {
  return {
    id: `tracepoints\n${subsystem}\n${name}`,
    label: `${subsystem}:${name}`,
    description: [...(isEnabled ? ['switched on'] : []), fields.map((field) => field.name).join(', ')].join(' · '),
    hasChildren: fields.length > 0,
    place: { kind: 'tracepoint', subsystem, name },
  };
}

function fieldsOf(tracepoint: Tracepoint | undefined): readonly ProbeNode[] {
  return (tracepoint?.fields ?? []).map(({ name, type }) => leaf(name, type));
}

/** A variable that a place brings. */
function leaf(label: string, description: string): ProbeNode {
  return { id: '', label, description, hasChildren: false };
}

const enter = 'sys_enter_';

function syscallNames({ tracepoints }: KernelPack): ReadonlySet<string> {
  const names = Array.from(tracepoints.glob('syscalls', `${enter}*`), ({ name }) => name.slice(enter.length));
  return new Set(names.sort());
}

function syscallNode(name: string): ProbeNode {
  return {
    id: `syscall\n${name}`,
    label: name,
    description: 'system call',
    hasChildren: true,
    place: { kind: 'syscall', name },
  };
}

function modules({ functions }: KernelPack): readonly ProbeNode[] {
  const counts = new Map<string, number>();
  for (const { module } of functions.glob('*')) counts.set(module, (counts.get(module) ?? 0) + 1);
  const names = [...counts.keys()].sort(
    (a, b) => Number(b === 'vmlinux') - Number(a === 'vmlinux') || (a < b ? -1 : 1),
  );
  return names.map((module) => ({
    id: `functions\n${module}`,
    label: module,
    description: (counts.get(module) ?? 0).toLocaleString('en-US'),
    hasChildren: true,
  }));
}

function functionsOf({ functions }: KernelPack, module: string, prefix: string): readonly ProbeNode[] {
  const found = [...functions.glob(`${prefix}*`, module)];
  const names = found.map(({ name }) => name);
  const byName = new Map(found.map((one) => [one.name, one]));
  return grouped(names, prefix, `functions\n${module}\n`, (name) => {
    const fn = byName.get(name);
    return fn === undefined ? leaf(name, '') : functionNode(fn);
  });
}

function functionNode({ name, module, noKprobe, prototype }: KernelFunction): ProbeNode {
  const where = module === 'vmlinux' ? '' : module;
  return {
    id: `function\n${module}\n${name}`,
    label: name,
    description: noKprobe === undefined ? where || 'kernel function' : `cannot be probed: ${noKprobe}`,
    hasChildren: prototype !== undefined,
    ...(noKprobe === undefined && { place: { kind: 'function', module, name } }),
  };
}

function errorInjection({ errorInjection, functions }: KernelPack): readonly ProbeNode[] {
  return Array.from(errorInjection, ([name, type]) => {
    const fn = functions.named(name)[0];
    return fn === undefined ? leaf(name, type) : { ...functionNode(fn), id: '', description: type, hasChildren: false };
  });
}

function parametersOf({ functions, types }: KernelPack, module: string, name: string): readonly ProbeNode[] {
  const prototype = types.type(functions.named(name, module)[0]?.prototype ?? 0);
  if (prototype?.kind !== 'prototype') return [];
  const parameters = prototype.parameters.map((parameter) => leaf(parameter.name, types.spell(parameter.type)));
  return [...parameters, leaf('returns', prototype.result === 0 ? 'void' : types.spell(prototype.result))];
}

function programs(pack: KernelPack): readonly ProbeNode[] {
  const paths = pack.programs.running() ?? [];
  if (paths.length > 0) return paths.map(programNode);
  return [leaf('None can be seen', 'the target did not answer; it is asked without any question to you')];
}

function programNode(path: string): ProbeNode {
  return { id: `program\n${path}`, label: path, description: '', hasChildren: true };
}

function partsOfProgram({ programs }: KernelPack, path: string): readonly ProbeNode[] {
  const program = programs.program(path);
  if (program === undefined) return [];
  if (!isProgram(program)) return [leaf('Cannot be looked at', program.why)];
  const markers = new Set(program.markers.map(({ provider, name }) => `${provider}:${name}`)).size;
  return [
    {
      id: `markers\n${path}`,
      label: 'Static Markers',
      description: markers.toLocaleString('en-US'),
      hasChildren: markers > 0,
    },
    {
      id: `programFunctions\n${path}`,
      label: 'Functions',
      description: `${program.functions.size.toLocaleString('en-US')}${program.isStripped ? ', stripped' : ''}`,
      hasChildren: program.functions.size > 0,
    },
  ];
}

function markersOf({ programs }: KernelPack, path: string): readonly ProbeNode[] {
  const program = programs.program(path);
  if (!isProgram(program)) return [];
  const byName = new Map(program.markers.map((marker) => [`${marker.provider}:${marker.name}`, marker]));
  return Array.from(byName, ([label, marker]) => ({
    id: '',
    label,
    description: marker.arguments.join(', '),
    hasChildren: false,
    place: { kind: 'marker', program: path, provider: marker.provider, name: marker.name },
  }));
}

function functionsOfProgram({ programs }: KernelPack, path: string, prefix: string): readonly ProbeNode[] {
  const program = programs.program(path);
  if (!isProgram(program)) return [];
  const names = new Set<string>();
  for (let index = 0; index < program.functions.size; index++) {
    const name = program.functions.name(index);
    if (name.startsWith(prefix)) names.add(name);
  }
  const demangled = programs.demangled(program);
  return grouped([...names], prefix, `programFunctions\n${path}\n`, (name) => ({
    id: '',
    label: name,
    description: demangled?.of(name) ?? '',
    hasChildren: false,
    place: { kind: 'programFunction', program: path, name },
  }));
}

/** Few names as they are; of many those that begin alike as one row, a letter longer than their parent's beginning. */
function grouped(
  names: readonly string[],
  prefix: string,
  id: string,
  nodeOf: (name: string) => ProbeNode,
): readonly ProbeNode[] {
  const unique = [...new Set(names)].sort();
  if (unique.length <= mostTogether) return unique.map(nodeOf);
  const groups = new Map<string, string[]>();
  for (const name of unique) {
    const start = name.slice(0, prefix.length + 1);
    groups.set(start, [...(groups.get(start) ?? []), name]);
  }
  return Array.from(groups).flatMap(([start, members]): readonly ProbeNode[] => {
    const [only, another] = members;
    if (only !== undefined && another === undefined) return [nodeOf(only)];
    const shared = commonStart(members, start);
    return [
      {
        id: `${id}${shared}`,
        label: `${shared}…`,
        description: members.length.toLocaleString('en-US'),
        hasChildren: true,
      },
    ];
  });
}

/** The longest beginning that all share. */
function commonStart([first = '', ...others]: readonly string[], least: string): string {
  let length = first.length;
  for (const name of others) {
    while (!name.startsWith(first.slice(0, length))) length--;
  }
  return first.slice(0, Math.max(length, least.length));
}
