// All functions that the lab's kernel has and all that the real `stap -l` lists there, name by name: every difference has its rule.
//
// Both sides are recorded (recordKernelFunctions.ts), so that it holds whichever kernel the lab has by now.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyPack } from '../../server/src/kernel/emptyPack.ts';
import { buildFunctionTable } from '../../server/src/kernel/functionTable.ts';
import type { FunctionTable, KernelPack } from '../../server/src/kernel/kernelPack.ts';
import { matchesOf } from '../../server/src/languages/systemtap/matches.ts';
import { reasonToKeepOut, sourceName } from '../../server/src/languages/systemtap/reach.ts';
import { type Mark, madeByCompiler, readNames } from './kernelNames.ts';

const { kernel, stap, blocked, names } = readNames();
const having = (mark: Mark): readonly string[] => [...names.keys()].filter((name) => names.get(name)?.has(mark));
const listed = new Set(having('listed'));
const offered = new Set(offeredNames());
/** The symbols of each function: its own, and what the compiler made of it. */
const symbols = new Map<string, string[]>();
for (const name of names.keys()) {
  const source = name.replace(madeByCompiler, '');
  symbols.set(source, [...(symbols.get(source) ?? []), name]);
}

type Rule = readonly [why: string, explains: (name: string, is: (mark: Mark) => boolean) => boolean, count: number];

/** What stap lists and the editor does not offer. */
const notOffered: readonly Rule[] = [
  ['a jump that the kernel patches, no function', (name) => name.startsWith('__SCT__'), 3826],
  ['the part of a function that hardly runs: a probe there counts no calls', (name) => name.endsWith('.cold'), 2835],
  ['offered by the name that it has in the source', (name) => offered.has(name.replace(madeByCompiler, '')), 119],
  ['the kernel takes no kprobe there', (name) => symbolsOf(name).some((one) => names.get(one)?.has('forbidden')), 252],
  ['the one in force goes after boot; stap lists the weak one that it takes the place of', (_, is) => is('init'), 3],
];

/** What the editor offers and stap does not list. */
const notListed: readonly Rule[] = [
  ["in a file that stap's own list has", (_, is) => is('byFile'), 91],
  ['inlined but for a part, which stap does not count as the function', isInlined, 225],
  ['at the address of a function that stap lists', (_, is) => is('alias'), 62],
  ['in debuginfo, but stap finds no place in it: one line of code, all but a few', (_, is) => is('selected'), 797],
  ['not in debuginfo: written in assembler', (name) => names.get(name)?.size === 1, 64],
];

test(`what stap ${stap} lists of ${kernel} and is not offered, name by name`, () => {
  explain(
    [...listed].filter((name) => !offered.has(name)),
    notOffered,
  );
});

test(`what is offered of ${kernel} and stap ${stap} does not list, name by name`, () => {
  explain(
    [...offered].filter((name) => !listed.has(name)),
    notListed,
  );
});

test('nothing that goes after boot is offered', () => {
  const gone = [...having('init'), ...having('exit')].filter((name) => !names.get(name)?.has('kept'));
  assert.ok(gone.length > 2000, `${gone.length}`);
  assert.deepEqual(
    gone.filter((name) => offered.has(name)),
    [],
  );
});

test(`the names that stap ${stap} never probes, by its own expression for them`, () => {
  const expression = new RegExp(blocked);
  const point = [{ name: 'kernel', argument: undefined }];
  const sources = new Set(Array.from(names.keys(), sourceName));
  const differing = [...sources].filter(
    (name) => expression.test(name) !== (reasonToKeepOut(name, point, packOf(emptyPack.functions)) !== undefined),
  );
  assert.deepEqual(differing, []);
});

/** Each name by the first rule that explains it; a rule that explains more or less than it did is looked at anew. */
function explain(differences: readonly string[], rules: readonly Rule[]): void {
  const explained = new Map<string, string[]>(rules.map(([why]) => [why, []]));
  const unexplained = differences.filter((name) => {
    const is = (mark: Mark): boolean => names.get(name)?.has(mark) ?? false;
    const rule = rules.find(([, explains]) => explains(name, is));
    explained.get(rule?.[0] ?? '')?.push(name);
    return rule === undefined;
  });
  assert.deepEqual(unexplained, []);
  assert.deepEqual(
    Array.from(explained, ([why, all]) => `${all.length} ${why}`),
    rules.map(([why, , count]) => `${count} ${why}`),
  );
}

function symbolsOf(source: string): readonly string[] {
  return symbols.get(source) ?? [];
}

function isInlined(name: string): boolean {
  return symbolsOf(name)
    .filter((one) => names.get(one)?.has('kept'))
    .every((one) => one.includes('.part.'));
}

/** What the editor offers of a kernel with these symbols. */
function offeredNames(): readonly string[] {
  const code = (mark: Mark): readonly string[] => having(mark).map((name) => `0 T ${name}\n`);
  const kallsyms = [...code('kept'), '0 T _sinittext\n', ...code('init'), '0 T _einittext\n', ...code('exit')];
  const functions = buildFunctionTable({
    kallsyms: Buffer.from(kallsyms.join(''), 'latin1'),
    filterFunctions: '',
    kprobeBlacklist: having('forbidden')
      .map((name) => `0x0-0x0\t${name}\n`)
      .join(''),
    prototypeOf: () => undefined,
  });
  const matches = matchesOf('kernel.function("*").call', { text: '', path: '', pack: packOf(functions) });
  return Array.from(matches.names(), (name) => name.split('"')[1] ?? '');
}

/** A kernel with these functions, of the machine that was recorded. */
function packOf(functions: FunctionTable): KernelPack {
  return { ...emptyPack, manifest: { ...emptyPack.manifest, machine: 'x86_64' }, functions, knows: () => true };
}
