// Programs out of ELF files: every class and byte order, debug symbols beside them, and files that lie.
import assert from 'node:assert/strict';
import test from 'node:test';
import { ElfError, type RangedFile } from '../../server/src/kernel/elfFile.ts';
import type { Program } from '../../server/src/kernel/programs.ts';
import { readProgram } from '../../server/src/kernel/readProgram.ts';
import { unpackXz } from '../../server/src/kernel/unpackXz.ts';
import { type ElfContents, writeElf } from '../support/elfWriter.ts';
import { makeBomb, packedSymbols } from '../support/packedSymbols.ts';

const mutations = Number(process.env.TRACEWRIGHT_MUTATIONS ?? 2000);

/** Files of a made-up target. */
function filesOf(files: Readonly<Record<string, Uint8Array>>): (path: string) => RangedFile {
  return (path) => ({
    read: async (offset, length) => {
      const bytes = files[path];
      if (bytes === undefined) throw new Error(`${path} is not there`);
      return bytes.subarray(offset, offset + Math.min(length, bytes.length));
    },
  });
}

function namesOf({ functions }: Program): readonly string[] {
  return Array.from({ length: functions.size }, (_, index) => functions.name(index));
}

const markers = [
  { provider: 'app', name: 'request__start', operands: '-4@%edi 8@16(%rsp) 8f@%xmm0 1@%al', semaphore: 0x4000 },
  { provider: 'app', name: 'request__done', operands: '-8@[sp, 16] -2@x1' },
  { provider: 'other', name: 'empty', operands: '' },
];

for (const is64 of [true, false]) {
  for (const littleEndian of [true, false]) {
    test(`an ELF file of ${is64 ? 64 : 32} bits, ${littleEndian ? 'little' : 'big'} end first`, async () => {
      const contents: ElfContents = {
        is64,
        littleEndian,
        buildId: 'a1b2c3d4',
        functions: ['main', 'helper', 'helper.part.0'],
        exported: ['main'],
        imported: ['printf'],
        markers,
      };
      const program = await readProgram('/bin/app', filesOf({ '/bin/app': writeElf(contents) }));
      assert.deepEqual(namesOf(program), ['helper', 'helper.part.0', 'main']);
      assert.equal(program.isStripped, false);
      assert.equal(program.buildId, 'a1b2c3d4');
      assert.deepEqual(program.markers, [
        {
          provider: 'app',
          name: 'request__start',
          address: 0x2000,
          hasSemaphore: true,
          arguments: ['int32_t', 'uint64_t', 'double', 'uint8_t'],
        },
        {
          provider: 'app',
          name: 'request__done',
          address: 0x2004,
          hasSemaphore: false,
          arguments: ['int64_t', 'int16_t'],
        },
        { provider: 'other', name: 'empty', address: 0x2008, hasSemaphore: false, arguments: [] },
      ]);
    });
  }
}

const form = { is64: true, littleEndian: true } as const;

test('a stripped program has the functions that others may link to, or those of its debug symbols', async () => {
  const stripped = writeElf({
    ...form,
    buildId: 'abcdef',
    exported: ['api'],
    imported: ['printf'],
    debugLink: 'app.debug',
  });
  const alone = await readProgram('/bin/app', filesOf({ '/bin/app': stripped }));
  assert.deepEqual([namesOf(alone), alone.isStripped], [['api'], true]);

  const debug = writeElf({ ...form, buildId: 'abcdef', functions: ['api', 'hidden'] });
  const other = writeElf({ ...form, buildId: '123456', functions: ['stale'] });
  for (const place of [
    '/usr/lib/debug/.build-id/ab/cdef.debug',
    '/bin/.debug/app.debug',
    '/usr/lib/debug/bin/app.debug',
  ]) {
    const whole = await readProgram('/bin/app', filesOf({ '/bin/app': stripped, [place]: debug }));
    assert.deepEqual([namesOf(whole), whole.isStripped], [['api', 'hidden'], false], place);
    const wrong = await readProgram('/bin/app', filesOf({ '/bin/app': stripped, [place]: other }));
    assert.deepEqual(namesOf(wrong), ['api'], `${place} of another build`);
  }
});

test('packed symbols are read beside those that others may link to', async () => {
  const app = writeElf({ ...form, buildId: 'abcdef', exported: ['api'], imported: ['printf'], packed: packedSymbols });
  const program = await readProgram('/bin/app', filesOf({ '/bin/app': app }));
  assert.deepEqual([namesOf(program), program.isStripped], [['api', 'helper.part.0', 'hidden'], false]);
});

test('packed symbols that are damaged, cut off, or no symbols leave those of .dynsym', async () => {
  const damaged = Buffer.from(packedSymbols);
  damaged.writeUInt32LE(0, 100);
  for (const packed of [
    damaged,
    packedSymbols.subarray(0, 60),
    packedSymbols.subarray(0, -1),
    Buffer.alloc(0),
    Buffer.from('no xz at all'),
    makeBomb(3),
  ]) {
    const app = writeElf({ ...form, exported: ['api'], packed });
    const program = await readProgram('/bin/app', filesOf({ '/bin/app': app }));
    assert.deepEqual([namesOf(program), program.isStripped], [['api'], true], `${packed.length} bytes`);
  }
});

test('a bomb is unpacked no further than the bound, and what is packed well after it all the same', async () => {
  const bomb = makeBomb(200);
  assert.ok(bomb.length < 80_000);
  const before = process.memoryUsage().arrayBuffers;
  assert.equal(await unpackXz(bomb, 1 << 22), undefined);
  assert.ok(process.memoryUsage().arrayBuffers - before < 1 << 25);
  const unpacked = await Promise.all([unpackXz(packedSymbols, 1 << 22), unpackXz(packedSymbols, 100)]);
  assert.deepEqual(
    unpacked.map((bytes) => bytes?.length),
    [548, undefined],
  );
});

test('what is no ELF file says so', async () => {
  for (const bytes of [
    Buffer.from('#!/bin/sh\necho a script of more than sixty-four bytes, which is no program\n'),
    Buffer.alloc(0),
  ]) {
    await assert.rejects(readProgram('/bin/x', filesOf({ '/bin/x': bytes })), ElfError);
  }
});

test(`${mutations} forged ELF files are read or refused, in little time and memory`, async () => {
  let state = 7;
  const random = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % below;
  };
  const values = [0, 1, 0xff, 0xffff, 0x7fffffff, 0xffffffff];
  for (let count = 0; count < mutations; count++) {
    const is64 = random(2) === 0;
    const whole = writeElf({
      is64,
      littleEndian: random(2) === 0,
      buildId: 'ab',
      functions: ['f', 'g'],
      exported: ['h'],
      markers,
    });
    const bytes = whole.subarray(0, random(8) === 0 ? random(whole.length) : whole.length);
    for (let change = random(6); change >= 0 && bytes.length > 8; change--) {
      bytes.writeUInt32LE(values[random(values.length)] ?? 0, random(bytes.length - 4));
    }
    const before = process.cpuUsage();
    const asked: number[] = [];
    const file: RangedFile = {
      read: async (offset, length) => {
        asked.push(length);
        return bytes.subarray(Math.min(offset, bytes.length), Math.min(offset + length, bytes.length));
      },
    };
    await readProgram('/bin/x', () => file).catch((error) =>
      assert.ok(error instanceof ElfError, `${count}: ${error}`),
    );
    assert.ok(Math.max(...asked) <= 1 << 27, `${count}: asked for ${Math.max(...asked)} bytes at once`);
    const { user, system } = process.cpuUsage(before);
    assert.ok(user + system < 1_000_000, `${count}: ${user + system} us`);
  }
});
