// What bpftrace itself leaves out of what a kernel would let it trace: the rules behind `bpftrace -l` (0.27 on Linux 6.12,
// compared name by name in test/lab).
import type { KernelPack } from '../../kernel/kernelPack.ts';
import { type RawTracepoint, rawTracepoints } from '../../kernel/rawTracepoints.ts';
import type { FunctionFacts } from '../../syntax/cursor.ts';
import { NEWEST, releaseOf } from './versions.ts';

/** Parameters that a machine's calls pass in registers, by `uname -m`; bpftrace takes no fentry function with more. */
const registers: Readonly<Record<string, number>> = { x86_64: 6, aarch64: 8, riscv64: 8, ppc64le: 8, s390x: 5 };

/** A kprobe's function is looked up before it is attached from this release on; older ones attach to whatever is named in full. */
const LOOKS_FIRST = 27;

/** Whether the target's bpftrace looks a kprobe's function up before it attaches. */
export function looksFirst(pack: KernelPack): boolean {
  return (releaseOf(pack) ?? NEWEST) >= LOOKS_FIRST;
}

/** Why bpftrace does not take a function that the kernel would give it; undefined where it does. */
export function reasonToLeaveOut(
  { name, noKprobe, notrace, prototype }: FunctionFacts,
  { types, manifest }: KernelPack,
  byBtf: boolean,
): string | undefined {
  if (name.startsWith('rcu_')) return 'bpftrace leaves out all functions of RCU, which its own programs need';
  if (name.includes('.part.')) return 'it is a part that the compiler split off another function';
  if (/^bpf_dispatcher_\w+_func$/.test(name)) return 'the kernel changes its code for BPF itself';
  if (!byBtf)
    return notrace
      ? 'ftrace cannot take it (notrace, or without an entry call), and bpftrace takes no other'
      : undefined;
  if (noKprobe !== undefined) return noKprobe;
  return isWithin(prototype, types, manifest.machine)
    ? undefined
    : 'it has more parameters than registers, and bpftrace reads only those';
}

/** The raw tracepoints that bpftrace takes. */
export function rawTracepointsInReach(pack: KernelPack): readonly RawTracepoint[] {
  return rawTracepoints(pack).filter(
    ({ prototype }) => prototype === undefined || isWithin(prototype, pack.types, pack.manifest.machine),
  );
}

function isWithin(prototype: number | undefined, types: KernelPack['types'], machine: string): boolean {
  const type = prototype === undefined ? undefined : types.type(prototype);
  return type?.kind !== 'prototype' || type.parameters.length <= (registers[machine] ?? 6);
}
