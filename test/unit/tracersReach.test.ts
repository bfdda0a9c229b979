// Functions that the kernel would give a tracer and the tracer does not take: struck through, left out of places, and told why.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdits } from '../../server/src/features/applyEdits.ts';
import { attachPlan } from '../../server/src/features/attachPlan.ts';
import { complete } from '../../server/src/features/completion.ts';
import { diagnostics } from '../../server/src/features/diagnostics.ts';
import { hover } from '../../server/src/features/hover.ts';
import { buildPack } from '../../server/src/kernel/buildPack.ts';
import { bpftrace } from '../../server/src/languages/bpftrace/bpftrace.ts';
import type { Language } from '../../server/src/languages/language.ts';
import { systemtap } from '../../server/src/languages/systemtap/systemtap.ts';
import { analysed } from '../support/checkFeatures.ts';
import { cursorFixture } from '../support/fixture.ts';
import { partsContents } from '../support/parts.ts';

const names = [
  'do_exit',
  'mutex_init_all',
  'mutex_lock',
  'mutex_notrace',
  'mutex_spin_on_owner',
  'rcu_barrier',
  '__mutex_lock.isra.0',
];
const pack = await buildPack({
  ...partsContents,
  kallsyms: Buffer.from(names.map((name, index) => `ffffffff810${index}0000 T ${name}\n`).join('')),
  filterFunctions: `${names.filter((name) => name !== 'mutex_notrace').join('\n')}\n`,
  kprobeBlacklist: '',
});

function completed(language: Language, fixture: string): readonly string[] {
  const { text, offset } = cursorFixture(fixture);
  return complete(analysed(language, text, pack), offset).items.map(
    ({ candidate: { label, unavailable } }) => label + (unavailable === undefined ? '' : ` (${unavailable})`),
  );
}

const onList = "it is on stap's own list of functions not to probe (locks)";

test("what is on stap's list comes behind what matches as well and says so, by the name that it has in the source", () => {
  assert.deepEqual(completed(systemtap, 'probe kernel.function("mutex<|>") { }'), [
    'mutex_init_all',
    'mutex_spin_on_owner',
    'mutex_notrace',
    `mutex_lock (${onList})`,
    `__mutex_lock.isra.0 (${onList})`,
  ]);
});

test("kprobe.function does not ask stap's list", () => {
  assert.deepEqual(completed(systemtap, 'probe kprobe.function("mutex_l<|>") { }'), [
    'mutex_lock',
    '__mutex_lock.isra.0',
  ]);
});

test('what never returns is struck through only where its return is probed', () => {
  assert.deepEqual(completed(systemtap, 'probe kernel.function("do_e<|>").return { }'), [
    'do_exit (it never returns, so stap does not probe its return)',
  ]);
  assert.deepEqual(completed(systemtap, 'probe kernel.function("do_e<|>").call { }'), ['do_exit']);
});

test("the places of a pattern are without what is on stap's list, and the plan says why where nothing is left", () => {
  const text = 'probe kernel.function("mutex_*"), kernel.function("*mutex_lock") { }';
  const plan = attachPlan(analysed(systemtap, text, pack), 10).map(({ names, unknown }) => [...names, unknown]);
  assert.deepEqual(plan, [
    [
      'kernel.function("mutex_init_all")',
      'kernel.function("mutex_notrace")',
      'kernel.function("mutex_spin_on_owner")',
      undefined,
    ],
    [`stap does not probe __mutex_lock: ${onList}.`],
  ]);
});

test("a function on stap's list is refused where it is named, and kprobe.function is offered instead", () => {
  const text = 'probe kernel.function("mutex_lock").return { println(1) }';
  const [finding] = diagnostics(analysed(systemtap, text, pack), 'all');
  assert.equal(
    `${finding?.severity} ${finding?.code}: ${finding?.message}`,
    `error function-not-probeable: stap does not probe mutex_lock: ${onList}. kprobe.function("…") may take it, without its variables by name.`,
  );
  assert.equal(
    applyEdits(text, finding?.fixes?.[0]?.edits ?? []),
    'probe kprobe.function("mutex_lock").return { println(1) }',
  );
});

test("an inlined function on stap's list is refused though no symbol is called so; a pattern and a module are warned of", () => {
  const told = (point: string): readonly string[] =>
    diagnostics(analysed(systemtap, `probe ${point} { println(1) }`, pack), 'all').map(
      ({ severity, code }) => `${severity} ${code}`,
    );
  assert.deepEqual(told('kernel.function("get_bh").inline'), ['error function-not-probeable']);
  assert.deepEqual(told('kernel.function("mutex_l*")'), ['warning function-not-probeable']);
  assert.deepEqual(told('module("ext4").function("mutex_lock")'), ['warning function-not-probeable']);
  assert.deepEqual(told('kernel.function("mutex_lock") ?'), []);
  assert.deepEqual(told('kernel.function("do_exit").return'), ['error function-not-probeable']);
  assert.deepEqual(told('kprobe.function("mutex_lock")'), []);
});

test("a hover tells what is on stap's list", () => {
  const { text, offset } = cursorFixture('probe kernel.function("mutex_l<|>ock") { }');
  assert.match(hover(analysed(systemtap, text, pack), offset)?.markdown ?? '', /own list of functions not to probe/);
});

test('bpftrace: what it leaves out comes behind what matches as well and says why, and a finding does', () => {
  assert.deepEqual(completed(bpftrace, 'kprobe:mutex_<|>').slice(-2), [
    'mutex_notrace (ftrace cannot take it (notrace, or without an entry call), and bpftrace takes no other)',
    '__mutex_lock.isra.0',
  ]);
  assert.deepEqual(completed(bpftrace, 'kprobe:rcu_b<|>'), [
    'rcu_barrier (bpftrace leaves out all functions of RCU, which its own programs need)',
  ]);
  const [finding] = diagnostics(analysed(bpftrace, 'kprobe:mutex_notrace { exit(); }', pack), 'all');
  assert.match(finding?.message ?? '', /ftrace cannot take it/);
});

test('a place is traced in the way that the tracer takes it', () => {
  const place = (name: string) => ({ kind: 'function', module: 'vmlinux', name }) as const;
  assert.equal(systemtap.probeFor(place('mutex_lock'), pack), 'kprobe.function("mutex_lock")');
  assert.equal(systemtap.probeFor(place('mutex_init_all'), pack), 'kernel.function("mutex_init_all")');
});

test('a hover says once why a function cannot be probed', () => {
  const { text, offset } = cursorFixture('probe kprobe.function("do_i<|>nt3") { }');
  const { markdown = '' } = hover(analysed(systemtap, text), offset) ?? {};
  assert.equal(markdown.split('the kernel forbids kprobes in it').length - 1, 1, markdown);
});

test('behind a sufficient point that is there no other of an alias counts', async () => {
  const alias = 'probe one.place = kernel.trace("sched_switch") !, kernel.function("vfs_read") ? { }\n';
  const other = 'probe one.other = kernel.function("nosuch") !, kernel.function("vfs_read") ? { }\n';
  const withAlias = await buildPack({ ...partsContents, tapset: new Map([['one.stp', alias + other]]) });
  const text = 'probe one.place, one.other { println(1) }';
  const plan = attachPlan(analysed(systemtap, text, withAlias), 10).map(({ names }) => names);
  assert.deepEqual(plan, [['kernel.trace("sched:sched_switch")'], ['kernel.function("vfs_read")']]);
});

test('a point that only names what the kernel forbids says so where it is hovered', () => {
  const { text, offset } = cursorFixture('probe kernel.fun<|>ction("kernel_init_freeable") { }');
  const { markdown = '' } = hover(analysed(systemtap, text), offset) ?? {};
  assert.match(markdown, /^kernel_init_freeable cannot be probed: its code is discarded after boot\./);
});

test('bpftrace: types are offered where a variable is declared', () => {
  assert.deepEqual(completed(bpftrace, 'BEGIN { let $x : ui<|>; }').slice(0, 4), [
    'uint64',
    'uint32',
    'uint16',
    'uint8',
  ]);
  assert.ok(completed(bpftrace, 'fn f($a : str<|>').includes('string'));
  assert.ok(completed(bpftrace, 'BEGIN { $y = 1 ? $x : co<|> }').includes('comm'));
});
