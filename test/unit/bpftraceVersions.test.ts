// bpftrace: what is said of a script that the target's release is too old or too new for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { found, packWith } from '../support/bpftraceRelease.ts';

const versionFindings = async (release: number, text: string): Promise<readonly string[]> => {
  const pack = await packWith(release);
  return found(text, pack).filter((finding) => /bpftrace «/.test(finding));
};

test('a construct is an error where the release surely lacks it, and nothing from its first release on', async () => {
  const text = 'BEGIN { @m[1] = 1; for ($kv : @m) { print($kv); } }';
  assert.deepEqual(await versionFindings(20, text), ['error needs-newer-bpftrace «for ($kv»']);
  assert.deepEqual(await versionFindings(21, text), []);
});

test('what came between two releases that were tried is a warning there', async () => {
  const text = 'BEGIN { print(strlen("a")); }';
  assert.deepEqual(await versionFindings(23, text), ['error needs-newer-bpftrace «strlen»']);
  assert.deepEqual(await versionFindings(24, text), ['warning needs-newer-bpftrace «strlen»']);
  assert.deepEqual(await versionFindings(25, text), []);
});

test('functions, builtins, arguments, probes and settings have their release', async () => {
  for (const [first, text, marked] of [
    [18, 'BEGIN { print(offsetof(struct file, f_pos)); }', 'offsetof(struct file, f_pos)'],
    [19, 'tracepoint:sched:sched_switch { print(args.next_pid); }', 'args.next_pid'],
    [20, 'config = { max_strlen = 64 } BEGIN { }', 'config = { max_strlen = 64 }'],
    [20, 'BEGIN { print(jiffies); }', 'jiffies'],
    [20, 'BEGIN { @ = hist(1, 3); }', '3'],
    [20, 'fentry:vfs_read { }', 'fentry'],
    [21, 'BEGIN { @m[1] = 1; print(@m[1]); }', '@m[1]'],
    [22, 'BEGIN { @m[1] = 1; delete(@m, 1); }', '1'],
    [22, 'self:signal:SIGUSR1 { }', 'self:signal:SIGUSR1'],
    [24, 'begin { }', 'begin'],
    [24, 'BEGIN { if pid { } }', 'pid'],
    [24, 'BEGIN { $x = if (1) { 1 } else { 2 }; }', 'if (1) { 1 } else { 2 }'],
    [24, 'interval:1s { }', 'interval:1s'],
    [25, 'BEGIN { $x = (a=1, b=2); }', '(a=1, b=2)'],
    [26, 'BEGIN { $x = 1 ?: 2; }', '1 ?: 2'],
    [27, 'BEGIN { print(str_concat("a", "b")); }', 'str_concat'],
  ] as const) {
    assert.deepEqual(await versionFindings(first - 1, text), [`error needs-newer-bpftrace «${marked}»`], text);
    assert.deepEqual(await versionFindings(first, text), [], text);
  }
});

test('what old releases take and new ones refuse is told by the release', async () => {
  const suffix = 'BEGIN { $x = 10ULL; }';
  assert.deepEqual(found(suffix, await packWith(23)), []);
  assert.equal(found(suffix, await packWith(25)).length, 1);
  const watch = 'asyncwatchpoint:func+arg0:8:w { }';
  assert.deepEqual(await versionFindings(24, watch), []);
  assert.deepEqual(await versionFindings(25, watch), [`error removed-from-bpftrace «asyncwatchpoint:func+arg0:8:w»`]);
});

test('a probe point may hold blanks, or be left out of a list, up to 0.25', async () => {
  for (const text of [
    'kprobe : vfs_read { }',
    'kprobe:vfs_read,, { }',
    ', kprobe:vfs_read { }',
    'BEGIN// a comment\n{ }',
  ]) {
    assert.deepEqual(found(text, await packWith(17)), [], text);
    assert.deepEqual(found(text, await packWith(23)), [], text);
    assert.notDeepEqual(found(text, await packWith(27)), [], text);
  }
  assert.deepEqual(found('kprobe : vfs_raed { }', await packWith(23)), ['error unknown-kernel-function «vfs_raed»']);
});

test('words of the language name nothing while the parser has a token for each', async () => {
  assert.deepEqual(found('BEGIN { $x = for; }', await packWith(17)), ['error needs-newer-bpftrace «for»']);
  assert.deepEqual(found('BEGIN { if (1) { }; }', await packWith(23)), ['error needs-newer-bpftrace «;»']);
  assert.deepEqual(found('BEGIN { if (1) { }; }', await packWith(27)), []);
});

test('booleans are there in all releases: they were macros before they were values', async () => {
  assert.deepEqual(found('BEGIN { $x = true; print($x); }', await packWith(17)), []);
});
