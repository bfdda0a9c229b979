// The index of a flood's lines tells the same as if each line had been entered by itself, and no block is too long to find a line in.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  blocksOf,
  entrySize,
  longestBlock,
  plainBlocks,
  putBlocks,
  readBlocks,
} from '../../client/src/runs/spool/spoolIndex.ts';

for (const [what, text, offset] of [
  ['lines of all lengths', 'one\n\nthe third line, long enough to need no more room\nä\n', 0],
  ['far more lines than their bytes let expect', '\n'.repeat(200_000), 7],
  ['more text than a block has', `${'x'.repeat(99)}\n`.repeat(5000), 0],
  ['lines that fill a block to the last byte', `${'x'.repeat(longestBlock / 2 - 1)}\n`.repeat(5), 0],
  ['a line longer than a block', `short\n${'x'.repeat(200_000)}\nshort\n${'y'.repeat(longestBlock)}\n\n`, 3],
  ['a text that passes 4 GiB', 'before\nacross\nafter\n', 2 ** 32 - 10],
  ['nothing', '', 5],
] as const) {
  test(what, () => {
    const bytes = Buffer.from(text);
    const lines = text.split('\n').slice(0, -1);
    const blocks = plainBlocks(bytes, 12, offset, 34);
    let [first, place] = [12, offset];
    for (const block of blocks) {
      assert.deepEqual([block.first, block.offset], [first, place]);
      const its = lines.slice(first - 12, first - 12 + block.count).map((line) => `${line}\n`);
      assert.equal(bytes.toString('utf8', place - offset, place - offset + block.length), its.join(''));
      assert.ok(block.length <= longestBlock || block.count === 1, `${block.length} bytes of ${block.count} lines`);
      first += block.count;
      place += block.length;
    }
    assert.deepEqual([first, place], [12 + lines.length, offset + bytes.length]);
    const measured = lines.map((line) => ({ stream: 'stdout' as const, length: Buffer.byteLength(line), at: 34 }));
    assert.equal(
      blocksOf(measured, 12, offset).reduce((sum, { count }) => sum + count, 0),
      lines.length,
    );
    assert.deepEqual(readBlocks(putBlocks(blocks)), blocks);
  });
}

test('lines of another origin or moment are another block', () => {
  const line = { stream: 'stdout' as const, length: 3, at: 1 };
  const lines = [line, line, { ...line, at: 2 }, { ...line, stream: 'stderr' as const }, { ...line, host: 0 }];
  const more = [
    { ...line, host: 1 },
    { ...line, host: 1 },
    { ...line, ofRecord: true as const },
  ];
  const blocks = blocksOf([...lines, ...more], 0, 0);
  assert.deepEqual(
    blocks.map(({ count }) => count),
    [2, 1, 1, 1, 2, 1],
  );
  assert.deepEqual(readBlocks(putBlocks(blocks)), blocks);
});

test('a moment past what an entry holds is the last that it does, and an entry that is cut off is left out', () => {
  const [block] = readBlocks(putBlocks(plainBlocks(Buffer.from('one\n'), 0, 0, 2 ** 33)));
  assert.equal(block?.at, 2 ** 32 - 1);
  assert.deepEqual(readBlocks(Buffer.alloc(entrySize - 1)), []);
});
