// D's providers: what each offers and what its probes' names are, as far as that is the same on every kernel.
import type { Candidate } from '../../syntax/candidate.ts';

/** A kind of probes. */
interface Provider {
  readonly name: string;
  readonly documentation: string;
  /** Names that its probes have; left out where the pack or a program tells them. */
  readonly names?: readonly string[];
}

export const providers: readonly Provider[] = [
  { name: 'dtrace', documentation: "The script's own begin, end and errors.", names: ['BEGIN', 'END', 'ERROR'] },
  {
    name: 'fbt',
    documentation: 'Entry and return of the functions of the kernel and its modules: `fbt:module:function:entry`.',
    names: ['entry', 'return'],
  },
  {
    name: 'rawfbt',
    documentation: 'As fbt, by kprobes, for functions that fbt cannot take: `rawfbt:module:function:entry`.',
    names: ['entry', 'return'],
  },
  {
    name: 'syscall',
    documentation:
      'System calls: `syscall::openat:entry`. `arg0` … are the arguments; in `return`, `arg1` is the result.',
    names: ['entry', 'return'],
  },
  { name: 'sdt', documentation: "The kernel's tracepoints with their raw arguments: `sdt:sched::sched_switch`." },
  { name: 'rawtp', documentation: "The kernel's raw tracepoints: `rawtp:::sched_switch`." },
  {
    name: 'profile',
    documentation: 'Timers: `profile-97` on every CPU, `tick-1sec` on one.',
    names: ['profile-97', 'profile-997', 'tick-1sec', 'tick-10sec', 'tick-100ms'],
  },
  { name: 'cpc', documentation: 'Hardware counters of the CPU: `cpc:::instructions-all-1000000`.' },
  {
    name: 'io',
    documentation: 'Disk input and output: `args[0]` is the buffer, `args[1]` the device, `args[2]` the file.',
    names: ['start', 'done', 'wait-start', 'wait-done'],
  },
  {
    name: 'proc',
    documentation: 'Processes and threads that begin, end, run programs and get signals.',
    names: [
      'create',
      'exec',
      'exec-failure',
      'exec-success',
      'exit',
      'lwp-create',
      'lwp-exit',
      'lwp-start',
      'signal-clear',
      'signal-discard',
      'signal-handle',
      'signal-send',
      'start',
    ],
  },
  {
    name: 'sched',
    documentation: 'The scheduler: who gets a CPU, who leaves it, who is woken.',
    names: ['dequeue', 'enqueue', 'off-cpu', 'on-cpu', 'surrender', 'tick', 'wakeup'],
  },
  {
    name: 'lockstat',
    documentation: "The kernel's locks: who takes them, who waits for them.",
    names: [
      'adaptive-acquire',
      'adaptive-acquire-error',
      'adaptive-block',
      'adaptive-release',
      'adaptive-spin',
      'rw-acquire',
      'rw-release',
      'rw-spin',
      'spin-acquire',
      'spin-release',
      'spin-spin',
    ],
  },
  {
    name: 'ip',
    documentation: 'IP packets that are sent and received.',
    names: ['receive', 'send'],
  },
  {
    name: 'tcp',
    documentation: 'TCP connections and segments.',
    names: [
      'accept-established',
      'accept-refused',
      'connect-established',
      'connect-refused',
      'connect-request',
      'receive',
      'send',
      'state-change',
    ],
  },
  { name: 'udp', documentation: 'UDP datagrams that are sent and received.', names: ['receive', 'send'] },
  {
    name: 'pid$target',
    documentation: 'Functions of the program that is followed (-c, -p): `pid$target:libc.so.6:malloc:entry`.',
    names: ['entry', 'return'],
  },
];

/** A provider by name; `pid123` and `pid$target` are the same one. */
export function providerOf(name: string): Provider | undefined {
  const wanted = /^pid(?:\d+|\$\w+)$/.test(name) ? 'pid$target' : name;
  return providers.find((provider) => provider.name === wanted);
}

/** Probes that are written without a provider. */
export const shortProbes: readonly Candidate[] = [
  { label: 'BEGIN', kind: 'probe', detail: 'probe', documentation: 'Fires once, before all other probes.' },
  { label: 'END', kind: 'probe', detail: 'probe', documentation: 'Fires once, after all other probes.' },
  { label: 'ERROR', kind: 'probe', detail: 'probe', documentation: 'Fires where a clause fails, as on a bad address.' },
  {
    label: 'tick-',
    kind: 'probe',
    detail: 'timer',
    snippet: 'tick-${1:1sec}',
    documentation: 'Fires at intervals on one CPU: `tick-1sec`, `tick-100ms`, `tick-50hz`.',
  },
  {
    label: 'profile-',
    kind: 'probe',
    detail: 'timer',
    snippet: 'profile-${1:97}',
    documentation: 'Fires at a rate on every CPU: `profile-97` is 97 times a second.',
  },
];
