// What the target packed is kept so: read back byte by byte, also where it was cut off, taken back or damaged.
import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import zlib from 'node:zlib';
import { Spool } from '../../client/src/runs/spool/spool.ts';
import { keptOutput } from '../support/keptOutput.ts';

const numbers = (count: number, from = 1): Buffer =>
  Buffer.from(Array.from({ length: count }, (_, i) => `${i + from}\n`).join(''));

/** One frame whose bytes come out as they go in, so that its pieces stand for what is told of them. */
function packed(parts: readonly Buffer[]): Promise<readonly Buffer[]> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let piece: Buffer[] = [];
    const compressor = zlib.createZstdCompress();
    compressor.on('data', (bytes: Buffer) => piece.push(bytes));
    compressor.on('error', reject);
    compressor.on('end', () => resolve([...pieces, Buffer.concat(piece)]));
    const next = (index: number): void => {
      const part = parts[index];
      if (part === undefined) return void compressor.end();
      compressor.write(part);
      compressor.flush(() => {
        pieces.push(Buffer.concat(piece));
        piece = [];
        next(index + 1);
      });
    };
    next(0);
  });
}

async function inSpool(use: (spool: Spool, folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'spool-'));
  const spool = await Spool.open(folder);
  try {
    await use(spool, folder);
  } finally {
    await spool.close();
    await rm(folder, { recursive: true });
  }
}

const flood = numbers(100_000, 1000);
const halves = [flood.subarray(0, 300_000), flood.subarray(300_000)] as const;

/** Plain bytes, a flood in two pieces of which one stands for two appends, plain bytes. */
async function fill(spool: Spool): Promise<void> {
  const [first, second, rest] = await packed(halves);
  await spool.appendRaw('stdout', Buffer.from('begun\n'));
  await spool.appendRaw('stderr', Buffer.from('said\n'));
  void spool.appendRaw('stdout', halves[0].subarray(0, 200_000), { bytes: first as Buffer, isFirst: true });
  void spool.appendRaw('stdout', halves[0].subarray(200_000), { bytes: Buffer.alloc(0), isFirst: false });
  await spool.appendRaw('stdout', halves[1], { bytes: second as Buffer, isFirst: false });
  await spool.appendRaw('stdout', Buffer.alloc(0), { bytes: rest as Buffer, isFirst: false });
  await spool.appendRaw('stdout', Buffer.from('ended\nhal'));
}

const whole = Buffer.concat([Buffer.from('begun\n'), flood, Buffer.from('ended\nhal')]);

test('packed and plain bytes come back in order, and take what they took on their way', () =>
  inSpool(async (spool, folder) => {
    await fill(spool);
    assert.ok((await keptOutput(folder, 'stdout')).equals(whole));
    assert.equal((await keptOutput(folder, 'stderr')).toString(), 'said\n');
    assert.deepEqual([spool.rawSize('stdout'), spool.position('stdout')], [whole.length, whole.length]);
    assert.equal(spool.byteCount, whole.length + 5);
    assert.equal((await spool.unfinishedLine('stdout')).toString(), 'hal');
    const { size } = await stat(join(folder, 'stdout'));
    assert.ok(size < whole.length / 2, `${size} bytes`);
  }));

test('a line that a flood left unfinished is found in what is packed', () =>
  inSpool(async (spool, folder) => {
    const cut = Buffer.concat([flood, Buffer.from('unfin')]);
    const [first, ...rest] = await packed([cut]);
    await spool.appendRaw('stdout', cut, { bytes: Buffer.concat([first as Buffer, ...rest]), isFirst: true });
    assert.equal((await spool.unfinishedLine('stdout')).toString(), 'unfin');
    assert.ok((await keptOutput(folder, 'stdout')).equals(cut));
  }));

test('a frame that was cut off stands for what came of it, and another process goes on behind it', () =>
  inSpool(async (spool, folder) => {
    const [first] = await packed(halves);
    await spool.appendRaw('stdout', halves[0], { bytes: first as Buffer, isFirst: true });
    await spool.skip('stdout', 50);
    const second = await Spool.open(folder);
    assert.equal(second.position('stdout'), halves[0].length + 50);
    const again = await packed([halves[1]]);
    await second.appendRaw('stdout', halves[1], { bytes: Buffer.concat(again), isFirst: true });
    await second.close();
    assert.ok((await keptOutput(folder, 'stdout')).equals(Buffer.concat([halves[0], Buffer.from('\n'), halves[1]])));
    assert.equal(second.position('stdout'), flood.length + 50);
  }));

test('of a piece whose bytes stand for several appends, those are taken back whose lines are missing', () =>
  inSpool(async (spool, folder) => {
    const [first, second] = await packed(halves);
    await spool.appendRaw('stdout', halves[0].subarray(0, 200_000), { bytes: first as Buffer, isFirst: true });
    // As a kill leaves it: the bytes of the next appends are there, the mark does not tell them.
    await appendFile(join(folder, 'stdout'), second as Buffer);
    await appendFile(join(folder, 'packed'), Buffer.alloc(24, 1));
    const taken = await Spool.open(folder);
    await taken.takeBack();
    assert.equal(taken.position('stdout'), 200_000);
    await taken.appendRaw('stdout', Buffer.from('on\n'));
    await taken.close();
    const kept = Buffer.concat([halves[0].subarray(0, 200_000), Buffer.from('on\n')]);
    assert.ok((await keptOutput(folder, 'stdout')).equals(kept));
  }));

test('a file that a crash of the machine cut shorter has its whole pieces', () =>
  inSpool(async (spool, folder) => {
    await fill(spool);
    const [first, second] = await packed(halves);
    await truncate(join(folder, 'stdout'), 'begun\n'.length + (first as Buffer).length + (second as Buffer).length - 1);
    const kept = Buffer.concat([Buffer.from('begun\n'), halves[0]]);
    assert.ok((await keptOutput(folder, 'stdout')).equals(kept));
    const taken = await Spool.open(folder);
    await taken.takeBack();
    assert.equal(taken.position('stdout'), kept.length);
    await taken.appendRaw('stdout', Buffer.from('on\n'));
    await taken.close();
    assert.ok((await keptOutput(folder, 'stdout')).equals(Buffer.concat([kept, Buffer.from('on\n')])));
  }));

test('what is damaged is told, and not given as if it were whole', () =>
  inSpool(async (spool, folder) => {
    const [first] = await packed(halves);
    await spool.appendRaw('stdout', flood, { bytes: first as Buffer, isFirst: true });
    await assert.rejects(keptOutput(folder, 'stdout'), /The spool is damaged: 300000 bytes are packed where \d+ were/);
    await spool.appendRaw('stderr', Buffer.from('x'), { bytes: Buffer.from('no frame'), isFirst: true });
    await assert.rejects(keptOutput(folder, 'stderr'));
  }));
