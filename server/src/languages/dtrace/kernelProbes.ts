// The probes that dtrace 2 makes of a kernel, told from what the pack says of its functions and tracepoints.
import type { KernelPack } from '../../kernel/kernelPack.ts';
import { providerOf } from './providers.ts';

/** One probe; a part that dtrace leaves blank is ''. */
export interface DtraceProbe {
  readonly provider: string;
  readonly module: string;
  readonly function: string;
  readonly name: string;
}

/** Whether a provider has a probe at the entry and the return of each kernel function. */
export function isOfFunctions(provider: string): boolean {
  return provider === 'fbt' || provider === 'rawfbt';
}

/** What of a pack has to be there to tell a provider's probes; undefined: they are the same on every kernel. */
export function neededFor(provider: string): 'functions' | 'tracepoints' | undefined {
  if (isOfFunctions(provider)) return 'functions';
  return ['syscall', 'sdt', 'rawtp'].includes(provider) ? 'tracepoints' : undefined;
}

/**
 * A provider's probes, of the functions only those whose name and module match the globs. `dtrace -l` tells the same, and
 * opens 170 counters and loads programs into the kernel to find out, which nobody asked for: so it is not run for a pack,
 * and `test/lab/probeLists.test.ts` holds this against it.
 */
export function* kernelProbes(provider: string, pack: KernelPack, fn = '*', module = '*'): Iterable<DtraceProbe> {
  if (isOfFunctions(provider)) {
    for (const { name: called, module: of, notrace } of pack.functions.glob(fn, module)) {
      // Not the stubs of tracepoints; fbt goes by fentry, and not for what the compiler made (`name.isra.0`).
      if (notrace || /^__(?:probestub|traceiter)_/.test(called) || (provider === 'fbt' && called.includes('.')))
        continue;
      for (const name of entryAndReturn) yield { provider, module: of, function: called, name };
    }
  } else if (provider === 'syscall') {
    for (const { name: event } of pack.tracepoints.glob('syscalls', `${enter}*`))
      for (const name of entryAndReturn)
        yield { provider, module: 'vmlinux', function: event.slice(enter.length), name };
  } else if (provider === 'sdt' || provider === 'rawtp') {
    for (const { subsystem, name } of pack.tracepoints.glob('*', '*'))
      if (subsystem !== 'syscalls' && subsystem !== 'ftrace') yield { provider, module: subsystem, function: '', name };
  } else {
    const isOfScript = provider === 'dtrace' || provider === 'profile';
    for (const name of providerOf(provider)?.names ?? [])
      yield { provider, module: isOfScript ? '' : 'vmlinux', function: '', name };
  }
}

const entryAndReturn = ['entry', 'return'];
const enter = 'sys_enter_';
