// bpftrace: settings, bare names, types without a tag and results of map functions, as 0.17, 0.23 and 0.27 take and refuse them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bpftrace } from '../../server/src/languages/bpftrace/bpftrace.ts';
import { found, packWith } from '../support/bpftraceRelease.ts';

async function judge(release: number, cases: readonly (readonly [script: string, ...wanted: string[]])[]) {
  const pack = await packWith(release);
  for (const [script, ...wanted] of cases) assert.deepEqual(found(script, pack), wanted, `${script} on 0.${release}`);
}

const config = (entry: string): string => `config = { ${entry} } BEGIN { print(1); }`;

test('a setting is one that bpftrace has', async () => {
  for (const release of [23, 27])
    await judge(release, [
      [config('max_map_key = 10'), 'error unknown-setting «max_map_key»'],
      [config('vmlinux = "x"'), 'error unknown-setting «vmlinux»'],
      [config('BPFTRACE_MAX_STRLEN = 10; Max_Probes = 4')],
    ]);
  await judge(23, [
    [config('license = "GPL"'), 'error needs-newer-bpftrace «license»'],
    [config('strlen = 1'), 'error unknown-setting «strlen»'],
    [config('symbol_source = "dwarf"')],
  ]);
  await judge(27, [[config('license = "GPL"')], [config('strlen = 1')]]);
});

test('a setting gets a value of its kind', async () => {
  for (const release of [23, 27])
    await judge(release, [
      [config('max_map_keys = abc'), 'error setting-value «abc»'],
      [config('stack_mode = wrong'), 'error setting-value «wrong»'],
      [config('missing_probes = 1'), 'error setting-value «1»'],
      [config('print_maps_on_exit = maybe'), 'error setting-value «maybe»'],
      [config('max_map_keys = 10; stack_mode = perf; missing_probes = "warn"; print_maps_on_exit = 0')],
    ]);
  await judge(23, [
    [config('print_maps_on_exit = false'), 'error setting-value «false»'],
    [config('missing_probes = warn'), 'error setting-value «warn»'],
    [config('stack_mode = "perf"'), 'error setting-value «"perf"»'],
    [config('stack_mode = build_id'), 'error setting-value «build_id»'],
    [config('str_trunc_trailer = x'), 'error setting-value «x»'],
  ]);
  // What one of 0.23 and 0.27 takes, a release between them may take.
  for (const release of [25, 27])
    await judge(release, [
      [config('print_maps_on_exit = false; missing_probes = WARN; stack_mode = build_id; max_strlen = "64"')],
      [config('print_maps_on_exit = 2; str_trunc_trailer = x')],
    ]);
});

test('a bare name is a builtin, or a constant of the script or the kernel', async () => {
  for (const release of [17, 23, 27])
    await judge(release, [
      ['BEGIN { print(pidd); }', 'error unknown-identifier «pidd»'],
      ['BEGIN /AF_INET/ { @[NULL] = 1; }', 'error unknown-identifier «AF_INET»', 'error unknown-identifier «NULL»'],
      ['BEGIN { printf("%d", foo + 1); }', 'error unknown-identifier «foo»'],
      ['BEGIN { print(sizeof(no_such_t)); }', 'error unknown-identifier «no_such_t»'],
      ['BEGIN { print(TASK_RUNNING); print(pid); print(kstack(perf, 3)); }'],
      ['#define FOO 1\nBEGIN { print(FOO); }'],
      ['enum e { AA, BB = 5 };\nBEGIN { print(AA + BB); }'],
      ['#include <linux/socket.h>\nBEGIN { print(AF_INET); }'],
    ]);
  await judge(23, [['BEGIN { print(sizeof(pid_t)); }', 'error unknown-identifier «pid_t»']]);
  await judge(27, [['BEGIN { print(sizeof(pid_t)); if (comptime (1 == 2)) { print(foo); } }']]);
});

test('a cast names a type, with its tag up to 0.23', async () => {
  for (const release of [17, 23, 27])
    await judge(release, [
      ['kprobe:vfs_read { $x = (no_such_t)arg0; }', 'error unknown-type «no_such_t»'],
      ['kprobe:vfs_read { $x = (no_such_t *)arg0; }', 'error unknown-type «no_such_t»'],
      ['kprobe:vfs_read { $x = (struct inode *)arg0; $y = (uint32)arg1; $z = (nsecs) - 1; }'],
    ]);
  const cases = ['(pid_t)arg0', '(inode *)arg0', '(long)arg0'].map((cast) => `kprobe:vfs_read { $x = ${cast}; }`);
  const [typedef = '', record = '', ofC = ''] = cases;
  await judge(23, [
    [typedef, 'error unknown-type «pid_t»'],
    [record, 'error unknown-type «inode»'],
    [ofC, 'error unknown-type «long»'],
  ]);
  await judge(27, [[typedef], [record], [ofC]]);
});

test('the results of map functions are no numbers, conditions or copies', async () => {
  for (const release of [17, 23, 27])
    await judge(release, [
      ['BEGIN { @h = hist(1); print(@h + 1); }', 'error aggregate-value «@h»'],
      ['BEGIN { @h = stats(1); if (@h > 1) { } }', 'error aggregate-value «@h»'],
      ['BEGIN { @h = lhist(1, 0, 10, 1); print(-@h); }', 'error aggregate-value «@h»'],
      ['BEGIN { @h = count(); if (@h) { } }', 'error aggregate-value «@h»'],
      ['BEGIN /@h/ { @h = count(); }', 'error aggregate-value «@h»'],
      ['BEGIN { @h[1] = count(); printf("%d", @h[1]); }', 'error aggregate-value «@h[1]»'],
      ['BEGIN { @h = count(); @z = sum(@h); }', 'error aggregate-value «@h»'],
      ['BEGIN { @h = hist(1); print(@h); clear(@h); @n = 1; if (@n) { printf("%d", @n); } }'],
      ['BEGIN { @h = stats(1); @g = stats(2); if (@h == @g) { } $x = @n; @n++; }'],
    ]);
  const numbers = 'BEGIN { @h = count(); print(@h + 1); if (@h > 1) { } $y = (int64)@h; }';
  const copies = 'BEGIN { @h = hist(1); $x = @h; @y = @h; @z[@h] = 1; $t = (1, @h); }';
  await judge(17, [[numbers, ...Array<string>(3).fill('error aggregate-value «@h»')], [copies]]);
  for (const release of [23, 27])
    await judge(release, [
      [numbers],
      [copies, ...Array<string>(4).fill('error aggregate-value «@h»')],
      ['BEGIN { @h = count(); @y = @h; }', 'error aggregate-value «@h»'],
      ['BEGIN { @h = count(); @y = 1; @y = @h; }'],
      ['BEGIN { @h[1] = hist(1); for ($kv : @h) { } }', 'error aggregate-value «@h»'],
      ['BEGIN { @h[1] = count(); for ($kv : @h) { print($kv.1); } }'],
    ]);
});

test('a setting may be computed up to 0.25, which takes a number with its sign', async () => {
  const negative = config('max_map_keys = -1; max_strlen = - 5; max_probes = (7)');
  const computed = config('max_map_keys = 1 + 1');
  await judge(23, [
    [negative],
    [computed, 'error setting-value «1 + 1»'],
    [
      config('print_maps_on_exit = -1; str_trunc_trailer = -2'),
      'warning setting-value «-1»',
      'error setting-value «-2»',
    ],
  ]);
  await judge(25, [[negative]]);
  await judge(27, [
    [config('max_map_keys = -1'), 'error syntax «-»'],
    [computed, 'error syntax «+»'],
  ]);
});

test('a function is no value', async () => {
  for (const release of [17, 23, 27])
    await judge(release, [
      ['BEGIN { print(printf); }', 'error uncalled-function «printf»'],
      ['BEGIN { @a[exit] = 1; $x = str; }', 'error uncalled-function «exit»', 'error uncalled-function «str»'],
      ['BEGIN { if (count) { } }', 'error uncalled-function «count»'],
      ['BEGIN { print(sizeof(ksym)); }', 'error uncalled-function «ksym»'],
      ['enum e { path = 1 };\nBEGIN { print(path); }'],
      ['BEGIN { print(kstack); print(pid); print(nsecs); print(comm); }'],
    ]);
  await judge(27, [['BEGIN { print(ppid); print(pcomm); print(probetype); print(has_cpid); print(leader_tid); }']]);
  const text = 'BEGIN { exit; }';
  const source = { text, path: '', pack: await packWith(27) };
  const fixes = bpftrace.check(bpftrace.parse(source), source).flatMap((finding) => finding.fixes ?? []);
  assert.deepEqual(
    fixes.map(({ title }) => title),
    ['Change to `exit()`'],
  );
});

test('a function that takes a word first takes one of its own', async () => {
  for (const release of [17, 23, 27])
    await judge(release, [
      ['BEGIN { print(kstack(foo)); }', 'error argument-word «foo»'],
      ['BEGIN { @[ustack(PERF, 3)] = count(); }', 'error argument-word «PERF»'],
      ['BEGIN { print(kstack(TASK_RUNNING)); }', 'error argument-word «TASK_RUNNING»'],
      ['BEGIN { print(kstack(perf, 3)); print(ustack((bpftrace))); print(kstack(4)); }'],
      ['#define MODE perf\nBEGIN { print(kstack(MODE)); }'],
    ]);
  await judge(27, [
    ['BEGIN { print(nsecs(foo)); print(pid(foo)); }', 'error argument-word «foo»', 'error argument-word «foo»'],
    ['BEGIN { print(nsecs(boot)); print(pid(init)); print(ustack(build_id)); }'],
  ]);
});

test('a declared variable has a type that the release finds', async () => {
  for (const release of [23, 27])
    await judge(release, [
      ['BEGIN { let $x : t; }', 'error unknown-type «t»'],
      ['BEGIN { let $x : t * = 0; }', 'error unknown-type «t»'],
      ['BEGIN { let $x : t[4]; }', 'error unknown-type «t»'],
      ['BEGIN { let $x : struct inode *; let $y : string[10]; let $z : uint64; let $a : macaddr_t; }'],
      ['#include <x.h>\nBEGIN { let $x : t; }'],
      ['uprobe:/bin/sh:main { let $x : t; }'],
    ]);
  const [record, typedef] = ['BEGIN { let $x : struct nosuch *; }', 'BEGIN { let $x : pid_t; }'];
  await judge(23, [[record], [typedef, 'error unknown-type «pid_t»']]);
  await judge(25, [[record], [typedef]]);
  await judge(27, [[record, 'error unknown-type «nosuch»'], [typedef]]);
  await judge(27, [
    ['fn f($a : t) : int64 { return 1; } BEGIN { print(f(1)); }', 'error unknown-type «t»'],
    ['fn f($a : int64) : t { return 1; } BEGIN { print(f(1)); }', 'error unknown-type «t»'],
  ]);
});

test('a variable is declared neither void nor as what only maps hold', async () => {
  for (const release of [23, 25, 27])
    await judge(release, [
      ['BEGIN { let $x : void; }', 'error variable-type «void»'],
      ['BEGIN { let $x : count_t = 1; }', 'error variable-type «count_t»'],
      ['struct t { int a; };\nBEGIN { let $x : ustats_t; }', 'error variable-type «ustats_t»'],
      ['BEGIN { let $x : void *; let $y : count_t *; let $z : buffer; }'],
    ]);
});

test('the newest release looks words of older types up as any other name', async () => {
  const script = 'BEGIN { let $x : hist_t; let $y : ksym_t; }';
  await judge(23, [[script]]);
  await judge(25, [[script]]);
  await judge(27, [
    [script, 'error unknown-type «hist_t»', 'error unknown-type «ksym_t»'],
    ['BEGIN { let $x : comm; }', 'error unknown-type «comm»'],
    ['BEGIN { let $x : inet; let $y : timestamp; }'],
  ]);
});

test("types are looked up in scripts that define some, too; the script's own go by their tag", async () => {
  const own = 'struct t { struct inner { int b; } i; struct later *p; };\n';
  for (const release of [17, 23, 27])
    await judge(release, [
      [`${own}BEGIN { $x = (struct zz *)0; }`, 'error unknown-type «zz»'],
      [`${own}BEGIN { $x = (union t *)0; }`, 'error unknown-type «t»'],
      [`${own}BEGIN { $x = (t *)0; }`, 'error unknown-type «t»'],
      [`${own}BEGIN { print(sizeof(struct zz)); }`, 'error unknown-type «zz»'],
      [`${own}BEGIN { $x = (struct t *)0; $y = (struct inner *)0; $z = (struct later *)0; $a = (struct inode *)0; }`],
      [`#include <x.h>\n${own}BEGIN { $x = (struct zz *)0; }`],
    ]);
  const declared = `${own}BEGIN { let $x : struct zz *; }`;
  await judge(23, [[declared]]);
  await judge(27, [[declared, 'error unknown-type «zz»']]);
});

test('one entry of a map of histograms is not printed', async () => {
  for (const release of [23, 27])
    await judge(release, [
      ['BEGIN { @h[1] = hist(1); print(@h[1]); }', 'error aggregate-value «@h[1]»'],
      ['BEGIN { @h[1] = lhist(1, 0, 10, 1); print((@h[1])); }', 'error aggregate-value «@h[1]»'],
      ['BEGIN { @h[1] = hist(1); print(@h); @c[1] = count(); print(@c[1]); @a[1] = avg(1); print(@a[1]); }'],
    ]);
  const stats = 'BEGIN { @h[1] = stats(1); print(@h[1]); }';
  await judge(23, [[stats, 'error aggregate-value «@h[1]»']]);
  await judge(27, [[stats]]);
});

test('a map without a key is not asked for one', async () => {
  for (const release of [23, 27])
    await judge(release, [
      ['BEGIN { @h = 1; print(@h[pid + 1]); }', 'error map-keys «@h[pid + 1]»'],
      ['BEGIN { @h = hist(1); delete(@h, 1); }', 'error map-keys «1»'],
      ['BEGIN { @h = 1; if (has_key(@h, pid)) { } }', 'error map-keys «pid»'],
      ['BEGIN { @h[1, 2] = 1; delete(@h, 1); }', 'error map-keys «1»'],
      ['BEGIN { @h[1] = 1; if (has_key(@h, "a")) { } }', 'error map-keys «"a"»'],
      ['BEGIN { @h[pid + 1] = 1; print(@h); delete(@h, 1); clear(@h); @g[1, 2] = 1; delete(@g, (1, 2)); }'],
    ]);
});
