// The index of a flood's lines is the same as if each line had been entered by itself.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entrySize, plainEntries, putEntry } from '../../client/src/runs/spool/spoolIndex.ts';

function oneByOne(text: string, offset: number, moment: number): Buffer {
  const lines = text.split('\n').slice(0, -1);
  const entries = Buffer.alloc(lines.length * entrySize);
  const view = new DataView(entries.buffer, entries.byteOffset, entries.length);
  let start = offset;
  for (const [number, line] of lines.entries()) {
    const length = Buffer.byteLength(line);
    putEntry(view, number * entrySize, { stream: 'stdout' }, start, length, moment);
    start += length + 1;
  }
  return entries;
}

for (const [what, text, offset, moment] of [
  ['lines of all lengths', 'one\n\nthe third line, long enough to need no more room\nä\n', 0, 12],
  ['far more lines than their bytes let expect', '\n'.repeat(1000), 7, 12],
  ['a text that passes 4 GiB', 'before\nacross\nafter\n', 2 ** 32 - 10, 12],
  ['a text that ends at 4 GiB exactly', 'before\nafter\n', 2 ** 32 - 7, 12],
  ['a text far beyond', 'one\ntwo\n', 5 * 2 ** 32 + 3, 12],
  ['a moment past what an entry holds', 'one\n', 0, 2 ** 33],
  ['nothing', '', 5, 12],
] as const) {
  test(what, () => assert.deepEqual(plainEntries(Buffer.from(text), offset, moment), oneByOne(text, offset, moment)));
}
