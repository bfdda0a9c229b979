// The functions of bpftrace, with what each takes and since when. Data, in own words.
import type { Since } from './versions.ts';

/** One function. */
export interface FunctionFact {
  readonly name: string;
  /** One a way to call it, e.g. `str(address, length)`; optional parameters in brackets. */
  readonly signatures: readonly string[];
  readonly documentation: string;
  /** Left out: 0.17 has it. */
  readonly since?: Since;
  /** Its value can only be assigned to a map. */
  readonly mapValue?: true;
  /** Only with `--unsafe`. */
  readonly unsafe?: true;
}

function fact(name: string, signatures: string, documentation: string, more: Partial<FunctionFact> = {}): FunctionFact {
  return { name, signatures: signatures.split(' | '), documentation, ...more };
}

export const functionFacts: readonly FunctionFact[] = [
  fact('avg', 'avg(n)', 'Running average of all `n`, kept in the map it is assigned to.', { mapValue: true }),
  fact('count', 'count()', 'Counts how often it is reached, a counter a CPU; cheaper than `@x++` and exact.', {
    mapValue: true,
  }),
  fact('hist', 'hist(n, [bits])', 'Histogram of `n` by powers of two; `bits` (0–5) splits each power further.', {
    mapValue: true,
  }),
  fact('lhist', 'lhist(n, min, max, step)', 'Histogram of `n` in equal steps from `min` to `max`.', { mapValue: true }),
  fact(
    'tseries',
    'tseries(n, interval, buckets, [aggregate])',
    'The last values of `n` over time, one a bucket of `interval`.',
    {
      mapValue: true,
      since: 24,
    },
  ),
  fact('max', 'max(n)', 'Largest `n` seen, kept in the map it is assigned to.', { mapValue: true }),
  fact('min', 'min(n)', 'Smallest `n` seen, kept in the map it is assigned to.', { mapValue: true }),
  fact('stats', 'stats(n)', 'Count, average and total of all `n`.', { mapValue: true }),
  fact('sum', 'sum(n)', 'Total of all `n`, kept in the map it is assigned to.', { mapValue: true }),

  fact(
    'print',
    'print(value) | print(@map, [top], [divisor])',
    'Prints a value, or a map: its `top` largest entries, values divided by `divisor`. Maps are printed later, in user space.',
  ),
  fact(
    'printf',
    'printf(format, args…)',
    'Prints text. Conversions: `%d %u %x %s %c %p %r` (a `buf`), `%rx`, `%rh`, with width, precision and the lengths `h hh l ll`.',
  ),
  fact('errorf', 'errorf(format, args…)', 'Prints an error with the place in the script.', { since: 24 }),
  fact('warnf', 'warnf(format, args…)', 'Prints a warning with the place in the script.', { since: [23, 25] }),
  fact('debugf', 'debugf(format, args…)', "Prints to the kernel's trace pipe; slow. Needs `--unsafe`.", {
    unsafe: true,
  }),
  fact('fail', 'fail(format, args…)', 'Stops compiling with a message, where the compiler comes to it.', {
    since: [23, 25],
  }),
  fact('time', 'time([format])', 'Prints the wall clock time at which user space handles the event, by strftime(3).'),
  fact('strftime', 'strftime(format, nsecs)', 'A timestamp as text, by strftime(3) and `%f` for microseconds.'),
  fact(
    'join',
    'join(words, [separator])',
    'Prints an array of strings, such as `args.argv` of execve, with blanks between.',
  ),
  fact('cat', 'cat(format, args…)', 'Prints a file, its name made as printf would.'),
  fact('system', 'system(format, args…)', 'Runs a shell command on the target. Needs `--unsafe`.', { unsafe: true }),
  fact('exit', 'exit([code])', 'Ends the run: END probes fire and maps are printed.'),
  fact('clear', 'clear(@map)', 'Takes all entries out of a map.'),
  fact('zero', 'zero(@map)', 'Sets all values of a map to zero.'),
  fact('delete', 'delete(@map, key) | delete(@map[key])', 'Takes one entry out of a map.'),
  fact('has_key', 'has_key(@map, key)', 'Whether a map has an entry.', { since: 22 }),
  fact('find', 'find(@map, key, $value)', 'Whether a map has an entry; its value goes into the variable.', {
    since: 25,
  }),
  fact('len', 'len(@map) | len(stack)', 'Number of entries of a map, of frames of a stack.', { since: 20 }),

  fact('str', 'str(address, [length])', 'Reads a string at an address; longer ones are cut at `BPFTRACE_MAX_STRLEN`.'),
  fact('buf', 'buf(address, [length])', 'Reads bytes, to be printed by `%r`, `%rx` or `%rh`.'),
  fact('strncmp', 'strncmp(a, b, n)', 'Compares the first `n` characters; 0 where they are the same.'),
  fact('strcontains', 'strcontains(haystack, needle)', 'Whether a string holds another.'),
  fact('strstr', 'strstr(haystack, needle)', 'Where a string holds another; -1 where it does not.', {
    since: [23, 25],
  }),
  fact('strlen', 'strlen(string)', 'Length of a string.', { since: [23, 25] }),
  fact('strcap', 'strcap(string)', 'Capacity of a string.', { since: [23, 25] }),
  fact('str_concat', 'str_concat(a, b)', 'Two strings, one after the other.', { since: 27 }),
  fact('strerror', 'strerror(errno)', 'The message of an error number.'),
  fact('signal_name', 'signal_name(number)', 'The name of a signal.', { since: 26 }),
  fact('syscall_name', 'syscall_name(number)', 'The name of a system call.', { since: 25 }),
  fact('memcmp', 'memcmp(a, b, count)', 'Compares bytes; 0 where they are the same.', { since: [23, 25] }),
  fact('bswap', 'bswap(n)', 'The bytes of a number in reverse order.'),
  fact('pton', 'pton(address)', 'The bytes of an IPv4 or IPv6 address literal.'),
  fact('ntop', 'ntop([family], address)', 'An IPv4 or IPv6 address as text.'),
  fact('macaddr', 'macaddr(bytes)', 'A MAC address as text.'),
  fact('path', 'path(path, [size])', 'Full path of a `struct path`. Only in fentry, fexit and iter probes.'),

  fact('ksym', 'ksym(address)', 'Name of the kernel symbol at an address.'),
  fact('usym', 'usym(address)', 'Name of the user space symbol at an address.'),
  fact('kaddr', 'kaddr(name)', 'Address of a kernel symbol.'),
  fact('uaddr', 'uaddr(name)', 'Address of a user space symbol, in uprobes and USDT.'),
  fact('percpu_kaddr', 'percpu_kaddr(name, [cpu])', "Address of a CPU's own copy of a kernel symbol.", { since: 22 }),
  fact(
    'kstack',
    'kstack([mode], [limit])',
    'The kernel stack, as `bpftrace`, `perf` or `raw` spells it, of at most `limit` frames.',
  ),
  fact(
    'ustack',
    'ustack([mode], [limit])',
    'The user space stack, as `bpftrace`, `perf`, `raw` or `build_id` spells it, of at most `limit` frames.',
  ),
  fact('dw_ustack', 'dw_ustack([mode], [limit])', 'The user space stack, unwound by DWARF.', { since: 26 }),
  fact('kptr', 'kptr(pointer)', 'Takes a pointer for one into kernel space.'),
  fact('uptr', 'uptr(pointer)', 'Takes a pointer for one into user space.'),
  fact('reg', 'reg(name)', 'Value of a CPU register, in kprobes, uprobes and profiles.'),
  fact('nsecs', 'nsecs([clock])', 'Nanoseconds by `monotonic`, `boot`, `tai` or `sw_tai` time.', { since: 19 }),
  fact('cgroupid', 'cgroupid(path)', 'Id of the cgroup at a path.'),
  fact('cgroup_path', 'cgroup_path(id, [filter])', 'Path of a cgroup.'),
  fact('container_of', 'container_of(pointer, type, member)', 'The struct around one of its members.', { since: 27 }),
  fact('is_err', 'is_err(pointer)', 'Whether a pointer holds an error number.', { since: 26 }),
  fact('ppid', 'ppid([task])', 'Id of the parent process.', { since: 24 }),
  fact('pcomm', 'pcomm([task])', 'Name of the parent process.', { since: 25 }),
  fact('leader_tid', 'leader_tid([task])', 'Thread id of the group leader.', { since: 26 }),
  fact('leader_comm', 'leader_comm([task])', 'Name of the group leader.', { since: 26 }),
  fact('pid', 'pid([namespace])', 'Process id, as seen from `init` or `curr_ns`.', { since: 24 }),
  fact('tid', 'tid([namespace])', 'Thread id, as seen from `init` or `curr_ns`.', { since: 24 }),
  fact('comm', 'comm([pid])', 'Name of the current thread, or of a process.', { since: 24 }),
  fact('probetype', 'probetype()', 'Kind of the probe that fired.', { since: 25 }),
  fact('has_cpid', 'has_cpid()', 'Whether bpftrace started a command (`-c`).', { since: 25 }),
  fact('config', 'config()', 'The settings of this script.', { since: 27 }),

  fact('override', 'override(value)', 'Returns `value` instead of running the probed function. Needs `--unsafe`.', {
    unsafe: true,
  }),
  fact('signal', 'signal(signal)', 'Sends a signal to the current process. Needs `--unsafe`.', { unsafe: true }),
  fact('signal_thread', 'signal_thread(signal)', 'Sends a signal to the current thread. Needs `--unsafe`.', {
    unsafe: true,
    since: 25,
  }),
  fact('write_user', 'write_user(destination, source, length)', 'Writes into user memory. Needs `--unsafe`.', {
    unsafe: true,
    since: 26,
  }),
  fact('skboutput', 'skboutput(path, skb, length, offset)', 'Writes packets to a pcap file.'),
  fact('socket_cookie', 'socket_cookie(socket)', 'Cookie of a socket.', { since: 24 }),
  fact('unwatch', 'unwatch(address)', 'Takes a watchpoint away.'),
  fact(
    'getopt',
    'getopt(name, [default], [description])',
    "A named parameter of the script, given as `-- --name=value` behind the script's name.",
    { since: 24 },
  ),
  fact('assert', 'assert(condition, message)', 'Ends the run with an error where a condition does not hold.', {
    since: 24,
  }),
  fact('static_assert', 'static_assert(condition, message)', 'Refuses to compile where a condition does not hold.', {
    since: [23, 25],
  }),
  fact('kfunc_exist', 'kfunc_exist(name)', 'Whether the kernel has a kfunc.', { since: 25 }),
  fact('kfunc_allowed', 'kfunc_allowed(name)', 'Whether a kfunc may be called here.', { since: 25 }),
  fact('is_str', 'is_str(expression)', 'Whether an expression is a string.', { since: [23, 25] }),
  fact('is_ptr', 'is_ptr(expression)', 'Whether an expression is a pointer.', { since: [23, 25] }),
  fact('is_array', 'is_array(expression)', 'Whether an expression is an array.', { since: [23, 25] }),
  fact('is_integer', 'is_integer(expression)', 'Whether an expression is a number.', { since: [23, 25] }),
  fact('is_unsigned_integer', 'is_unsigned_integer(expression)', 'Whether an expression is an unsigned number.', {
    since: [23, 25],
  }),
  fact('is_literal', 'is_literal(expression)', 'Whether an expression is a literal.', { since: [23, 25] }),
  fact('usdt_arg', 'usdt_arg(index)', 'An argument of the USDT probe.', { since: [23, 25] }),
];

export const functionsByName: ReadonlyMap<string, FunctionFact> = new Map(functionFacts.map((one) => [one.name, one]));

/** Least and most arguments of all its signatures; undefined where any number goes. */
export function arityOf({ signatures }: FunctionFact): { readonly least: number; readonly most: number } | undefined {
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (const signature of signatures) {
    const parameters = parametersOf(signature);
    if (parameters.some((parameter) => parameter.includes('…'))) return undefined;
    least = Math.min(least, parameters.filter((parameter) => !parameter.startsWith('[')).length);
    most = Math.max(most, parameters.length);
  }
  return { least, most };
}

/** The parameters of a signature as they stand in it. */
export function parametersOf(signature: string): readonly string[] {
  const inner = signature.slice(signature.indexOf('(') + 1, -1);
  return inner === '' ? [] : inner.split(', ');
}
