// A stream's bytes gathered into fewer pieces are the same bytes, however they came and went.
import assert from 'node:assert/strict';
import { PassThrough, Readable } from 'node:stream';
import test from 'node:test';
import { gathered } from '../../client/src/runs/gathered.ts';

/** The pieces, each copied before the next is asked for. */
async function piecesOf(stream: Readable): Promise<readonly Buffer[]> {
  const pieces: Buffer[] = [];
  for await (const piece of gathered(stream)) pieces.push(Buffer.from(piece));
  return pieces;
}

const flood = Buffer.from(Array.from({ length: 200_000 }, (_, i) => `${i}\n`).join(''));

/** The flood in pieces of this size. */
function cut(size: number): readonly Buffer[] {
  const count = Math.ceil(flood.length / size);
  return Array.from({ length: count }, (_, i) => flood.subarray(i * size, (i + 1) * size));
}

test('a flood of small pieces, in few large ones', async () => {
  const small = cut(1000);
  const stream = new PassThrough({ highWaterMark: 2 * flood.length });
  for (const piece of small) stream.write(piece);
  stream.end();
  const pieces = await piecesOf(stream);
  assert.ok(Buffer.concat(pieces).equals(flood));
  assert.ok(pieces.length < small.length / 20, `${pieces.length} pieces`);
});

for (const size of [7000, 65_536, 400_000]) {
  test(`a flood that waits for its reader, in pieces of ${size}`, async () => {
    const pieces = await piecesOf(Readable.from(cut(size), { objectMode: false, highWaterMark: 1 }));
    assert.ok(Buffer.concat(pieces).equals(flood));
  });
}

test('a trickle as it comes', async () => {
  const stream = new PassThrough();
  const pieces = gathered(stream);
  for (const word of ['one', 'two']) {
    stream.write(word);
    assert.equal((await pieces.next()).value?.toString(), word);
  }
  stream.end();
  assert.equal((await pieces.next()).done, true);
});

test('what came before a stream broke, then why', async () => {
  const stream = new PassThrough();
  const pieces = gathered(stream);
  stream.write('one');
  assert.equal((await pieces.next()).value?.toString(), 'one');
  stream.destroy(new Error('cut'));
  await assert.rejects(pieces.next(), /cut/);
});

test('a stream that is destroyed without a reason has not ended', async () => {
  const stream = new PassThrough();
  stream.destroy();
  await assert.rejects(gathered(stream).next(), { code: 'ERR_STREAM_PREMATURE_CLOSE' });
});
