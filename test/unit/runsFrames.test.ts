// Frames come out the same however the bytes are cut, and nonsense is refused.
import assert from 'node:assert/strict';
import test from 'node:test';
import { type Frame, FrameParser } from '../../client/src/runs/frames.ts';

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

test('what no supervisor says is refused with its own words', () => {
  assert.throws(() => spell([Buffer.from('Welcome to Ubuntu\n')]), /Welcome to Ubuntu/);
  assert.throws(() => spell([Buffer.from('data o -1 5\n')]), /data o -1 5/);
  assert.throws(() => spell([Buffer.from('data x 1 5\n')]), /data x 1 5/);
  assert.throws(() => spell([Buffer.alloc(1000, 'x')]), /xxx/);
});
