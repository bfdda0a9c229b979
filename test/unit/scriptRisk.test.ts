// Which scripts are asked about before they run, and which are not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TracerId } from '../../client/src/tracers/tracer.ts';
import { scriptRisks } from '../../client/src/views/scripts/scriptRisk.ts';

function checkRisks(tracer: TracerId, text: string, expected: string, options: readonly string[] = []): void {
  assert.equal(scriptRisks(tracer, text, options).join('; '), expected);
}

test('scripts that only watch', () => {
  checkRisks('stap', 'probe kernel.function("vfs_read") { if ($count == 1) printf("%d\\n", $count) }', '');
  checkRisks('stap', 'global born\nprobe kernel.trace("sched_process_fork") { born[$child->pid] = 1 }', '');
  checkRisks('bpftrace', 'kprobe:vfs_read { @[comm] = count(); }', '');
  checkRisks('dtrace', '#pragma D option quiet\nsyscall:::entry { trace(execname); }', '');
});

test('what only stands in comments and strings', () => {
  checkRisks('stap', '/* system("x") */ # %{\nprobe begin { println("system(1)") } // $x = 1', '');
  checkRisks('bpftrace', '// system("x")\nBEGIN { printf("system(1)"); }', '');
});

test('SystemTap that writes', () => {
  checkRisks('stap', 'function f() %{ x(); %}', 'holds embedded C, which runs in the kernel unchecked');
  checkRisks('stap', 'probe kernel.function("f") { $count = 0 }', 'assigns to variables of the kernel');
  checkRisks('stap', 'probe kernel.function("f") { $p->a[n[0]]->b += 1 }', 'assigns to variables of the kernel');
  checkRisks('stap', 'probe begin { system("reboot") }', 'starts commands with system()');
  checkRisks('stap', 'probe begin { }', "lifts the tracer's own safety checks", ['-g']);
  checkRisks('stap', '#!/usr/bin/stap -g\nprobe begin { }', "lifts the tracer's own safety checks");
});

test('bpftrace that writes', () => {
  checkRisks(
    'bpftrace',
    'kprobe:f { override(-1); signal(9); }',
    'changes what kernel functions return; sends signals to processes',
  );
  checkRisks('bpftrace', 'BEGIN { system("ls"); }', 'starts commands with system()');
});

test('DTrace with destructive actions', () => {
  checkRisks(
    'dtrace',
    '#pragma D option destructive\nsyscall:::entry { stop(); }',
    'allows itself destructive actions; stops processes or sends them signals',
  );
});
