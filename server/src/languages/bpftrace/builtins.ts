// The builtin variables of bpftrace: what each is, since when, and in which probes. Data, in own words.
import type { Provider } from './attachPoint.ts';
import type { Since } from './versions.ts';

/** One builtin variable. */
export interface BuiltinFact {
  readonly name: string;
  readonly type: string;
  readonly documentation: string;
  /** Left out: 0.17 has it. */
  readonly since?: Since;
}

function fact(name: string, type: string, documentation: string, since?: Since): BuiltinFact {
  return { name, type, documentation, ...(since !== undefined && { since }) };
}

export const builtinFacts: readonly BuiltinFact[] = [
  fact('args', 'record', 'Arguments of the probe by name: fields of a tracepoint, parameters of a function.'),
  fact('cgroup', 'uint64', 'Id of the cgroup (v2) of the current task.'),
  fact('comm', 'string', 'Name of the current thread, at most 15 characters.'),
  fact('cpid', 'uint32', 'Process id of the command that bpftrace started (`-c`).'),
  fact('cpu', 'uint32', 'Number of the CPU that runs the probe.'),
  fact('ncpus', 'uint64', 'Number of CPUs.', 24),
  fact('ctx', 'pointer', 'Context that the kernel hands to the probe.'),
  fact('curtask', 'struct task_struct *', 'The current task.'),
  fact('elapsed', 'uint64', 'Nanoseconds since bpftrace began.'),
  fact('func', 'string', 'Name of the function that is probed.'),
  fact('gid', 'uint64', 'Group id of the current task.'),
  fact('jiffies', 'uint64', 'Ticks of the kernel.', 20),
  fact('kstack', 'stack', 'Kernel stack.'),
  fact('nsecs', 'uint64', 'Nanoseconds since the machine booted.'),
  fact('numaid', 'uint32', 'NUMA node that runs the probe.'),
  fact('pid', 'uint64', 'Process id of the current task.'),
  fact('ppid', 'uint32', 'Process id of its parent.', 25),
  fact('has_cpid', 'bool', 'Whether bpftrace started a command (`-c`).', 25),
  fact('leader_comm', 'string', 'Name of the group leader.', 26),
  fact('leader_tid', 'uint32', 'Thread id of the group leader.', 26),
  fact('pcomm', 'string', 'Name of the parent process.', 25),
  fact('probetype', 'string', 'Kind of the probe that fired.', 25),
  fact('probe', 'string', 'Full name of the probe that fired.'),
  fact('rand', 'uint32', 'A random number.'),
  fact('retval', 'int64', 'What the probed function returned.'),
  fact('tid', 'uint64', 'Thread id of the current task.'),
  fact('uid', 'uint64', 'User id of the current task.'),
  fact('usermode', 'uint8', '1 where the CPU was in user mode, else 0.', 24),
  fact('username', 'string', 'Name of the current user.'),
  fact('ustack', 'stack', 'User space stack.'),
  fact('dw_ustack', 'stack', 'User space stack, unwound by DWARF.', 26),
];

export const builtinsByName: ReadonlyMap<string, BuiltinFact> = new Map(builtinFacts.map((one) => [one.name, one]));

/** Providers whose probes have `arg0`, `arg1`, … */
export const withNumberedArguments: ReadonlySet<Provider> = new Set<Provider>([
  'kprobe',
  'uprobe',
  'usdt',
  'rawtracepoint',
]);

/** Providers whose probes have `retval`. */
export const withReturnValue: ReadonlySet<Provider> = new Set<Provider>(['kretprobe', 'uretprobe', 'fexit']);

/** Providers whose probes have `args`. */
export const withNamedArguments: ReadonlySet<Provider> = new Set<Provider>([
  'tracepoint',
  'rawtracepoint',
  'fentry',
  'fexit',
  'uprobe',
  'uretprobe',
]);

/** Words that only stand as arguments of some functions. */
export const argumentWords: ReadonlyMap<string, readonly string[]> = new Map([
  ['kstack', ['bpftrace', 'perf', 'raw']],
  ['ustack', ['bpftrace', 'perf', 'raw', 'build_id']],
  ['dw_ustack', ['bpftrace', 'perf', 'raw']],
  ['nsecs', ['monotonic', 'boot', 'tai', 'sw_tai']],
  ['pid', ['init', 'curr_ns']],
  ['tid', ['init', 'curr_ns']],
  ['tseries', ['avg', 'max', 'min', 'sum']],
]);
