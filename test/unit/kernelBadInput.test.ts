// Bad packs: forged and cut-off BTF and text give empty or smaller tables, in time and in little memory, and never throw.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { BtfKind } from '../../server/src/kernel/btfBlob.ts';
import { buildPack } from '../../server/src/kernel/buildPack.ts';
import { loadPack } from '../../server/src/kernel/loadPack.ts';
import { buildTypeTable } from '../../server/src/kernel/typeTable.ts';
import { BtfWriter } from '../support/btfWriter.ts';
import { partsBtf, partsContents } from '../support/parts.ts';
import { visitTypes } from '../support/visitPack.ts';

/** Milliseconds that looking at one forged pack may take, on a machine that does other things too. */
const PATIENCE = 30_000;

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
