// The linker's cache of libraries: every form that ldconfig writes, and caches that lie.
import assert from 'node:assert/strict';
import test from 'node:test';
import { libraryByStem, readLibraryCache, stemOf } from '../../server/src/kernel/libraryCache.ts';
import { type CacheForm, writeLibraryCache } from '../support/libraryCacheWriter.ts';

const mutations = Number(process.env.TRACEWRIGHT_MUTATIONS ?? 2000);

const entries = [
  { name: 'libz.so.1', path: '/lib64/libz.so.1' },
  { name: 'libm.so.6', path: '/lib/libm.so.6', flags: 0x0003 },
  { name: 'libm.so.6', path: '/lib64/libm.so.6' },
  { name: 'libm.so.6', path: '/lib64/haswell/libm.so.6' },
  { name: 'libonly32.so', path: '/lib/libonly32.so', flags: 0x0003 },
];

const forms: readonly CacheForm[] = [true, false].flatMap((littleEndian) =>
  [true, false].flatMap((behindOld) => [true, false].map((tellsOrder) => ({ littleEndian, behindOld, tellsOrder }))),
);

for (const form of forms) {
  test(`a cache of the form ${JSON.stringify(form)}: each name once, 64 bits before 32`, () => {
    // An odd number of old entries needs padding, an even one does not.
    for (const last of [entries.length, entries.length - 1]) {
      const found = readLibraryCache(writeLibraryCache(entries.slice(0, last), form));
      const byName = new Map(found.map(({ name, path }) => [name, path]));
      assert.equal(byName.size, found.length);
      assert.equal(byName.get('libz.so.1'), '/lib64/libz.so.1');
      assert.equal(byName.get('libm.so.6'), '/lib64/libm.so.6');
      assert.equal(byName.get('libonly32.so'), last === entries.length ? '/lib/libonly32.so' : undefined);
    }
  });
}

test('a stem is the whole name up to .so, as the tracer takes it', () => {
  const libraries = ['libc++.so.1', 'libcrypt.so.1', 'libc.so.6'].map((name) => ({ name, path: `/lib/${name}` }));
  assert.equal(libraryByStem(libraries, 'libc')?.path, '/lib/libc.so.6');
  assert.equal(libraryByStem(libraries, 'libcr'), undefined);
  assert.deepEqual(['libc.so.6', 'libglib-2.0.so.0', 'libx.so', 'ld-linux.so.2'].map(stemOf), [
    'libc',
    'libglib-2.0',
    'libx',
    'ld-linux',
  ]);
});

test('what is no cache has no libraries', () => {
  for (const text of ['', 'glibc-ld.so.cache1.1', 'ld.so-1.7.0\0', 'ld.so-1.7.0\0\x01\0\0\0', 'x'.repeat(100)]) {
    assert.deepEqual(readLibraryCache(Buffer.from(text)), []);
  }
});

test(`${mutations} forged caches give names and paths of bounded length, in little time`, () => {
  let state = 7;
  const random = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % below;
  };
  const values = [0, 1, 0xff, 0xffff, 0x7fffffff, 0xffffffff];
  const before = process.cpuUsage();
  for (let count = 0; count < mutations; count++) {
    const whole = writeLibraryCache(entries, forms[random(forms.length)] ?? (forms[0] as CacheForm));
    const bytes = whole.subarray(0, random(8) === 0 ? random(whole.length) : whole.length);
    for (let change = random(6); change >= 0 && bytes.length > 4; change--) {
      bytes.writeUInt32LE(values[random(values.length)] ?? 0, random(bytes.length - 4));
    }
    for (const { name, path } of readLibraryCache(bytes)) {
      assert.ok(name.length <= 255 && path.length <= 4095 && path.startsWith('/'), `${count}: ${name} ${path}`);
    }
  }
  const { user, system } = process.cpuUsage(before);
  assert.ok(user + system < mutations * 2000, `${user + system} us`);
});

test('a table that says it is as long as the file, of texts without an end, has what is whole', () => {
  const whole = { name: 'n', path: '/' };
  const cache = writeLibraryCache([whole], { littleEndian: true, behindOld: false, tellsOrder: true });
  const bytes = Buffer.alloc(1 << 22, '/');
  cache.copy(bytes);
  bytes.writeUInt32LE(Math.floor((bytes.length - 48) / 24), 20);
  assert.deepEqual(readLibraryCache(bytes), [whole]);
});
