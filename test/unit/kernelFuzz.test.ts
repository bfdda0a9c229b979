// Forged packs and programs: whatever stands in a file of a target, reading it never throws anything but what it says it
// throws, never takes long and never takes memory that the file does not have.
//
// TRACEWRIGHT_MUTATIONS says how many of each are tried (1000), TRACEWRIGHT_SEED which (42).
import assert from 'node:assert/strict';
import { appendFile, mkdir, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildPack } from '../../server/src/kernel/buildPack.ts';
import { ElfError, type RangedFile } from '../../server/src/kernel/elfFile.ts';
import { loadPack, PackError } from '../../server/src/kernel/loadPack.ts';
import { readProgram } from '../../server/src/kernel/readProgram.ts';
import { buildTypeTable } from '../../server/src/kernel/typeTable.ts';
import { writeElf } from '../support/elfWriter.ts';
import { partsBtf, partsContents } from '../support/parts.ts';
import { visitPack, visitProgram, visitTypes } from '../support/visitPack.ts';

const mutations = Number(process.env.TRACEWRIGHT_MUTATIONS ?? 1000);
const seed = Number(process.env.TRACEWRIGHT_SEED ?? 42);

/** Milliseconds of processor time that one forged file may take; the garbage of those before may add to it. */
const MOST_MILLISECONDS = 250;

/** Bytes beyond JavaScript's heap that reading small forged files may ever hold. */
const MOST_BYTES = 1 << 27;

/** A repeatable random number below `bound`. */
function randomOf(start: number): (bound: number) => number {
  let state = start;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

/** Flips, cuts or overwrites some bytes, with the sizes and offsets that forgers like. */
function mutate(bytes: Uint8Array, random: (bound: number) => number): Uint8Array {
  const mutated = Uint8Array.from(bytes.subarray(0, random(8) === 0 ? random(bytes.length) : bytes.length));
  const view = new DataView(mutated.buffer);
  const numbers = [0, 1, 0xffffffff, 0x7fffffff, 0x0c00ffff, 0xfffffff0, mutated.length, mutated.length + 1];
  for (let change = random(8); change >= 0 && mutated.length > 8; change--) {
    const at = random(mutated.length - 4);
    if (random(2) === 0) mutated[at] = random(256);
    else view.setUint32(random(2) === 0 ? at : at & ~3, numbers[random(numbers.length)] ?? 0, random(8) > 0);
  }
  return mutated;
}

/** Runs a reading so often, each within its bounds. */
async function tryAll(
  rounds: number,
  read: (random: (bound: number) => number) => Promise<void> | void,
): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage();
    await read(randomOf(seed * 1_000_003 + round));
    const { user, system } = process.cpuUsage(before);
    const spent = (user + system) / 1000;
    assert.ok(spent < MOST_MILLISECONDS, `round ${round} of seed ${seed} took ${spent} ms`);
    const held = process.memoryUsage().arrayBuffers;
    assert.ok(held < MOST_BYTES, `after round ${round} of seed ${seed} ${held} bytes are held`);
  }
}

test('forged BTF', async () => {
  const { vmlinux, ext4 } = partsBtf();
  const [base, module] = [vmlinux.bytes(), ext4.bytes()];
  await tryAll(mutations, (random) => {
    const [forgedBase, forgedModule] = [mutate(base, random), mutate(module, random)];
    visitTypes(buildTypeTable(new Map([['vmlinux', forgedBase]]).set('ext4', forgedModule)));
  });
});

test('forged text files', async () => {
  await tryAll(Math.ceil(mutations / 2), async (random) => {
    const bytes = (value: string | Uint8Array | undefined): Uint8Array => mutate(Buffer.from(value ?? ''), random);
    const text = (value: string | Uint8Array | undefined): string => Buffer.from(bytes(value)).toString();
    const pack = await buildPack({
      manifest: partsContents.manifest,
      kallsyms: bytes(partsContents.kallsyms),
      filterFunctions: text(partsContents.filterFunctions),
      kprobeBlacklist: text(partsContents.kprobeBlacklist),
      events: text(partsContents.events),
      eventFormats: text(partsContents.eventFormats),
      config: text(partsContents.config),
      errorInjection: text(partsContents.errorInjection),
      markers: text(partsContents.markers),
    });
    visitPack(pack);
  });
});

test('forged programs, of either class and byte order', async () => {
  const programs = [true, false].flatMap((is64) =>
    [true, false].map((littleEndian) =>
      writeElf({
        is64,
        littleEndian,
        ...(is64 === littleEndian && { functions: ['main', 'helper', 'maintain'] }),
        exported: ['visible'],
        buildId: '0123456789abcdef0123456789abcdef01234567',
        debugLink: 'program.debug',
        markers: [
          { provider: 'app', name: 'start', operands: '-4@%edi 8@16(%rsp)', semaphore: 0x4000 },
          { provider: 'app', name: 'done', operands: '8f@%xmm0' },
        ],
      }),
    ),
  );
  let read = 0;
  await tryAll(mutations, async (random) => {
    const forged = mutate(programs[random(programs.length)] ?? Buffer.alloc(0), random);
    const file: RangedFile = { read: async (offset, length) => forged.subarray(offset, offset + length) };
    try {
      visitProgram(await readProgram('/usr/bin/program', () => file));
      read++;
    } catch (error) {
      if (!(error instanceof ElfError)) throw error;
    }
  });
  assert.ok(read > mutations / 10, `only ${read} of ${mutations} were still programs`);
});

test('forged and cut-off folders load, or are refused with a next step', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tracewright-forged-'));
  try {
    const { vmlinux } = partsBtf();
    const files = new Map<string, string | Uint8Array>([
      ['manifest.json', JSON.stringify(partsContents.manifest)],
      ['kallsyms', partsContents.kallsyms ?? ''],
      ['available_filter_functions', partsContents.filterFunctions ?? ''],
      ['available_events', partsContents.events ?? ''],
      ['event_formats', partsContents.eventFormats ?? ''],
      ['notes', Buffer.from('0400000014000000030000004747', 'hex')],
      ['btf/vmlinux', vmlinux.bytes()],
    ]);
    await mkdir(join(folder, 'btf'));
    await tryAll(Math.ceil(mutations / 20), async (random) => {
      for (const [name, contents] of files) {
        const bytes = Buffer.from(contents as string);
        await writeFile(join(folder, name), random(3) === 0 ? mutate(bytes, random) : bytes);
        if (random(10) === 0) await truncate(join(folder, name), random(bytes.length + 1));
        if (random(10) === 0) await appendFile(join(folder, name), bytes.subarray(0, random(bytes.length + 1)));
      }
      try {
        visitPack(await loadPack(folder));
      } catch (error) {
        if (!(error instanceof PackError)) throw error;
        assert.match(error.message, /Collect/);
      }
    });
    assert.equal((await readdir(folder)).length, files.size);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
