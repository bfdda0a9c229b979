// Bad packs: forged and cut-off BTF and text give empty or smaller tables, in time and in little memory, and never throw.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { BtfKind } from '../../server/src/kernel/btfBlob.ts';
import { buildPack } from '../../server/src/kernel/buildPack.ts';
import type { KernelPack, TypeTable } from '../../server/src/kernel/kernelPack.ts';
import { loadPack } from '../../server/src/kernel/loadPack.ts';
import { buildTypeTable } from '../../server/src/kernel/typeTable.ts';
import { BtfWriter } from '../support/btfWriter.ts';
import { partsBtf, partsContents } from '../support/parts.ts';

/** Milliseconds that looking at one forged pack may take, on a machine that does other things too. */
const PATIENCE = 30_000;

/** A repeatable random number below `bound`. */
function randomOf(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % bound;
  };
}

/** Flips, cuts or overwrites some bytes. */
function mutate(bytes: Uint8Array, random: (bound: number) => number): Uint8Array {
  const mutated = Uint8Array.from(bytes.subarray(0, random(8) === 0 ? random(bytes.length) : bytes.length));
  for (let change = random(8); change >= 0 && mutated.length > 8; change--) {
    const at = random(mutated.length - 4);
    if (random(2) === 0) mutated[at] = random(256);
    else new DataView(mutated.buffer).setUint32(at, [0, 1, 0xffffffff, 0x7fffffff, 0x0c00ffff][random(5)] ?? 0, true);
  }
  return mutated;
}

function visitTypes(types: TypeTable): void {
  for (let id = 0; id <= Math.min(types.size, 200) + 1; id++) {
    types.type(id);
    types.spell(id);
    types.members(id);
    types.resolve(id, true);
  }
  types.named('task_struct');
  types.search({ typed: 't', limit: 10 });
}

function visitPack({ functions, tracepoints, dtraceProbes }: KernelPack): void {
  for (const fn of functions.search({ typed: 'v', limit: 5 }).hits) assert.ok(fn.name.length > 0 && fn.noFentry !== '');
  functions.countGlob('*r*');
  for (const { fields } of tracepoints.search({ typed: 's', limit: 5 }).hits) assert.ok(fields.length >= 0);
  for (const provider of dtraceProbes.providers) Array.from(dtraceProbes.of(provider));
}

test('types that go in circles end', () => {
  const btf = new BtfWriter();
  btf.pointer(1);
  btf.typedef('loop', 3);
  btf.constant(2);
  btf.struct('self', 8, [['', btf.lastId + 1, 0]]);
  btf.array(btf.lastId + 1, 4, 1);
  btf.prototype(btf.lastId + 1, { f: btf.lastId + 1 });
  const types = buildTypeTable(new Map([['vmlinux', btf.bytes()]]));
  const before = performance.now();
  visitTypes(types);
  assert.ok(performance.now() - before < PATIENCE);
});

test('a nest of anonymous structs that would grow without end is cut', () => {
  const btf = new BtfWriter();
  for (let level = 0; level < 40; level++) {
    const next = btf.lastId + 2;
    btf.struct('', 8, [
      ['', next, 0],
      ['', next, 0],
      ['x', next, 0],
    ]);
  }
  const types = buildTypeTable(new Map([['vmlinux', btf.bytes()]]));
  const before = performance.now();
  assert.ok(types.members(1).length < 1 << 17);
  assert.ok(performance.now() - before < PATIENCE);
});

test('prototypes that branch without end are cut', () => {
  const btf = new BtfWriter();
  for (let level = 0; level < 60; level++) {
    const next = btf.lastId + 2;
    btf.prototype(next, { a: next, b: next, c: next });
  }
  const types = buildTypeTable(new Map([['vmlinux', btf.bytes()]]));
  assert.ok(types.spell(1).length < 10000);
});

test('sizes and offsets of 4 GB reserve nothing', () => {
  const bytes = new BtfWriter().bytes();
  const view = new DataView(bytes.buffer);
  for (const field of [4, 8, 12, 16, 20]) view.setUint32(field, 0xfffffff0, true);
  const before = process.memoryUsage().arrayBuffers;
  assert.equal(buildTypeTable(new Map([['vmlinux', bytes]])).size, 0);
  assert.ok(process.memoryUsage().arrayBuffers - before < 1 << 24);
});

test('a length of a type that its blob does not hold ends the blob', () => {
  const btf = new BtfWriter();
  btf.int('int', 4, true);
  btf.raw('forged', BtfKind.struct, 0xffff, 8);
  btf.int('after', 4, true);
  assert.equal(buildTypeTable(new Map([['vmlinux', btf.bytes()]])).size, 1);
});

test('a cut-off BTF blob keeps the types before the cut, at every length', () => {
  const whole = partsBtf().vmlinux.bytes();
  for (let length = 0; length < whole.length; length += 7) {
    visitTypes(buildTypeTable(new Map([['vmlinux', whole.subarray(0, length)]])));
  }
});

test('mutated BTF never throws and never hangs', () => {
  const { vmlinux, ext4 } = partsBtf();
  const [base, module] = [vmlinux.bytes(), ext4.bytes()];
  const random = randomOf(42);
  let slowest = 0;
  for (let round = 0; round < 1500; round++) {
    const before = performance.now();
    visitTypes(
      buildTypeTable(
        new Map([
          ['vmlinux', mutate(base, random)],
          ['ext4', mutate(module, random)],
        ]),
      ),
    );
    slowest = Math.max(slowest, performance.now() - before);
  }
  assert.ok(slowest < PATIENCE, `the slowest took ${slowest} ms`);
});

test('mutated text files never throw', async () => {
  const random = randomOf(7);
  const text = (value: string | Uint8Array | undefined): Uint8Array => mutate(Buffer.from(value ?? ''), random);
  for (let round = 0; round < 500; round++) {
    const pack = await buildPack({
      manifest: partsContents.manifest,
      kallsyms: text(partsContents.kallsyms),
      filterFunctions: Buffer.from(text(partsContents.filterFunctions)).toString(),
      kprobeBlacklist: Buffer.from(text(partsContents.kprobeBlacklist)).toString(),
      events: Buffer.from(text(partsContents.events)).toString(),
      eventFormats: Buffer.from(text(partsContents.eventFormats)).toString(),
      config: Buffer.from(text(partsContents.config)).toString(),
      errorInjection: Buffer.from(text(partsContents.errorInjection)).toString(),
      markers: Buffer.from(text(partsContents.markers)).toString(),
      dtraceProbes: text(partsContents.dtraceProbes),
    });
    visitPack(pack);
  }
});

test('half a name at the end of a cut-off kallsyms is no function', async () => {
  const kallsyms = Buffer.from('ffffffff81000000 T whole\nffffffff81000100 T hal');
  const { functions } = await buildPack({ manifest: partsContents.manifest, kallsyms });
  assert.deepEqual([functions.size, functions.named('hal').length], [1, 0]);
});

test('a folder that is no pack says so', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tracewright-pack-'));
  try {
    const load = async (manifest: string): Promise<string> => {
      await writeFile(join(folder, 'manifest.json'), manifest);
      return await loadPack(folder).then(
        () => 'loaded',
        (error: Error) => `${error.name}: ${error.message.replaceAll(folder, 'FOLDER')}`,
      );
    };
    await assert.rejects(loadPack(folder), /is no kernel pack: it has no manifest/);
    assert.match(await load('{"format": 1, "rel'), /PackError: .*cut off/);
    assert.match(await load('[]'), /PackError: .*not a kernel pack's/);
    assert.match(await load('{"format": 7, "release": "6.1"}'), /PackError: FOLDER has pack format 7/);
    await writeFile(join(folder, 'kallsyms'), '');
    assert.equal(await load('{"format": 1, "release": "6.1"}'), 'loaded');
  } finally {
    await rm(folder, { recursive: true });
  }
});
