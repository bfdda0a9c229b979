// The name index: order of the answers, humps, globs, and many names.
import assert from 'node:assert/strict';
import test from 'node:test';
import { compileGlob } from '../../server/src/kernel/glob.ts';
import { indexNames } from '../../server/src/kernel/nameIndex.ts';

const { index } = indexNames('vfs_write vfs_read VFS_MAX sys_read __vfs_read_iter read_cache vfs_readlink'.split(' '));

function search(typed: string, limit = 10): string {
  return [...index.search(typed)]
    .slice(0, limit)
    .map((i) => index.name(i))
    .join(' ');
}

function glob(pattern: string): string {
  return Array.from(index.glob(compileGlob(pattern)), (i) => index.name(i)).join(' ');
}

test('what begins with the typed text comes first, in order', () => {
  assert.equal(search('vfs_r'), 'vfs_read vfs_readlink __vfs_read_iter');
});

test('humps come before substrings, the shortest first', () => {
  assert.equal(search('vr'), 'vfs_read vfs_readlink __vfs_read_iter');
  assert.equal(search('rit'), '__vfs_read_iter vfs_write');
  assert.equal(search('rite'), '__vfs_read_iter vfs_write');
});

test('case does not count in a search, and counts in a glob', () => {
  assert.equal(search('vfs_m'), 'VFS_MAX');
  assert.equal(glob('vfs_m*'), '');
  assert.equal(glob('VFS_*'), 'VFS_MAX');
});

test('poor names come last among those that match alike', () => {
  const rank = (i: number): 0 | 1 => (index.name(i) === 'vfs_read' ? 1 : 0);
  const names = Array.from(index.search('vfs_', rank), (i) => index.name(i));
  assert.deepEqual(names, ['VFS_MAX', 'vfs_readlink', 'vfs_write', 'vfs_read', '__vfs_read_iter']);
});

test('nothing typed gives all names, nonsense none', () => {
  assert.equal(search('').split(' ').length, 7);
  assert.equal(search('zz'), '');
  assert.equal(search('a\nb'), '');
});

test('globs know stars, single letters, sets and escapes', () => {
  assert.equal(glob('vfs_*'), 'vfs_read vfs_readlink vfs_write');
  assert.equal(glob('*read'), 'sys_read vfs_read');
  assert.equal(glob('?fs_read'), 'vfs_read');
  assert.equal(glob('[a-s]*_read'), 'sys_read');
  assert.equal(glob('[!s]*_read'), 'vfs_read');
  assert.equal(glob('vfs_read'), 'vfs_read');
  assert.equal(glob('vfs\\_read'), 'vfs_read');
  assert.equal(glob('[a'), '');
});

test('a glob of many stars is answered in time', () => {
  const name = 'a'.repeat(2000);
  const glob = compileGlob(`${'*a'.repeat(200)}*b`);
  const before = performance.now();
  assert.equal(glob.test(name), false);
  assert.ok(performance.now() - before < 30_000);
});

test('names of one letter after another stay in order, and all are found', () => {
  const names = Array.from({ length: 5000 }, (_, i) => `n${(i * 7919) % 5000}_${'x'.repeat(i % 50)}`);
  const { index } = indexNames(names);
  const ordered = Array.from({ length: index.size }, (_, i) => index.name(i));
  assert.deepEqual(ordered, names.toSorted());
  for (const name of names) {
    const [first, end] = index.find(name);
    assert.equal(end - first, 1, name);
  }
});

test('a name of a megabyte does not overflow the stack', () => {
  const long = 'y'.repeat(1 << 20);
  const { index } = indexNames([long, `${long}z`, 'a']);
  assert.equal(index.name(0), 'a');
  assert.equal(index.name(2).length, (1 << 20) + 1);
});
