// The probe points that stap itself brings, as a tree of components (stapprobes(3stap)).
import type { Catalogue, ProgramCatalogue } from '../../syntax/cursor.ts';

/** One component that may follow another. */
export interface ProbeKind {
  readonly name: string;
  /** What stands in its parentheses; undefined: it takes none. */
  readonly argument?: 'string' | 'number';
  /** The parentheses may be left out. */
  readonly optional?: boolean;
  /** Where the names in the string come from. */
  readonly catalogue?: Catalogue;
  /** The names in the string are a program's. */
  readonly ofProgram?: ProgramCatalogue['kind'];
  readonly documentation: string;
  readonly next?: readonly ProbeKind[];
}

const word = (name: string, documentation: string, next?: readonly ProbeKind[]): ProbeKind => ({
  name,
  documentation,
  ...(next && { next }),
});

const maxactive: ProbeKind = {
  name: 'maxactive',
  argument: 'number',
  documentation: 'How many calls may be under way at once before returns are skipped.',
};

const functionSuffixes: readonly ProbeKind[] = [
  word('call', 'Entries of the function where it is really called, not inlined.'),
  word('return', 'When the function returns; `$return` is its value, `@entry(…)` what held at its entry.', [maxactive]),
  word('inline', 'The places where the function is inlined.'),
  word('exported', 'Only exported functions.'),
  { name: 'callee', argument: 'string', documentation: 'Functions of this name that are called from it and inlined.' },
  word('callees', 'Functions called from it, to some depth.'),
];

const functionKind: ProbeKind = {
  name: 'function',
  argument: 'string',
  catalogue: 'functions',
  documentation: 'A function by name or pattern, `"name@file:line"` too. Needs debuginfo for its variables.',
  next: functionSuffixes,
};

const statementKind: ProbeKind = {
  name: 'statement',
  argument: 'string',
  catalogue: 'functions',
  documentation: 'A place in the source: `"function@file:line"`, `"*@file.c:123"`.',
  next: [word('nearest', 'The nearest place that can be probed.')],
};

/** What a program or a library has. */
const programKinds: readonly ProbeKind[] = [
  {
    name: 'function',
    argument: 'string',
    ofProgram: 'functions',
    documentation: 'A function of the program.',
    next: functionSuffixes,
  },
  {
    name: 'statement',
    argument: 'string',
    ofProgram: 'functions',
    documentation: 'A place in the source of the program.',
  },
  {
    name: 'mark',
    argument: 'string',
    ofProgram: 'markers',
    documentation: 'A static marker (SDT note) of the program.',
  },
  {
    name: 'provider',
    argument: 'string',
    ofProgram: 'providers',
    documentation: 'The provider of a static marker.',
    next: [
      { name: 'mark', argument: 'string', ofProgram: 'markers', documentation: 'A static marker of this provider.' },
    ],
  },
  { name: 'plt', argument: 'string', optional: true, documentation: 'Calls through the procedure linkage table.' },
];

const processKinds: readonly ProbeKind[] = [
  ...programKinds,
  {
    name: 'library',
    argument: 'string',
    ofProgram: 'programs',
    documentation: 'A shared library that the program uses.',
    next: programKinds,
  },
  word('begin', 'When a process starts to run the program.'),
  word('end', 'When a process ends.'),
  word('thread', 'Threads of the program.', [
    word('begin', 'When a thread starts.'),
    word('end', 'When a thread ends.'),
  ]),
  word('syscall', 'Every system call of the program.', [word('return', 'When the system call returns.')]),
  word('insn', 'Every instruction of the program. Slow.', [word('block', 'Every basic block.')]),
];

const randomize: ProbeKind = {
  name: 'randomize',
  argument: 'number',
  documentation: 'Spreads the interval by up to this much.',
};
const interval = (name: string, unit: string): ProbeKind => ({
  name,
  argument: 'number',
  documentation: `Every so many ${unit}.`,
  next: [randomize],
});

export const probeKinds: readonly ProbeKind[] = [
  {
    name: 'begin',
    argument: 'number',
    optional: true,
    documentation: 'When the script starts; lower numbers run first.',
  },
  {
    name: 'end',
    argument: 'number',
    optional: true,
    documentation: 'When the script ends as it should; lower numbers run first.',
  },
  { name: 'error', argument: 'number', optional: true, documentation: 'When the script ends because of an error.' },
  word('never', 'Nowhere: for functions and variables that shall be checked but not run.'),
  word('kernel', 'The kernel proper.', [
    functionKind,
    {
      name: 'trace',
      argument: 'string',
      catalogue: 'tracepoints',
      documentation:
        'A tracepoint of the kernel, with its arguments as target variables. Needs no debuginfo, and stays when functions change.',
    },
    statementKind,
    {
      name: 'mark',
      argument: 'string',
      catalogue: 'markers',
      documentation: 'An old kernel marker; gone since SystemTap 5.5.',
    },
    {
      name: 'data',
      argument: 'string',
      documentation: 'A hardware watchpoint on a variable or an address.',
      next: [word('write', 'When it is written.'), word('rw', 'When it is read or written.')],
    },
  ]),
  {
    name: 'module',
    argument: 'string',
    catalogue: 'modules',
    documentation: 'A kernel module by name or pattern.',
    next: [functionKind, statementKind],
  },
  word('kprobe', 'Functions by the symbol table alone: needs no debuginfo, brings no variables by name.', [
    {
      name: 'function',
      argument: 'string',
      catalogue: 'functions',
      documentation: 'A function of the symbol table.',
      next: [word('call', 'Its entry.'), word('return', 'When it returns.', [maxactive])],
    },
    {
      name: 'module',
      argument: 'string',
      catalogue: 'modules',
      documentation: 'A kernel module.',
      next: [functionKind],
    },
    {
      name: 'statement',
      argument: 'number',
      documentation: 'An address.',
      next: [word('absolute', 'The address is absolute.')],
    },
  ]),
  {
    name: 'process',
    argument: 'string',
    ofProgram: 'programs',
    optional: true,
    documentation: 'A program or library by path, or a process by its id; without one, those of `-c` and `-x`.',
    next: processKinds,
  },
  word('timer', 'At intervals.', [
    interval('s', 'seconds'),
    interval('sec', 'seconds'),
    interval('ms', 'milliseconds'),
    interval('msec', 'milliseconds'),
    interval('us', 'microseconds'),
    interval('usec', 'microseconds'),
    interval('ns', 'nanoseconds'),
    interval('nsec', 'nanoseconds'),
    interval('jiffies', 'jiffies'),
    { name: 'hz', argument: 'number', documentation: 'So many times a second.' },
    word('profile', 'On every clock tick, on every processor.', [
      word('tick', 'The same.'),
      { name: 'freq', argument: 'number', documentation: 'So many times a second.' },
    ]),
  ]),
  word('perf', 'Performance counters.', [
    {
      name: 'type',
      argument: 'number',
      documentation: 'The kind of counter, as in linux/perf_event.h.',
      next: [
        {
          name: 'config',
          argument: 'number',
          documentation: 'Which counter of that kind.',
          next: [
            { name: 'sample', argument: 'number', documentation: 'Every so many events.' },
            { name: 'hz', argument: 'number', documentation: 'So many times a second.' },
            { name: 'process', argument: 'string', optional: true, documentation: 'For one program.' },
            { name: 'counter', argument: 'string', documentation: 'A counter to be read with `@perf`.' },
          ],
        },
      ],
    },
  ]),
  {
    name: 'procfs',
    argument: 'string',
    optional: true,
    documentation: 'A file below /proc/systemtap/MODULE.',
    next: [
      word('read', 'When it is read: set `$value`.', [
        { name: 'maxsize', argument: 'number', documentation: 'The longest answer in bytes.' },
      ]),
      word('write', 'When it is written: `$value` is what was written.'),
      { name: 'umask', argument: 'number', documentation: 'Permissions taken away.' },
    ],
  },
  word('netfilter', 'Packets at a netfilter hook.', [
    {
      name: 'hook',
      argument: 'string',
      documentation: 'The hook, e.g. `NF_INET_LOCAL_OUT`.',
      next: [
        {
          name: 'pf',
          argument: 'string',
          documentation: 'The protocol family, e.g. `PF_INET`.',
          next: [{ name: 'priority', argument: 'string', documentation: 'Its place among other hooks.' }],
        },
      ],
    },
  ]),
  {
    name: 'java',
    argument: 'string',
    documentation: 'A Java program.',
    next: [
      {
        name: 'class',
        argument: 'string',
        documentation: 'A class.',
        next: [
          {
            name: 'method',
            argument: 'string',
            documentation: 'A method.',
            next: [word('return', 'When it returns.')],
          },
        ],
      },
    ],
  },
];
