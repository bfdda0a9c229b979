// The one quoting function, held against the shells that read its lines.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { quote } from '../../client/src/targets/quote.ts';

const hostile = [
  '',
  ' ',
  "it's",
  "'",
  "''",
  '"quoted"',
  'line\nline\n',
  '\r\n',
  '$(touch /tmp/tracewright-was-here)',
  '`id`',
  '$HOME',
  '~',
  '~root',
  '*',
  '-rf',
  '--',
  ';',
  'a;b|c&d>e<f',
  '\\',
  'back\\slash\\',
  "'\\''",
  '!history',
  '\t\u0001\u007f\u001b[31m',
  'äöü 日本 😀',
  '#comment',
  'a=b',
  '{a,b}',
  '[!x]?',
  '-',
  '--option=$(id)',
  '\n',
  'ends with a newline\n',
  // What broken UTF-8 was read as, and characters that lines may end at.
  '\ufffd\ufffe\ufeff',
  '\u2028\u2029\u0085',
  '\u202eelif',
  '%s%n\\0',
  'x'.repeat(100_000),
];

for (const shell of [['dash'], ['bash'], ['bash', '--posix'], ['busybox', 'sh']] as const) {
  test(`${shell.join(' ')} splits a line into the words it was made of`, () => {
    const [program, ...options] = shell;
    const line = quote(['printf', '%s\\0', ...hostile]);
    // Over stdin: one argument of a program has a bound on its length.
    const printed = execFileSync(program, [...options, '-s'], { input: line, maxBuffer: 1 << 24 });
    assert.deepEqual(printed.toString('utf8').split('\0').slice(0, -1), hostile);
  });
}

test('plain words stay as they are, for whoever reads the log', () => {
  assert.equal(quote(['stap', '-v', '/tmp/a.stp', 'x=1', 'a b']), "stap -v /tmp/a.stp x=1 'a b'");
});

test('what is no text is refused, and not sent as another', () => {
  for (const half of ['\ud83d', 'a\udc00b']) assert.throws(() => quote(['echo', half]), /no valid Unicode/);
});

test('a NUL is refused: no argument can hold one', () => {
  assert.throws(() => quote(['a\0b']), /NUL/);
});
