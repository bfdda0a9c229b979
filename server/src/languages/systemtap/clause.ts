// Clauses that are written for the user: the probe point for a place, and a first body that shows what it brings.
import type { KernelPack } from '../../kernel/kernelPack.ts';
import type { ProbePlace } from '../../protocol.ts';
import type { Candidate } from '../../syntax/candidate.ts';
import { readPoint } from './pointText.ts';
import { reasonToKeepOut, sourceName } from './reach.ts';
import { tapsetOf } from './tapset.ts';

/** The tapset's alias where it has one for a system call, else the tracepoint or function itself. */
export function probeFor(place: ProbePlace, pack: KernelPack): string | undefined {
  switch (place.kind) {
    case 'function': {
      if (place.module !== 'vmlinux') return `module("${place.module}").function("${place.name}")`;
      const byName = `kernel.function("${place.name}")`;
      // What stap does not probe by debuginfo it does by the symbol.
      return reasonToKeepOut(sourceName(place.name), readPoint(byName), pack) === undefined
        ? byName
        : `kprobe.function("${place.name}")`;
    }
    case 'tracepoint':
      // System calls have no tracepoints of their own for stap: all go through one.
      return place.subsystem === 'syscalls'
        ? syscallAlias(place.name, pack)
        : `kernel.trace("${place.subsystem}:${place.name}")`;
    case 'syscall':
      return syscallAlias(`sys_enter_${place.name}`, pack);
    case 'programFunction':
      return `process("${place.program}").function("${place.name}")`;
    case 'marker':
      return `process("${place.program}").provider("${place.provider}").mark("${place.name}")`;
    case 'own':
      return place.language === 'systemtap' ? place.text : undefined;
    case 'line': {
      const head = place.module === 'vmlinux' ? 'kernel' : `module("${place.module}")`;
      return `${head}.statement("${place.function}@${place.file}:${place.line}")`;
    }
  }
}

function syscallAlias(event: string, pack: KernelPack): string | undefined {
  const [, way, name] = /^sys_(enter|exit)_(\w+)$/.exec(event) ?? [];
  const alias = `syscall.${name}${way === 'exit' ? '.return' : ''}`;
  return tapsetOf(pack)?.aliases.has(alias) ? alias : undefined;
}

/** A clause with its variables listed and most of them printed. */
export function clauseOf(point: string, variables: readonly Candidate[]): string {
  return `probe ${point}\n${bodyOf(variables)}`;
}

/** A first body: the variables listed, and what shows most of them printed. Ends with a line end. */
export function bodyOf(variables: readonly Candidate[]): string {
  const listed = variables.filter(({ label }) => !label.startsWith('$$'));
  const comment = listed.map(({ label, detail }) => `  // ${label}: ${detail}\n`).join('');
  const names = variables.map(({ label }) => label);
  const shown = ['argstr', 'retstr', '$$parms'].find((name) => names.includes(name));
  const print =
    shown === undefined
      ? `  printf("%s(%d): %s\\n", execname(), pid(), pp())\n`
      : `  printf("%s(%d): %s\\n", execname(), pid(), ${shown})\n`;
  return `{\n${comment}${print}}\n`;
}
