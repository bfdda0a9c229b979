// Clauses that are written for the user: the probe point for a place, and a first body that shows what it brings.
import type { KernelPack } from '../../kernel/kernelPack.ts';
import type { ProbePlace } from '../../protocol.ts';
import type { Candidate } from '../../syntax/candidate.ts';
import { reasonToLeaveOut } from './reach.ts';
import { releaseOf } from './versions.ts';

/** Arguments that the first body prints. */
const mostPrinted = 4;

/** fentry where the kernel can, since it brings arguments by name. */
export function probeFor(place: ProbePlace, pack: KernelPack): string | undefined {
  switch (place.kind) {
    case 'function': {
      const [found] = pack.functions.named(place.name, place.module);
      const byBtf =
        found?.prototype !== undefined &&
        found.noFentry === undefined &&
        reasonToLeaveOut(found, pack, true) === undefined;
      const provider = byBtf ? ((releaseOf(pack) ?? 21) < 21 ? 'kfunc' : 'fentry') : 'kprobe';
      return place.module === 'vmlinux' ? `${provider}:${place.name}` : `${provider}:${place.module}:${place.name}`;
    }
    case 'tracepoint':
      return `tracepoint:${place.subsystem}:${place.name}`;
    case 'syscall':
      return `tracepoint:syscalls:sys_enter_${place.name}`;
    case 'programFunction':
      return `uprobe:${place.program}:${place.name}`;
    case 'marker':
      return `usdt:${place.program}:${place.provider}:${place.name}`;
    case 'own':
      return place.language === 'bpftrace' ? place.text : undefined;
    case 'line':
      return undefined;
  }
}

/** A clause with its variables listed and the first of them printed. */
export function clauseOf(point: string, variables: readonly Candidate[]): string {
  const comment = variables.map(({ label, detail }) => `\t// ${label}: ${detail}\n`).join('');
  const printed = variables.flatMap(({ label, detail }) => printOf(label, detail ?? '')).slice(0, mostPrinted);
  const format = printed.map(({ name, conversion }) => ` ${name}=${conversion}`).join('');
  const values = printed.map(({ value }) => `, ${value}`).join('');
  return `${point}\n{\n${comment}\tprintf("%s(%d):${format}\\n", comm, pid${values});\n}\n`;
}

/** How a variable of a type is printed; structs and what else has no one value are not. */
function printOf(
  label: string,
  detail: string,
): readonly { readonly name: string; readonly conversion: string; readonly value: string }[] {
  const type = detail.split(' · ')[0] ?? '';
  const name = label.replace(/^args(?:\.|->)/, '');
  if (/^(?:const )?char\s*\*$/.test(type) && name !== 'buf')
    return [{ name, conversion: '%s', value: `str(${label})` }];
  if (/^(?:const )?char\s*\[\d+\]$/.test(type)) return [{ name, conversion: '%s', value: label }];
  if (/\*$/.test(type)) return [{ name, conversion: '%p', value: label }];
  if (/\[|^(?:struct|union|__data_loc)\b/.test(type)) return [];
  return [{ name, conversion: '%d', value: label }];
}
