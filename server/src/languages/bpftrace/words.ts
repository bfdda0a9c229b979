// Words that bpftrace's parser itself knows apart from other names.

const builtins = new Set([
  'args',
  'ctx',
  'kstack',
  'nsecs',
  'pid',
  'tid',
  'ustack',
  ...[
    'cgroup',
    'comm',
    'cpid',
    'cpu',
    'curtask',
    'dw_ustack',
    'elapsed',
    'func',
    'gid',
    'jiffies',
    'ncpus',
    'probe',
    'rand',
    'retval',
    'uid',
    'usermode',
    'username',
  ].map((name) => `__builtin_${name}`),
]);

/** Names that the parser takes for builtin variables; most builtins are macros of the standard library and not among them. */
export function isBuiltinWord(word: string): boolean {
  return builtins.has(word) || /^(?:arg[0-9]*|sarg[0-9]+)$/.test(word);
}

const types = new Set([
  'void',
  'bool',
  'string',
  'inet',
  'buf',
  'buffer',
  'username',
  'mac_address',
  'cgroup_path',
  'timestamp',
  'strerror',
  'symbol',
  'ksym_t',
  'usym_t',
  'kstack',
  'ustack',
  'count_t',
  'sum_t',
  'usum_t',
  'min_t',
  'umin_t',
  'max_t',
  'umax_t',
  'avg_t',
  'uavg_t',
  'stats_t',
  'ustats_t',
  'hist_t',
  'lhist_t',
  'tseries_t',
  ...['int', 'uint'].flatMap((name) => ['8', '16', '32', '64'].map((bits) => `${name}${bits}`)),
]);

/** Types of bpftrace's own that a variable can be declared with in every release that has `let`. */
export const declarableTypes: readonly string[] = [
  ...['uint64', 'int64', 'uint32', 'int32', 'uint16', 'int16', 'uint8', 'int8'],
  ...['bool', 'string', 'buffer', 'inet', 'timestamp'],
];

/** Names of types that need neither `struct` nor a suffix to be one. */
export function isTypeWord(word: string): boolean {
  return types.has(word);
}

const reserved = new Set(['break', 'continue', 'else', 'for', 'if', 'return', 'struct', 'union', 'unroll', 'while']);

/** Words that name nothing up to 0.25, since each is a token of its own there. */
export function isReserved(word: string): boolean {
  return reserved.has(word);
}
