// What the pack says can be probed on the guest, against what its tracers list themselves, name by name: every difference has its rule.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { collectPack } from '../../client/src/packs/packs.ts';
import { parseTarget } from '../../client/src/targets/targets.ts';
import { codeLines } from '../../client/src/tracers/systemtap/codeLines.ts';
import type { KernelPack } from '../../server/src/kernel/kernelPack.ts';
import { loadPack } from '../../server/src/kernel/loadPack.ts';
import { rawTracepoints } from '../../server/src/kernel/rawTracepoints.ts';
import { matchesOf as bpftrace } from '../../server/src/languages/bpftrace/matches.ts';
import { matchesOf as dtrace } from '../../server/src/languages/dtrace/matches.ts';
import { matchesOf as systemtap } from '../../server/src/languages/systemtap/matches.ts';
import { systemtap as language } from '../../server/src/languages/systemtap/systemtap.ts';
import type { LabGuest } from '../hosts/lab/guest.ts';
import { startLab } from '../hosts/lab/startLab.ts';

let guest: LabGuest;
let store: string;
let pack: KernelPack;
let listed: ReadonlyMap<string, ReadonlySet<string>>;

const prompter = { acceptHostKey: async () => false, answer: async () => undefined };

before(async () => {
  guest = await startLab();
  process.env.TRACEWRIGHT_SSH_CONFIG = guest.sshConfig;
  store = await mkdtemp(join(tmpdir(), 'tracewright-lists-'));
  pack = await loadPack((await collectPack(store, parseTarget('lab'), { prompter })).folder);
  const kinds = new Map<string, Set<string>>();
  for (const line of linesOf(await guest.run('bpftrace -l'))) {
    const kind = line.slice(0, line.indexOf(':'));
    kinds.set(kind, (kinds.get(kind) ?? new Set()).add(line));
  }
  listed = kinds;
});

after(async () => {
  await guest?.stop();
  await rm(store, { recursive: true, force: true });
});

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}

function bpftraceNames(pattern: string, of: KernelPack): Iterable<string> {
  return bpftrace(pattern, { text: '', path: '', pack: of }).names();
}

/** In the first, not in the second. */
function without(names: Iterable<string>, others: ReadonlySet<string>): readonly string[] {
  return [...names].filter((name) => !others.has(name)).sort();
}

for (const [kind, pattern, least] of [
  ['kprobe', 'kprobe:*', 30_000],
  ['fentry', 'fentry:*', 30_000],
  ['tracepoint', 'tracepoint:*:*', 1000],
  ['rawtracepoint', 'rawtracepoint:*', 500],
] as const) {
  test(`${kind}: the list of bpftrace -l, name by name`, () => {
    const ours = new Set(bpftraceNames(pattern, pack));
    const theirs = listed.get(kind) ?? new Set();
    assert.ok(theirs.size > least, `bpftrace lists ${theirs.size}`);
    assert.deepEqual(without(theirs, ours), []);
    assert.deepEqual(without(ours, theirs), []);
  });
}

test("tracepoints: bpftrace -lv's fields, type and name", async () => {
  const fields = await listedWithFields('tracepoint:*');
  const differences: string[] = [];
  for (const [name, theirs] of fields) {
    const [, subsystem = '', event = ''] = name.split(':');
    const ours = (pack.tracepoints.find(subsystem, event)?.fields ?? []).map(spelled);
    if (ours.join() !== theirs.map(plain).join()) differences.push(`${name}: ${ours.join()} / ${theirs.join()}`);
  }
  assert.ok(fields.size > 1000);
  assert.deepEqual(differences, []);
});

test("fentry: bpftrace -lv's parameters of each function, type and name", async () => {
  const functions = await listedWithFields('fentry:*');
  const differences: string[] = [];
  for (const [name, theirs] of functions) {
    const [, module = '', bare = ''] = name.split(':');
    const prototype = pack.types.type(pack.functions.named(bare, module)[0]?.prototype ?? 0);
    const parameters = prototype?.kind === 'prototype' ? prototype.parameters : [];
    const ours = parameters.map((one) => plain(`${pack.types.spell(one.type)} ${one.name}`));
    if (ours.join() !== theirs.map(plain).join()) differences.push(`${name}: ${ours.join()} / ${theirs.join()}`);
  }
  assert.ok(functions.size > 30_000);
  assert.deepEqual(differences, []);
});

/** What `bpftrace -lv` lists, each with the lines that are indented below it. */
async function listedWithFields(pattern: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const fields = new Map<string, string[]>();
  let at: string[] = [];
  for (const line of linesOf(await guest.run(`bpftrace -lv '${pattern}'`))) {
    if (line.startsWith(' ')) {
      at.push(line.trim());
    } else {
      at = [];
      fields.set(line, at);
    }
  }
  return fields;
}

/** bpftrace writes an array's length behind the name, as C does. */
function spelled({ name, type }: { readonly name: string; readonly type: string }): string {
  const [, element, length] = /^(.*?)\s*(\[[^\]]+\])$/.exec(type) ?? [];
  return plain(element === undefined ? `${type} ${name}` : `${element} ${name}${length}`);
}

/**
 * The same type is the same text: blanks beside stars and brackets, and the order of two qualifiers, are taste; `___3` is
 * libbpf's, behind the name of a type that the kernel has several of.
 */
function plain(text: string): string {
  const even = text.replace(/\s*([*(])\s*/g, '$1').replace(/\s+/g, ' ');
  return even
    .replace('volatile const', 'const volatile')
    .replace(/___\d+\b/g, '')
    .trim();
}

test('kernel.function: the functions of stap -l with debuginfo, but for what is not a function of its own', async () => {
  const pattern = 'kernel.function("vfs_*").call';
  const text = await guest.run(`stap -l '${pattern}'`);
  const theirs = new Set(linesOf(text).map((line) => line.replace(/@.*/, '").call')));
  const ours = new Set(systemtap(pattern, { text: '', path: '', pack }).names());
  assert.ok(theirs.size > 50, `stap lists ${theirs.size}`);
  // stap lists the parts that compilers keep apart because they hardly run; a probe there never counts a call.
  assert.deepEqual(
    without(theirs, ours).filter((name) => !name.includes('.cold"')),
    [],
  );
  // A function that is inlined but for a part of it is no `.call` to stap, and a function to whoever probes it.
  const parts = new Set(Array.from(pack.functions.glob('vfs_*.part.*'), ({ name }) => name.replace(/\..*/, '')));
  assert.deepEqual(
    without(ours, theirs).filter((name) => !parts.has(name.split('"')[1] ?? '')),
    [],
  );
});

test('kernel.trace: the tracepoints of stap -L, but for those of other kernels', async () => {
  const theirs = new Set(
    linesOf(await guest.run(`stap -L 'kernel.trace("*:*")'`)).map((line) => line.replace(/ \$.*/, '')),
  );
  const ours = new Set(systemtap('kernel.trace("*:*")', { text: '', path: '', pack }).names());
  assert.ok(theirs.size > 1000, `stap lists ${theirs.size}`);
  // stap reads the kernel's headers: it lists modules that are not loaded and drivers of other machines. Those without an
  // event, which the kernel knows as tracepoints only, are named by BTF, which knows no subsystem.
  const raw = new Set(rawTracepoints(pack).map(({ name }) => name));
  const bare = (name: string): string => name.split('"')[1]?.split(':')[1] ?? '';
  const unknown = without(theirs, ours).filter(
    (name) => raw.has(bare(name)) && pack.tracepoints.named(bare(name)).length > 0,
  );
  assert.deepEqual(unknown, []);
  // A header that it cannot compile it leaves out whole: of such a subsystem it lists nothing at all.
  const subsystem = (name: string): string => name.split('"')[1]?.split(':')[0] ?? '';
  const compiled = new Set(Array.from(theirs, subsystem));
  const partly = without(ours, theirs).filter((name) => compiled.has(subsystem(name)));
  assert.deepEqual(partly, []);
});

test('DTrace: the probes of dtrace -l, name by name', async () => {
  const theirs = new Map<string, Set<string>>();
  for (const line of linesOf(await guest.run('dtrace -l')).slice(1)) {
    const [, provider = '', ...rest] = line.trim().split(/\s+/);
    // The module where there are two parts: a function never stands alone.
    const [module = '', fn = '', name = ''] =
      rest.length === 1 ? ['', '', ...rest] : rest.length === 2 ? [rest[0], '', rest[1]] : rest;
    theirs.set(provider, (theirs.get(provider) ?? new Set()).add(`${provider}:${module}:${fn}:${name}`));
  }
  assert.ok(theirs.size > 10, [...theirs.keys()].join());
  const differences: string[] = [];
  for (const [provider, names] of theirs) {
    // Timers and counters exist in any number; some are listed.
    if (provider === 'profile' || provider === 'cpc') continue;
    const ours = new Set(dtrace(`${provider}:::`, { text: '', path: '', pack }).names());
    assert.deepEqual(without(names, ours), [], provider);
    differences.push(...without(ours, names));
  }
  // dtrace leaves out two of 38,000 functions, for reasons of its own: asked for by name it does not find them either.
  assert.ok(new Set(differences.map((name) => name.split(':')[2])).size <= 2, differences.slice(0, 20).join('\n'));
});

test("what the pack says that stap does not take, stap doesn't; what it lists anew, stap takes", async () => {
  const stap = async (point: string): Promise<string> =>
    await guest.run(`stap -p2 -e 'probe ${point} { println(1) }' 2>&1 || true`);
  // What an alias of the tapset may bring is refused by nobody.
  Array.from(language.prepare?.(pack) ?? []);
  const refuses = /probe point mismatch|invalid suffix for probe/;
  const script = (point: string): string => `probe ${point} { println(1) }`;
  const finds = (point: string): boolean => {
    const source = { text: script(point), path: 'a.stp', pack };
    return language.check(language.parse(source), source).some(({ code }) => code === 'no-such-component');
  };
  for (const point of ['kprobe.function("vfs_read").exported', 'process("/bin/cat").insn']) {
    assert.match(await stap(point), refuses);
    assert.ok(finds(point), point);
  }
  for (const point of ['kernel.data("jiffies").write', 'process("/bin/cat").plt("*").return']) {
    assert.doesNotMatch(await stap(point), refuses);
    assert.ok(!finds(point), point);
  }
});

test('static markers: those of readelf -n, with their arguments', async () => {
  const path = '/usr/lib/x86_64-linux-gnu/libc.so.6';
  const { readElf } = await import('../../server/src/kernel/elfFile.ts');
  const { markersOf } = await import('../../server/src/kernel/elfNotes.ts');
  const bytes = Buffer.from(await guest.run(`base64 -w0 ${path}`), 'base64');
  const elf = await readElf({ read: async (offset, length) => bytes.subarray(offset, offset + length) });
  const ours = (await markersOf(elf)).map(({ provider, name, address, arguments: all }) => [
    `${provider}:${name}`,
    address,
    all.length,
  ]);
  const text = await guest.run(`readelf -n ${path}`);
  const notes = text.matchAll(/Provider: (\S+)\s+Name: (\S+)\s+Location: 0x([0-9a-f]+),.*\s+Arguments:(.*)/g);
  const theirs = Array.from(notes, ([, provider, name, location, all = '']) => [
    `${provider}:${name}`,
    Number.parseInt(location ?? '', 16),
    all.split(/\s+/).filter((one) => one.includes('@')).length,
  ]);
  assert.ok(theirs.length > 10, text.slice(0, 300));
  assert.deepEqual(ours, theirs);
});

test('lines with code are those that stap finds in debuginfo; a line without says so by its absence', async () => {
  const connection = await parseTarget('lab').connect({ prompter });
  try {
    const { signal } = new AbortController();
    const stretch = { file: 'fs/read_write.c', modules: ['vmlinux'], from: 560, to: 580 };
    const found = await codeLines(connection, stretch, signal);
    const inRead = found.filter((code) => code.function === 'vfs_read').map(({ line }) => line);
    assert.ok(inRead.length > 5 && inRead.length < 20, inRead.join());
    assert.ok(found.every(({ line, file }) => line >= 560 && line <= 580 && file === stretch.file));
    assert.deepEqual(await codeLines(connection, { ...stretch, from: 1, to: 4 }, signal), []);
    await assert.rejects(codeLines(connection, { ...stretch, file: 'a".c' }, signal), /cannot be asked about a file/);
  } finally {
    connection.close();
  }
});

test('a module that is loaded and unloaded changes the kept pack by itself alone', async () => {
  const target = parseTarget('lab');
  const visit = async (): Promise<{ readonly folder: string; readonly said: readonly string[] }> => {
    const said: string[] = [];
    const { folder } = await collectPack(store, target, { prompter, onProgress: (what) => said.push(what) });
    return { folder, said: said.filter((what) => /^(modules|kernel symbols)/.test(what)) };
  };
  const before = await visit();
  assert.deepEqual(before.said, []);
  await guest.run('modprobe xfs');
  const loaded = await visit();
  assert.deepEqual(loaded.said.length, 1);
  assert.match(loaded.said[0] ?? '', /^modules: .*\bxfs\b/);
  const withXfs = await loadPack(loaded.folder);
  const ours = new Set(bpftraceNames('kprobe:xfs_*', withXfs));
  assert.deepEqual([...ours].sort(), [...linesOf(await guest.run("bpftrace -l 'kprobe:xfs_*'"))].sort());
  const events = new Set(bpftraceNames('tracepoint:xfs:*', withXfs));
  assert.deepEqual([...events].sort(), [...linesOf(await guest.run("bpftrace -l 'tracepoint:xfs:*'"))].sort());
  assert.ok((withXfs.tracepoints.find('xfs', 'xfs_read_agf')?.fields.length ?? 0) > 0);
  assert.notEqual(withXfs.functions.named('xfs_file_fsync')[0]?.prototype, undefined);
  await guest.run('modprobe -r xfs');
  const again = await loadPack((await visit()).folder);
  assert.deepEqual(
    [again.functions.named('xfs_file_fsync').length, [...again.tracepoints.glob('xfs', '*')].length],
    [0, 0],
  );
});
