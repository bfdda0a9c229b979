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

const spell = (data: string): string => `{"type": "printf", "data": ${data}}\n`;

test('much of it at once is the same text, up to where something else is among it', () => {
  const printed = [String.raw`"read 5\n"`, String.raw`"\n"`, '"é\\n"', String.raw`"a\tb \"c\" C:\\n\nd\n"`];
  const whole = printed.map(spell).join('');
  const text = 'read 5\n\né\na\tb "c" C:\\n\nd\n';
  for (const unfinished of ['', '{"type": "printf", "data": "cut o']) {
    const decode = decoder({ argv: [], privilege: 'root', output: 'json' });
    const plain = decode.plainText?.(Buffer.from(whole + unfinished));
    assert.equal(plain?.text.toString(), text);
    assert.deepEqual(linesOf(...printed), text.split('\n').slice(0, -1));
    assert.equal(plain?.used, Buffer.byteLength(whole));
  }
  for (const other of [
    spell('"no end of a line"'),
    spell('""'),
    spell(String.raw`"C:\\n"`),
    spell(String.raw`"a\rb\n"`),
    spell(String.raw`"\u001b[1m\n"`),
    spell('"a \n line of its own\\n"'),
    spell(String.raw`"a\n", "more": "b\n"`),
    '{"type": "map", "data": {"@": 1}}\n',
    'text of another program\n',
    '\n',
  ]) {
    const decode = decoder({ argv: [], privilege: 'root', output: 'json' });
    for (const rest of [other, other + whole]) {
      assert.equal(decode.plainText?.(Buffer.from(rest)).used, 0, rest);
      const plain = decode.plainText?.(Buffer.from(whole + rest));
      assert.equal(plain?.used, Buffer.byteLength(whole), rest);
      assert.equal(plain?.text.toString(), text, rest);
    }
  }
});

test('any byte at any place among others is read as JSON reads it, or left to JSON', () => {
  const marks = [...Array(256).keys()].map((code) => String.fromCharCode(code)).filter((mark) => !'"\\'.includes(mark));
  for (const mark of [...marks, '\\"', '\\\\', '\\t', '\\n', '\\b', '\\u0041']) {
    for (let place = 0; place < 12; place++) {
      const data = `"${'ÿ~ !x'.repeat(3).slice(0, place)}${mark}${' text#'.repeat(2).slice(place % 4)}\\n"`;
      const decode = decoder({ argv: [], privilege: 'root', output: 'json' });
      const bytes = Buffer.from(spell(data));
      const plain = decode.plainText?.(bytes);
      if (plain?.used === 0) assert.match(mark, /^(\\[bu]|[\0-\x1f])/, data);
      else assert.equal(plain?.text.toString(), JSON.parse(data), data);
    }
  }
});

test('text that waits for its line, or a message for its excerpt, comes first', () => {
  const decode = decoder({ argv: [], privilege: 'root', output: 'json' });
  const line = Buffer.from(spell(String.raw`"and half\n"`));
  assert.deepEqual(decode.push('stdout', Buffer.from(spell('"half "'))), []);
  assert.equal(decode.plainText?.(line).used, 0);
  assert.deepEqual(decode.push('stdout', line), [{ kind: 'line', text: 'half and half' }]);
  assert.equal(decode.plainText?.(line).used, line.length);
  decode.push('stdout', Buffer.from('flood.bt:5:3-17: WARNING: While loops are deprecated.\n'));
  assert.equal(decode.plainText?.(line).used, 0);
});

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

test('of versions that write text, much of it at once goes up to the next record', () => {
  const decode = decoder({ argv: [], privilege: 'root', output: 'text' });
  const lengthOf = (text: string) => decode.plainText?.(Buffer.from(text)).used;
  const text = 'read 5\n\nLosing 7 events\né Lost 7 events\n';
  const length = Buffer.byteLength(text);
  assert.equal(lengthOf(text), length);
  assert.equal(lengthOf(`${text}cut o`), length);
  for (const record of ['Lost 7 events\n', 'Attaching 2 probes...\n']) {
    assert.equal(lengthOf(text + record + text), length);
    assert.equal(lengthOf(record + text), 0);
    assert.notEqual(decode.push('stdout', Buffer.from(record))[0]?.kind, 'line');
  }
});
