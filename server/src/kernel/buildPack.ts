// Makes a kernel pack out of the contents of its files; does no IO.
import type { PackManifest } from '../protocol.ts';
import { buildFunctionTable } from './functionTable.ts';
import type { KernelPack } from './kernelPack.ts';
import { linesOf } from './lines.ts';
import { noPrograms } from './programs.ts';
import { readConfig, readErrorInjection, readMarkers, readModules } from './textFiles.ts';
import { buildTracepointTable } from './tracepointTable.ts';
import { buildTypeTable } from './typeTable.ts';

/** The contents of a pack's files; what is left out was not collected. */
export interface PackContents {
  readonly manifest: PackManifest;
  readonly kallsyms?: Uint8Array;
  readonly filterFunctions?: string;
  readonly kprobeBlacklist?: string;
  readonly events?: string;
  readonly eventFormats?: string;
  readonly enabledEvents?: string;
  /** Raw BTF, `vmlinux` and one a module. */
  readonly btf?: ReadonlyMap<string, Uint8Array>;
  readonly modules?: string;
  readonly config?: string;
  readonly errorInjection?: string;
  /** Text by path below the tapset folder. */
  readonly tapset?: ReadonlyMap<string, string>;
  readonly probeTypes?: string;
  readonly markers?: string;
}

/** Builds the tables one after the other, letting requests through in between. */
export async function buildPack(contents: PackContents): Promise<KernelPack> {
  const types = buildTypeTable(contents.btf ?? new Map());
  await otherWork();
  const config = readConfig(contents.config ?? '');
  const functions = buildFunctionTable({
    config,
    kallsyms: contents.kallsyms ?? new Uint8Array(),
    filterFunctions: contents.filterFunctions ?? '',
    kprobeBlacklist: contents.kprobeBlacklist ?? '',
    prototypeOf: (name, module) => types.prototypeOf(name, module),
  });
  await otherWork();
  const tracepoints = buildTracepointTable({
    events: contents.events ?? '',
    eventFormats: contents.eventFormats ?? '',
    enabledEvents: contents.enabledEvents ?? '',
    prototypeOf: (name) => rawPrototype(types, name),
  });
  await otherWork();
  const modules = readModules(contents.modules ?? '');
  const errorInjection = readErrorInjection(contents.errorInjection ?? '');
  const tapset = contents.tapset ?? new Map<string, string>();
  const known: Record<Parameters<KernelPack['knows']>[0], boolean> = {
    functions: functions.size > 0,
    tracepoints: tracepoints.size > 0,
    types: types.size > 0,
    tapset: tapset.size > 0,
    // A kernel may have no module loaded: an empty file is an answer.
    modules: contents.modules !== undefined,
    config: config.size > 0,
    errorInjection: contents.errorInjection !== undefined,
  };
  return {
    manifest: contents.manifest,
    knows: (table) => known[table],
    functions: functions,
    tracepoints: tracepoints,
    types,
    modules,
    config,
    errorInjection,
    tapset,
    probeTypes: [...linesOf(contents.probeTypes ?? '')],
    markers: readMarkers(contents.markers ?? ''),
    programs: noPrograms,
  };
}

/** The kernel declares each tracepoint's callback as `typedef void (*btf_trace_NAME)(void *, args…)`. */
function rawPrototype(types: ReturnType<typeof buildTypeTable>, name: string): number | undefined {
  const callback = types.named(`btf_trace_${name}`, 'typedef');
  if (callback === undefined) return undefined;
  const prototype = types.resolve(callback, true);
  return types.type(prototype)?.kind === 'prototype' ? prototype : undefined;
}

function otherWork(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
