// Places of source code in lines of output, and what only looks like one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placesIn } from '../../client/src/views/page/places.ts';
import type { SourcePlace } from '../../client/src/views/panelMessages.ts';

function wordsOf(place: SourcePlace): string {
  if (place.kind === 'line') return `${place.file} ${place.line} ${place.column}`;
  return place.kind === 'function' ? place.name : `address ${place.address}`;
}

/** Each place as it stands in the text, and what it is taken for. */
const found = (text: string): readonly string[] =>
  placesIn(text).map(({ from, to, place }) => {
    return `${text.slice(from, to)} = ${wordsOf(place)}`;
  });

test('lines of source files, with and without a column', () => {
  assert.deepEqual(found('at fs/read_write.c:463 in /usr/src/linux-6.12/include/linux/fs.h:21:7: note'), [
    'fs/read_write.c:463 = fs/read_write.c 463 1',
    '/usr/src/linux-6.12/include/linux/fs.h:21:7 = /usr/src/linux-6.12/include/linux/fs.h 21 7',
  ]);
  assert.deepEqual(found('(entry_64.S:121)'), ['entry_64.S:121 = entry_64.S 121 1']);
});

test('functions with an offset, as each of the tracers prints stacks', () => {
  assert.deepEqual(found(' 0xffffffff8134a0b0 : vfs_read+0x10/0x200 [kernel]'), [
    '0xffffffff8134a0b0 = address ffffffff8134a0b0',
    'vfs_read+0x10/0x200 = vfs_read',
  ]);
  assert.deepEqual(found('    do_syscall_64+130'), ['do_syscall_64+130 = do_syscall_64']);
  assert.deepEqual(found('vmlinux`ksys_read+0x6f, foo.isra.0+0x1'), [
    'ksys_read+0x6f = ksys_read',
    'foo.isra.0+0x1 = foo.isra.0',
  ]);
});

test('addresses of the kernel, and no other numbers', () => {
  assert.deepEqual(found('called from ffffffffc09b1234, 0xffff800008012340'), [
    'ffffffffc09b1234 = address ffffffffc09b1234',
    '0xffff800008012340 = address ffff800008012340',
  ]);
  assert.deepEqual(found('0x7ffff7dd1234 0xffffffff ffffffff8134a0b01 ffffffff8134a0b0.5e'), [
    'ffffffff8134a0b0 = address ffffffff8134a0b0',
  ]);
});

test('times, hosts with a port, sums and versions are none', () => {
  assert.deepEqual(found('12:30:05 web1.example.com:22 a+1 x=3+4 6.12+deb13 file.c: 12 read.c:x C++11 1e+10'), []);
});

test('a long line made to be slow is read at once', () => {
  const start = performance.now();
  for (const part of ['a/', 'a.', 'a+', 'a:1', 'a.c:', '0x']) placesIn(part.repeat(20_000));
  assert.ok(performance.now() - start < 5000);
});
