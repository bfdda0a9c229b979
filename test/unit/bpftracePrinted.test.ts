// bpftrace: what printf wrote comes out as it was printed, whatever stands in it and however it was put together.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decoder } from '../../client/src/tracers/bpftrace/decode.ts';

function linesOf(...printed: readonly string[]): readonly string[] {
  const decode = decoder({ argv: [], privilege: 'root', output: 'json' });
  const text = printed.map((data) => `{"type": "printf", "data": ${data}}\n`).join('');
  return [...decode.push('stdout', Buffer.from(text)), ...decode.end()].map((record) =>
    record.kind === 'line' ? record.text : record.kind,
  );
}

test('printed text comes out as the script printed it', () => {
  for (const [printed, ...wanted] of [
    [[String.raw`"read 5\n"`], 'read 5'],
    [[String.raw`"\n"`], ''],
    // A backslash and an n are no newline.
    [[String.raw`"C:\\n"`, String.raw`"\n"`], String.raw`C:\n`],
    [[String.raw`"a\"b\n"`], 'a"b'],
    [[String.raw`"a\tb\n"`], 'a\tb'],
    [[String.raw`"one\ntwo\n"`], 'one', 'two'],
    [['"half "', String.raw`"and half\n"`, String.raw`"next\n"`], 'half and half', 'next'],
    [['"no end"'], 'no end'],
    // More than text is read as JSON.
    [[String.raw`"a\n", "more": "b\n"`], 'a'],
  ] as const) {
    assert.deepEqual(linesOf(...printed), wanted);
  }
});
