// Lines of output against the formats that printed them: what is certain becomes columns, all else stays text.
import assert from 'node:assert/strict';
import test from 'node:test';
import { LineFormats } from '../../client/src/runs/columns/lineFormats.ts';
import type { OutputFormat, OutputPiece } from '../../server/src/protocol.ts';

const types: Readonly<Record<string, Extract<OutputPiece, { kind: 'value' }>['type']>> = {
  ...{ d: 'integer', x: 'hexadecimal', o: 'octal', f: 'decimal', c: 'character', w: 'word', s: 'text' },
};

/** A format as in printf, its columns named a, b, c …; `%w` is a word. */
function format(spelled: string, line = 0, names = 'abcdefgh'): OutputFormat {
  const pieces: OutputPiece[] = [];
  let rest = spelled;
  let next = 0;
  for (const match of spelled.matchAll(/%(-?)(\d*)(?:\.(\d+))?([dxofcws])/g)) {
    const [whole, left, width, longest, letter = ''] = match;
    const at = rest.indexOf(whole);
    if (at > 0) pieces.push({ kind: 'literal', text: rest.slice(0, at) });
    rest = rest.slice(at + whole.length);
    pieces.push({
      kind: 'value',
      type: types[letter] ?? 'text',
      column: names[next++] ?? '?',
      expression: '',
      width: Number(width),
      isLeft: left === '-',
      ...(longest !== undefined && { longest: Number(longest) }),
    });
  }
  if (rest !== '') pieces.push({ kind: 'literal', text: rest });
  return { line, pieces };
}

/** One line each: the format, and lines with the cells they must give, or undefined. */
function check(formats: readonly string[], lines: Readonly<Record<string, readonly string[] | undefined>>): void {
  const known = new LineFormats(formats.map((one, index) => format(one, index)));
  for (const [line, expected] of Object.entries(lines)) {
    assert.deepEqual(known.match(line)?.cells, expected, `${formats.join(' | ')} on "${line}"`);
  }
}

test('numbers, and a text at the end that holds anything', () => {
  check(['%d %s'], {
    '12 cat': ['12', 'cat'],
    '12 tmux: server 3 (x)': ['12', 'tmux: server 3 (x)'],
    '-3 ': ['-3', ''],
    'x cat': undefined,
    '12cat': undefined,
    '12': undefined,
  });
  check(['%s read %d bytes'], { 'Web Content read 9 read 12 bytes': ['Web Content read 9', '12'] });
  check(['0x%x-%d'], { '0xffff--5': ['ffff', '-5'], '0xfFf-5': ['fFf', '5'], 'fff-5': undefined });
});

test('values read backwards behind a literal that looks like a part of them', () => {
  check(['%s at 0x%x'], { 'a at b at 0x10fe': ['a at b', '10fe'] });
  check(['%s-%d'], { 'a-b-7': ['a-b', '7'] });
  check(['%s=%f'], { 'e=1.5e-3': ['e', '1.5e-3'] });
});

test('padding is exact, and tells apart what nothing stands between', () => {
  check(['%-16s %6d %s'], {
    'tmux: server        123 /etc/a b': ['tmux: server', '123', '/etc/a b'],
    'a name that is longer than that 1234567 x': ['a name that is longer than that', '1234567', 'x'],
    'cat 12 x': undefined,
  });
  check(['%-8s%6d%4d'], { 'cat         12   3': ['cat', '12', '3'], 'catcat12    12   3': ['catcat12', '12', '3'] });
  check(['%s%d'], { cat12: undefined });
  check(['%d%d'], { '1212': undefined });
  check(['%6d%6d'], { '    12 34567': ['12', '34567'], '123456123456': undefined });
  check(['%-6d|%6d|'], { '12    |    34|': ['12', '34'], '1234567|12345678|': ['1234567', '12345678'] });
  check(['[%10s]'], { '[    a name]': ['a name'], '[0123456789ab]': ['0123456789ab'] });
});

test('texts between literals end where what follows fits', () => {
  check(['%s -> %s (%d)'], { 'a b -> c -> d (3)': ['a b', 'c -> d', '3'] });
  check(['%s %d %s'], { 'tmux: server 44 x y': ['tmux: server', '44', 'x y'] });
  check(['%w [%w] %s'], { 'vfs_read [a`b] c d': ['vfs_read', 'a`b', 'c d'], 'a b [c] d': undefined });
});

test('bytes that are no ASCII make padding uncertain, not the value', () => {
  check(['%-8s|%d'], { 'größe |5': ['größe', '5'] });
});

test('characters, octal numbers, decimal fractions, and a bound on a text', () => {
  check(['%c%c %o %f %.4s'], { 'RW 755 0.5 name': ['R', 'W', '755', '0.5', 'name'], 'RW 755 0.5 names': undefined });
});

test('the format that says most wins; a riddle stays text; a header is no row', () => {
  check(['%s', '%d ms'], { '12 ms': ['12'], 'x ms': ['x ms'] });
  check(['%s %d', '%d %s'], { '1 2': undefined, 'a 2': ['a', '2'], '1 b': ['1', 'b'] });
  check(['PID   NAME', '%s'], { 'PID   NAME': undefined, cat: ['cat'] });
});

test('shapes: formats with the same columns are one table, those that look alike share their names', () => {
  const { shapes } = new LineFormats([
    format('open %d %s', 3),
    format('close %d %s', 7),
    format('%x-%x', 8, 'aa'),
    format('%s!', 9, 'p'),
    format('%s!', 10, 'q'),
  ]);
  assert.deepEqual(
    shapes.map(({ columns, scriptLines }) => [columns.map(({ name }) => name).join(' '), scriptLines]),
    [
      ['a b', [3, 7]],
      ['a a 2', [8]],
      ['p/q', [9, 10]],
    ],
  );
});

test('a line and a format made to be slow are told apart at once', () => {
  const known = new LineFormats([format(`${'%s a'.repeat(8)}%d`)]);
  const started = performance.now();
  for (let turn = 0; turn < 20; turn++) known.match(' a'.repeat(5000));
  assert.ok(performance.now() - started < 2000);
});
