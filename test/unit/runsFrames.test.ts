// Frames come out the same however the bytes are cut, and nonsense is refused.
import assert from 'node:assert/strict';
import test from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import { type Frame, FrameParser } from '../../client/src/runs/frames.ts';
import { Unpacker } from '../../client/src/runs/unpacker.ts';

/** Frames as text, pieces of one stream put together again. */
function spell(chunks: readonly Buffer[]): string {
  const parser = new FrameParser();
  const frames: string[] = [];
  let open: { stream: string; next: number; text: string } | undefined;
  const close = () => {
    if (open) frames.push(`${open.stream} ${JSON.stringify(open.text)} up to ${open.next}`);
    open = undefined;
  };
  const take = (frame: Frame) => {
    if (frame.kind === 'data') {
      if (open?.stream !== frame.stream || open.next !== frame.offset) close();
      open ??= { stream: frame.stream, next: frame.offset, text: '' };
      open.text += frame.bytes.toString('latin1');
      open.next += frame.bytes.length;
      return;
    }
    close();
    frames.push(JSON.stringify(frame));
  };
  for (const chunk of chunks) for (const frame of parser.push(chunk)) take(frame);
  close();
  return frames.join('\n');
}

const wire = Buffer.from(
  'hello 1\ndata o 7 5\na\nb\n\ndata e 0 2\n\xff\x00alive\ngap o 12 99\ndata o 99 1\nxeof\n',
  'latin1',
);

const expected = [
  '{"kind":"hello","version":1}',
  'o "a\\nb\\n\\n" up to 12',
  'e "ÿ\\u0000" up to 2',
  '{"kind":"alive"}',
  '{"kind":"gap","stream":"o","from":12,"to":99}',
  'o "x" up to 100',
  '{"kind":"eof"}',
].join('\n');

test('frames cut at every byte', () => {
  for (let cut = 0; cut <= wire.length; cut++) {
    assert.equal(spell([wire.subarray(0, cut), wire.subarray(cut)]), expected, `cut at ${cut}`);
  }
});

test('frames that come byte by byte', () => {
  assert.equal(spell(Array.from(wire, (byte) => Buffer.of(byte))), expected);
});

/** What a client makes of a packed frame that comes in pieces of `step` bytes. */
async function unpack(
  wire: Buffer,
  step: number,
): Promise<{ readonly stream: string; readonly next: number; readonly bytes: Buffer }> {
  const parser = new FrameParser();
  const unpacker = new Unpacker();
  const pieces: Buffer[] = [];
  let [stream, next] = ['', 7];
  try {
    for (let at = 0; at < wire.length; at += step) {
      for (const frame of parser.push(wire.subarray(at, at + step))) {
        if (frame.kind !== 'packed') continue;
        stream = frame.stream;
        const { offset, bytes } = await unpacker.unpack(frame);
        assert.equal(offset, next);
        pieces.push(Buffer.from(bytes));
        next += bytes.length;
      }
    }
  } finally {
    unpacker.end();
  }
  return { stream, next, bytes: Buffer.concat(pieces) };
}

test('packed frames are unpacked as they come, also the beginning of one that is cut off', async () => {
  const text = Buffer.from(Array.from({ length: 200_000 }, (_, n) => `${n}\n`).join(''));
  const packed = zstdCompressSync(text);
  const frame = Buffer.concat([Buffer.from(`packed e 7 ${text.length} ${packed.length}\n`), packed]);
  const second = Buffer.from(`alive\npacked e ${7 + text.length} ${text.length} ${packed.length}\n`);
  const wire = Buffer.concat([frame, second, packed]);
  for (const step of [977, 65536, wire.length]) {
    const { stream, next, bytes } = await unpack(wire, step);
    assert.deepEqual([stream, next], ['e', 7 + 2 * text.length]);
    assert.ok(bytes.equals(Buffer.concat([text, text])));
  }
  const { bytes } = await unpack(frame.subarray(0, frame.length - packed.length / 3), 10_000);
  assert.ok(bytes.length > text.length / 3 && text.subarray(0, bytes.length).equals(bytes));
});

test('packed bytes that are not what their header says are refused', async () => {
  const packed = zstdCompressSync(Buffer.alloc(1_000_000));
  const spoiled = async (size: number, bytes: Buffer) =>
    unpack(Buffer.concat([Buffer.from(`packed o 7 ${size} ${bytes.length}\n`), bytes]), 1000);
  await assert.rejects(spoiled(999_999, packed), /at byte 7 is damaged: 1000000 bytes came instead of 999999/);
  await assert.rejects(spoiled(1_000_001, packed), /damaged: 1000000 bytes came instead of 1000001/);
  await assert.rejects(spoiled(1_000_000, packed.subarray(0, -3)), /bytes came instead of 1000000/);
  await assert.rejects(spoiled(1_000_000, Buffer.from('no zstd')), /damaged/);
  await assert.rejects(
    spoiled(1_000_000, zstdCompressSync(Buffer.alloc(20_000_000))),
    /more than 16777216 bytes are packed/,
  );
  for (const header of ['packed o 0 9999999999 10', 'packed o 0 0 10', 'packed o 0 10 0', 'packed o 0 10']) {
    assert.throws(() => [...new FrameParser().push(Buffer.from(`${header}\n`))], new RegExp(header));
  }
});

test('what no supervisor says is refused with its own words', () => {
  assert.throws(() => spell([Buffer.from('Welcome to Ubuntu\n')]), /Welcome to Ubuntu/);
  assert.throws(() => spell([Buffer.from('data o -1 5\n')]), /data o -1 5/);
  assert.throws(() => spell([Buffer.from('data x 1 5\n')]), /data x 1 5/);
  assert.throws(() => spell([Buffer.alloc(1000, 'x')]), /xxx/);
});
