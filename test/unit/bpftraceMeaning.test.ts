// bpftrace: what scripts may not say though every word of it is known, as 0.17, 0.23 and 0.27 judge it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bpftrace } from '../../server/src/languages/bpftrace/bpftrace.ts';
import { found, packWith } from '../support/bpftraceRelease.ts';

async function judge(release: number, cases: readonly (readonly [script: string, ...wanted: string[]])[]) {
  const pack = await packWith(release);
  for (const [script, ...wanted] of cases) assert.deepEqual(found(script, pack), wanted, `${script} on 0.${release}`);
}

test('a variable is set before it is read, and keeps its kind', async () => {
  for (const release of [17, 23, 27])
    await judge(release, [
      ['BEGIN { $x++; }', 'error undefined-variable «$x»'],
      ['BEGIN { $x += 1; }', 'error undefined-variable «$x»'],
      ['BEGIN { $x = 1; $x = "a"; }', 'error variable-kind «"a"»'],
      ['BEGIN { $x = (1, 2); $x = 1; }', 'error variable-kind «1»'],
      ['BEGIN { $x = comm; $x = "abc"; $y = pid; $y++; }'],
    ]);
});

test('a variable ends with its block from 0.22 on', async () => {
  const script = 'BEGIN { if (pid) { $x = 1; } print($x); }';
  await judge(17, [[script]]);
  await judge(23, [
    [script, 'error undefined-variable «$x»'],
    ['BEGIN { let $x = 1; let $x; }', 'error declared-twice «$x»'],
    ['BEGIN { let $x; if (pid) { $x = 1; } print($x); }'],
    ['BEGIN { @m[1] = 1; for ($kv : @m) { print($kv.0); } print($kv); }', 'error undefined-variable «$kv»'],
  ]);
});

test('a map of counts is not added to, and a loop needs keys', async () => {
  for (const release of [23, 27])
    await judge(release, [
      ['BEGIN { @m = count(); @m++; }', 'error map-values «@m»'],
      ['BEGIN { @m = sum(1); @m += 1; }', 'error map-values «@m»'],
      ['BEGIN { @m["a"]++; @m["a"] += 2; }'],
      ['BEGIN { @m = 1; for ($kv : @m) { } }', 'error map-keys «@m»'],
      ['BEGIN { @x[1] = 1; delete(@x); }', 'error map-keys «@x»'],
      ['BEGIN { @x = 1; delete(@x); }'],
    ]);
});

test('functions stand in probes that have them, `break` in loops', async () => {
  for (const release of [17, 27])
    await judge(release, [
      ['interval:s:1 { signal(9); }', 'error function-not-here «signal»'],
      ['BEGIN { override(1); }', 'error function-not-here «override»'],
      ['BEGIN { break; }', 'error jump-outside-loop «break;»'],
      ['BEGIN { while (1) { if (pid) { break; } } }'],
      ['BEGIN { unroll(101) { print(1); } }', 'error argument-bounds «101»'],
      ['BEGIN { print(1, 2); }', 'error argument-count «2»'],
      ['kretprobe:vfs_read { print(arg0); }', 'error builtin-not-here «arg0»'],
    ]);
});

test('timers have units and rates, counters events', async () => {
  for (const release of [23, 27])
    await judge(release, [
      ['interval:s:0 { }', 'error no-rate «0»'],
      ['profile:min:1 { }', 'error unknown-event «min»'],
      ['software:fault:1 { }', 'error unknown-event «fault»'],
      ['hardware:cache-misses:1000 { }'],
      ['interval:s:$1 { }'],
    ]);
  await judge(17, [['interval:s:0 { }']]);
});

test('a struct is there, and `.` is told from `->` up to 0.23', async () => {
  for (const release of [17, 23, 27])
    await judge(release, [
      ['kprobe:vfs_read { $f = (struct no_such *)arg0; }', 'error unknown-type «no_such»'],
      ['struct no_such { int a; } kprobe:vfs_read { $f = (struct no_such *)arg0; }'],
    ]);
  const dotted = 'kprobe:vfs_read { $f = (struct file *)arg0; print($f.f_flags); }';
  await judge(23, [[dotted, 'error member-operator «.»']]);
  await judge(27, [[dotted]]);
});

test('an entry that stays is taken out by a fix', async () => {
  const text = 'kprobe:vfs_read { @start[tid] = nsecs; }\nkretprobe:vfs_read\n{\n  print(nsecs - @start[tid]);\n}\n';
  const source = { text, path: '', pack: await packWith(23) };
  const [finding] = bpftrace.check(bpftrace.parse(source), source).filter(({ code }) => code === 'missing-delete');
  const [edit] = finding?.fixes?.[0]?.edits ?? [];
  assert.ok(edit);
  const mended = text.slice(0, edit.range.start) + edit.newText + text.slice(edit.range.end);
  assert.equal(mended.slice(mended.indexOf('{\n')), '{\n  print(nsecs - @start[tid]);\n  delete(@start[tid]);\n}\n');
});
