// Clauses that are written for the user: the probe description for a place, and a first body that shows what it brings.
import type { KernelPack } from '../../kernel/kernelPack.ts';
import type { ProbePlace } from '../../protocol.ts';
import type { Candidate } from '../../syntax/candidate.ts';

/** Programs are probed by process: `$target` is the one that `-p` or `-c` names. */
export function probeFor(place: ProbePlace, _pack: KernelPack): string | undefined {
  switch (place.kind) {
    case 'function':
      return `fbt:${place.module}:${place.name}:entry`;
    case 'tracepoint':
      return place.subsystem === 'syscalls' ? syscallOf(place.name) : `sdt:${place.subsystem}::${place.name}`;
    case 'syscall':
      return `syscall::${place.name}:entry`;
    case 'programFunction': {
      const file = place.program.slice(place.program.lastIndexOf('/') + 1);
      return `pid$target:${/\.so\b/.test(file) ? file : 'a.out'}:${place.name}:entry`;
    }
    case 'marker':
      return `${place.provider}$target:::${place.name}`;
    case 'own':
      return place.language === 'dtrace' ? place.text : undefined;
    case 'line':
      return undefined;
  }
}

function syscallOf(event: string): string | undefined {
  const [, way, name] = /^sys_(enter|exit)_(\w+)$/.exec(event) ?? [];
  return name === undefined ? undefined : `syscall::${name}:${way === 'exit' ? 'return' : 'entry'}`;
}

/** A clause with its variables listed and the first of them printed. */
export function clauseOf(point: string, variables: readonly Candidate[]): string {
  const listed = variables.map(({ label, detail }) => `\t/* ${label}: ${detail} */\n`).join('');
  return `${point}\n{\n${listed}\tprintf("%s(%d): %x\\n", execname, pid, arg0);\n}\n`;
}
