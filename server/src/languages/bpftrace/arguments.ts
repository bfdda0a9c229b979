// What a probe brings: its arguments by name and by number, and what a function returns, each with its kernel type.
import type { KernelPack, Tracepoint } from '../../kernel/kernelPack.ts';
import { markersIn } from '../../kernel/programPoints.ts';
import {
  type AttachPoint,
  functionPointOf,
  isGlob,
  type ProgramPoint,
  parseAttachPoint,
  programPointOf,
  rawTracepointOf,
  tracepointOf,
} from './attachPoint.ts';

/** One thing that a probe brings. */
export interface ProbeArgument {
  /** As in the script: `args.filename`, `arg0`, `retval`. */
  readonly name: string;
  /** In C. */
  readonly type: string;
  /** BTF id, where the pack knows the type. */
  readonly typeId: number | undefined;
  /** What the kernel calls it, for `arg0`. */
  readonly parameter?: string;
}

/** A wildcard may match thousands; what so many first ones share is what is told of it. */
const LOOKED_AT = 32;

/** What all probes of a probe point bring; undefined where the pack cannot tell. */
export function argumentsOf(text: string, pack: KernelPack): readonly ProbeArgument[] | undefined {
  const point = parseAttachPoint(text);
  const tracepoint = tracepointOf(point);
  if (tracepoint) {
    if (!pack.knows('tracepoints')) return undefined;
    return shared(
      first(pack.tracepoints.glob(tracepoint.subsystem, tracepoint.name)).map((one) => fieldsOf(one, pack)),
    );
  }
  const raw = rawTracepointOf(point);
  if (raw !== undefined) {
    const prototypes = pack.tracepoints.named(raw).flatMap(({ prototype }) => prototype ?? []);
    return shared(
      prototypes.slice(0, 1).map((id) => parametersOf(id, pack, 1).flatMap(({ named, numbered }) => [named, numbered])),
    );
  }
  const inProgram = programPointOf(point);
  if (inProgram?.kind === 'marker') return markerArguments(inProgram, pack);
  return functionArguments(point, pack);
}

function markerArguments(
  { path, name, provider }: ProgramPoint,
  pack: KernelPack,
): readonly ProbeArgument[] | undefined {
  const inside = markersIn(pack.programs, path, name, provider);
  if ('missing' in inside) return undefined;
  return shared(
    inside.found.map((marker) =>
      marker.arguments.map((type, index) => ({ name: `arg${index}`, type, typeId: undefined })),
    ),
  );
}

function functionArguments(point: AttachPoint, pack: KernelPack): readonly ProbeArgument[] | undefined {
  const called = functionPointOf(point);
  if (!called || !pack.knows('types')) return undefined;
  const { name, module } = called;
  const functions = isGlob(name) ? first(pack.functions.glob(name, module)) : pack.functions.named(name, module);
  const prototypes = functions.flatMap(({ prototype }) => prototype ?? []);
  if (prototypes.length === 0) return undefined;
  const isEntry = point.provider === 'kprobe' || point.provider === 'fentry';
  const byNumber = point.provider === 'kprobe' || point.provider === 'kretprobe';
  return shared(
    prototypes.map((id) => {
      const parameters = parametersOf(id, pack, 0);
      const result = isEntry ? [] : [resultOf(id, pack)];
      if (point.provider === 'kretprobe') return result;
      return [...parameters.map((parameter) => (byNumber ? parameter.numbered : parameter.named)), ...result];
    }),
  );
}

function first<T>(all: Iterable<T>): readonly T[] {
  const some: T[] = [];
  for (const one of all) if (some.push(one) >= LOOKED_AT) break;
  return some;
}

/** What is in each of several lists, by name. */
export function shared(lists: readonly (readonly ProbeArgument[])[]): readonly ProbeArgument[] | undefined {
  const [head, ...others] = lists;
  return head?.filter(({ name }) => others.every((list) => list.some((other) => other.name === name)));
}

function fieldsOf(tracepoint: Tracepoint, pack: KernelPack): readonly ProbeArgument[] {
  return tracepoint.fields.map(({ name, type }) => ({ name: `args.${name}`, type, typeId: typeOfC(type, pack) }));
}

function parametersOf(
  prototype: number,
  pack: KernelPack,
  skipped: number,
): readonly { readonly named: ProbeArgument; readonly numbered: ProbeArgument }[] {
  const type = pack.types.type(prototype);
  if (type?.kind !== 'prototype') return [];
  return type.parameters.slice(skipped).map((parameter, index) => {
    const spelled = pack.types.spell(parameter.type);
    const fact = { type: spelled, typeId: parameter.type };
    return {
      named: { name: `args.${parameter.name}`, ...fact },
      numbered: { name: `arg${index}`, parameter: parameter.name, ...fact },
    };
  });
}

function resultOf(prototype: number, pack: KernelPack): ProbeArgument {
  const type = pack.types.type(prototype);
  const result = type?.kind === 'prototype' ? type.result : 0;
  return {
    name: 'retval',
    type: result === 0 ? 'void' : pack.types.spell(result),
    typeId: result === 0 ? undefined : result,
  };
}

/** The type that a C spelling names, pointers and arrays around it aside. */
export function typeOfC(spelling: string, pack: KernelPack): number | undefined {
  const [, tag, name] =
    /^(?:const\s+|volatile\s+)*(?:(struct|union|enum)\s+)?([A-Za-z_]\w*)[\s*]*(?:\[\d*\])?$/.exec(spelling) ?? [];
  if (name === undefined) return undefined;
  return tag === undefined ? pack.types.named(name) : pack.types.named(name, tag as 'struct' | 'union' | 'enum');
}
