// bpftrace: what is found about a script as a whole.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bpftrace } from '../../server/src/languages/bpftrace/bpftrace.ts';
import { found } from '../support/bpftraceRelease.ts';
import { partsPack } from '../support/parts.ts';

test('a script without a probe is refused', () => {
  for (const [text, expected] of [
    ['', ['error no-probes «»']],
    ['\n\n', ['error no-probes «»']],
    ['// nothing yet\n', ['error no-probes «// nothing yet»']],
    ['/* nothing\n yet */', ['error no-probes «/* nothing»']],
    ['struct A { int a; };\n', ['warning no-probes «struct A { int a; };»']],
    ['macro m() { 1 }\n', []],
    ['BEGIN { }\n', []],
    // What cannot be read may have been meant as a probe.
    ['kprobe:vfs_read {', ['error syntax «»']],
  ] as const) {
    assert.deepEqual(found(text, partsPack), expected, text);
  }
});

test('a block that is not closed lacks its brace, not a semicolon', () => {
  const messages = (text: string) =>
    bpftrace.parse({ text, path: '', pack: partsPack }).errors.map(({ message }) => message);
  assert.deepEqual(messages('BEGIN { print(1)'), ['Expected `}`, but the script ends here.']);
  assert.deepEqual(messages('BEGIN { print(1) print(2) }'), ['Expected `;` before this.']);
});
