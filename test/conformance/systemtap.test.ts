// Scripts that others wrote: every example of Debian's systemtap-doc and every file of its tapset, parsed as stap parses them.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { before, test } from 'node:test';
import { countedText } from '../../client/src/tracers/countedText.ts';
import { scriptClauses } from '../../server/src/features/scriptClauses.ts';
import { emptyPack } from '../../server/src/kernel/emptyPack.ts';
import type { KernelPack } from '../../server/src/kernel/kernelPack.ts';
import { systemtap } from '../../server/src/languages/systemtap/systemtap.ts';
import { readScripts, readVerdicts } from './scriptTable.ts';

const examples = '/usr/share/systemtap/examples';
const tapset = '/usr/share/systemtap/tapset';

/** A template with placeholders, which `stap -p1` refuses at the same line. */
const refused = new Map([['security-band-aids/security-bandaid-template.stp', 31]]);

/** Scripts read without a finding; a change may raise these, never lower them. */
const floor = { examples: 200, tapset: 580, copies: 189 };

before(() => {
  for (const folder of [examples, tapset]) {
    assert.ok(existsSync(folder), `${folder} is missing: apt-get install systemtap-doc systemtap-common`);
  }
});

function scriptsBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.stpm?$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/** A pack that holds nothing but the tapset of this machine. */
let kept: KernelPack | undefined;
function tapsetPack(): KernelPack {
  if (kept) return kept;
  const files = new Map(scriptsBelow(tapset).map((path) => [relative(tapset, path), readFileSync(path, 'utf8')]));
  const manifest = { ...emptyPack.manifest, tracers: { stap: '5.6' } };
  kept = { ...emptyPack, manifest, tapset: files, knows: (table) => table === 'tapset' };
  return kept;
}

/** Lines of the first syntax findings, by script. */
function faults(paths: readonly string[], folder: string, pack: KernelPack): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const path of paths) {
    const text = readFileSync(path, 'utf8');
    const [first] = systemtap.parse({ text, path, pack }).errors.filter(({ code }) => code === 'syntax');
    if (first) found.set(relative(folder, path), text.slice(0, first.range.start).split('\n').length);
  }
  return found;
}

for (const [name, pack] of [
  ['with no pack', () => emptyPack],
  ['with the tapset', tapsetPack],
] as const) {
  test(`reads every example ${name}`, () => {
    const paths = scriptsBelow(examples).filter((path) => !readFileSync(path, 'utf8').startsWith('#!/bin/sh'));
    const found = faults(paths, examples, pack());
    assert.deepEqual(found, refused);
    assert.ok(paths.length - found.size >= floor.examples, `only ${paths.length - found.size} examples were read`);
  });

  test(`reads every tapset file ${name}`, () => {
    const paths = scriptsBelow(tapset);
    assert.deepEqual(faults(paths, tapset, pack()), new Map());
    assert.ok(paths.length >= floor.tapset, `only ${paths.length} tapset files were read`);
  });
}

test('lays every example out anew without changing what it says, and once only', () => {
  for (const path of scriptsBelow(examples)) {
    const source = { text: readFileSync(path, 'utf8'), path, pack: emptyPack };
    const laidOut = systemtap.format(systemtap.parse(source));
    if (laidOut === undefined) continue;
    const again = systemtap.parse({ ...source, text: laidOut });
    assert.deepEqual(words(laidOut), words(source.text), path);
    assert.equal(systemtap.format(again), laidOut, path);
  }
});

test('the copy that counts parses like its example, with the same lines', () => {
  let copies = 0;
  for (const path of scriptsBelow(examples)) {
    const text = readFileSync(path, 'utf8');
    const { counted } = scriptClauses(systemtap, { text, path, pack: tapsetPack() });
    if (counted === undefined) continue;
    copies++;
    const copy = countedText(text, counted);
    assert.deepEqual(systemtap.parse({ text: copy, path, pack: tapsetPack() }).errors, [], path);
    const within = counted.insertions.slice(0, -1);
    assert.ok(within.every((one) => !one.text.includes('\n')));
    assert.equal(counted.insertions.at(-1)?.offset, text.length);
  }
  assert.ok(copies >= floor.copies, `only ${copies} examples have a copy`);
});

/** All but white space: what a layout may not touch. */
function words(text: string): string {
  return text.replace(/\s+/g, '');
}

const verdicts = readVerdicts('systemtap');

for (const { name, text } of readScripts('systemtap')) {
  test(`as stap -p1: ${name}`, () => {
    const [first] = systemtap.parse({ text, path: 'a.stp', pack: tapsetPack() }).errors;
    const told = first === undefined ? 'ok' : `${text.slice(0, first.range.start).split('\n').length}`;
    const [place = 'no verdict'] = (verdicts.get(name) ?? '').split(' ');
    // At the end of the file stap names no line.
    if (place === 'end') assert.notEqual(told, 'ok');
    else assert.equal(told, place, first?.message);
  });
}

const semantics = readVerdicts('systemtapPass2');

for (const { name, text } of readScripts('systemtapPass2')) {
  test(`as stap -p2: ${name}`, () => {
    const source = { text, path: 'a.stp', pack: indexedPack() };
    const script = systemtap.parse(source);
    const [first] = [...script.errors, ...systemtap.check(script, source)]
      .filter(({ severity }) => severity === 'error')
      .toSorted((a, b) => a.range.start - b.range.start);
    const told = first === undefined ? 'ok' : `${text.slice(0, first.range.start).split('\n').length}`;
    const [place] = (semantics.get(name) ?? 'no verdict').split(' ');
    assert.equal(told, place, first?.message);
  });
}

/** The same, with the tapset's functions and aliases read. */
function indexedPack(): KernelPack {
  for (const _ of systemtap.prepare?.(tapsetPack()) ?? []);
  return tapsetPack();
}
