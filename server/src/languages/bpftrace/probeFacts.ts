// The providers of probes: how a probe of each is written and what it is for. Data, in own words.
import type { Provider } from './attachPoint.ts';
import type { Since } from './versions.ts';

/** One provider. */
export interface ProbeFact {
  readonly provider: Provider;
  /** As it is offered; what comes behind the provider as a snippet. */
  readonly label: string;
  readonly snippet: string;
  readonly documentation: string;
  /** Least and most parts behind the provider. */
  readonly parts: readonly [number, number];
  /** Left out: 0.17 has it. */
  readonly since?: Since;
  /** The N of the last release that had it; left out: it is still there. */
  readonly until?: number;
}

export const probeFacts: readonly ProbeFact[] = [
  {
    provider: 'kprobe',
    label: 'kprobe',
    snippet: 'kprobe:',
    parts: [1, 2],
    documentation:
      'Entry of a kernel function: `kprobe:vfs_read`, with an offset `kprobe:vfs_read+4`, of a module `kprobe:ext4:ext4_sync_file`. Arguments are `arg0`, `arg1`, …',
  },
  {
    provider: 'kretprobe',
    label: 'kretprobe',
    snippet: 'kretprobe:',
    parts: [1, 2],
    documentation: 'Return of a kernel function; `retval` is what it returned.',
  },
  {
    provider: 'tracepoint',
    label: 'tracepoint',
    snippet: 'tracepoint:',
    parts: [2, 2],
    documentation:
      'A static marker of the kernel, stable across releases: `tracepoint:sched:sched_switch`. Its fields are `args.name`.',
  },
  {
    provider: 'rawtracepoint',
    since: [17, 19],
    label: 'rawtracepoint',
    snippet: 'rawtracepoint:',
    parts: [1, 2],
    documentation: 'A tracepoint without its record: cheaper, with the arguments the kernel passes.',
  },
  {
    provider: 'fentry',
    label: 'fentry',
    snippet: 'fentry:',
    parts: [1, 2],
    documentation:
      'Entry of a kernel function through BTF: arguments by name and type as `args.name`, cheaper than a kprobe. `kfunc` in releases before 0.20.',
  },
  {
    provider: 'fexit',
    label: 'fexit',
    snippet: 'fexit:',
    parts: [1, 2],
    documentation:
      'Return of a kernel function through BTF: `args.name` and `retval` together. `kretfunc` in releases before 0.20.',
  },
  {
    provider: 'uprobe',
    label: 'uprobe',
    snippet: 'uprobe:${1:/bin/bash}:${2:readline}',
    parts: [2, 3],
    documentation: 'Entry of a function of a program or library: `uprobe:/bin/bash:readline`.',
  },
  {
    provider: 'uretprobe',
    label: 'uretprobe',
    snippet: 'uretprobe:${1:/bin/bash}:${2:readline}',
    parts: [2, 3],
    documentation: 'Return of a function of a program or library.',
  },
  {
    provider: 'usdt',
    label: 'usdt',
    snippet: 'usdt:${1:/path/to/program}:${2:provider}:${3:name}',
    parts: [1, 3],
    documentation: 'A static marker of a program.',
  },
  {
    provider: 'profile',
    label: 'profile',
    snippet: 'profile:${1:hz}:${2:99}',
    parts: [1, 2],
    documentation: 'Samples all CPUs: `profile:hz:99`.',
  },
  {
    provider: 'interval',
    label: 'interval',
    snippet: 'interval:${1:s}:${2:1}',
    parts: [1, 2],
    documentation: 'Fires on one CPU at an interval: `interval:s:1`; from 0.24 also `interval:1s`.',
  },
  {
    provider: 'software',
    label: 'software',
    snippet: 'software:',
    parts: [1, 2],
    documentation: 'A software event of the kernel, every so many times: `software:faults:100`.',
  },
  {
    provider: 'hardware',
    label: 'hardware',
    snippet: 'hardware:',
    parts: [1, 2],
    documentation: 'A counter of the CPU, every so many times: `hardware:cache-misses:1000000`.',
  },
  {
    provider: 'watchpoint',
    label: 'watchpoint',
    snippet: 'watchpoint:${1:0x10000000}:${2:8}:${3:rw}',
    parts: [3, 3],
    documentation: 'A read or write of memory: `watchpoint:address:length:mode`.',
  },
  {
    provider: 'asyncwatchpoint',
    label: 'asyncwatchpoint',
    snippet: 'asyncwatchpoint:',
    parts: [3, 3],
    documentation: 'A watchpoint that is set while the probe runs; gone from 0.25 on.',
    until: 24,
  },
  {
    provider: 'iter',
    label: 'iter',
    snippet: 'iter:',
    parts: [1, 2],
    documentation: 'Goes over objects of the kernel once: `iter:task { printf("%s\\n", ctx.task.comm); }`.',
  },
  {
    provider: 'begin',
    label: 'BEGIN',
    snippet: 'BEGIN',
    parts: [0, 0],
    documentation: 'Fires once, before all other probes.',
  },
  {
    provider: 'end',
    label: 'END',
    snippet: 'END',
    parts: [0, 0],
    documentation: 'Fires once, after all other probes.',
  },
  {
    provider: 'self',
    label: 'self',
    snippet: 'self:signal:${1:SIGUSR1}',
    parts: [2, 2],
    since: 22,
    documentation: 'Fires when bpftrace itself gets a signal.',
  },
  {
    provider: 'test',
    label: 'test',
    snippet: 'test:${1:name}',
    parts: [1, 1],
    since: 25,
    documentation: 'A test, run by `bpftrace --test`.',
  },
  {
    provider: 'bench',
    label: 'bench',
    snippet: 'bench:${1:name}',
    parts: [1, 1],
    since: 24,
    documentation: 'A benchmark, run by `bpftrace --bench`.',
  },
];

/** Events of `software:`, with what bpftrace counts when no number is given. */
export const softwareEvents: readonly string[] = [
  'alignment-faults',
  'bpf-output',
  'context-switches',
  'cpu-clock',
  'cpu-migrations',
  'dummy',
  'emulation-faults',
  'faults',
  'major-faults',
  'minor-faults',
  'page-faults',
  'task-clock',
  'cs',
  'cpu',
];

/** Events of `hardware:`. */
export const hardwareEvents: readonly string[] = [
  'backend-stalls',
  'branch-instructions',
  'branch-misses',
  'branches',
  'bus-cycles',
  'cache-misses',
  'cache-references',
  'cpu-cycles',
  'cycles',
  'frontend-stalls',
  'instructions',
  'ref-cycles',
];

/** Units of `interval:` and `profile:`. */
export const timeUnits: readonly string[] = ['hz', 's', 'ms', 'us'];

/** What `iter:` goes over on every kernel that has it. */
export const iterators: readonly string[] = ['task', 'task_file', 'task_vma'];
