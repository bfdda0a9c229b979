// Packs as files: what goes in comes out; what others made is taken only where it is a pack, and else leaves nothing behind.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before, beforeEach } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
// tar-stream: writes archives that no honest program would.
import { type Header, pack as tar } from 'tar-stream';
import { importArchive, openPack, writeArchive } from '../../client/src/packs/packArchive.ts';
import { openPackFolder, packsIn } from '../../client/src/packs/packFolder.ts';
import { makePackFolder } from '../support/packFolder.ts';

let folder = '';
let scratch = '';
let store = '';
let file = '';

before(async () => {
  folder = await makePackFolder();
  scratch = await mkdtemp(join(tmpdir(), 'tracewright-archive-'));
});

after(async () => {
  await rm(folder, { recursive: true });
  await rm(scratch, { recursive: true });
});

beforeEach(async () => {
  store = await mkdtemp(join(scratch, 'store-'));
  file = join(scratch, 'some.twpack');
});

async function filesBelow(path: string): Promise<Record<string, string>> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(files.map(async (each) => [each.slice(path.length), await readFile(each, 'latin1')] as const)),
  );
}

/** The bytes of a tar archive. */
async function tarOf(
  entries: readonly (readonly [Partial<Header> & { name: string }, (string | Buffer)?])[],
): Promise<Buffer> {
  const archive = tar();
  for (const [header, data] of entries) archive.entry(header, data ?? '');
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const manifest = [{ name: 'manifest.json' }, '{ "format": 1, "release": "6.1.0" }'] as const;

/** The file must be refused with a message that fits, and the store must hold nothing afterwards. */
async function checkRefused(bytes: Buffer, message: RegExp): Promise<void> {
  await writeFile(file, bytes);
  await assert.rejects(importArchive(file, store), (error: Error) => {
    assert.equal(error.name, 'PackFileError');
    assert.ok(error.message.startsWith(file), `it names the file: ${error.message}`);
    assert.match(error.message, message);
    // What is wrong, and what to do about it.
    assert.match(error.message, /\. [A-Z].*\.$/);
    return true;
  });
  assert.deepEqual(await readdir(store), []);
}

test('what goes in comes out, with the host that it is of', async () => {
  await mkdir(join(folder, '.prepared'), { recursive: true });
  await writeFile(join(folder, '.prepared', 'systemtap-1.gz'), 'kept work');
  const size = await writeArchive(await openPackFolder(folder), file, 'web1');
  assert.equal(size, (await readFile(file)).length);
  const pack = await importArchive(file, store);
  assert.equal(pack.manifest.host, 'web1');
  const { '/manifest.json': told, ...others } = await filesBelow(pack.folder);
  const { '/manifest.json': was, '/.prepared/systemtap-1.gz': kept, ...originals } = await filesBelow(folder);
  assert.equal(kept, 'kept work');
  assert.deepEqual(others, originals);
  assert.deepEqual(JSON.parse(told ?? ''), { ...JSON.parse(was ?? ''), host: 'web1' });
});

test('the same pack gives the same bytes, and is unpacked once', async () => {
  const pack = await openPackFolder(folder);
  await writeArchive(pack, file);
  const first = await readFile(file);
  await writeArchive(pack, file);
  assert.deepEqual(await readFile(file), first);
  const { folder: unpacked } = await openPack(file, store);
  await writeFile(join(unpacked, 'mark'), '');
  assert.equal((await openPack(file, store)).folder, unpacked);
  assert.ok((await readdir(unpacked)).includes('mark'));
  assert.deepEqual(
    (await packsIn(store)).map((each) => each.folder),
    [unpacked],
  );
});

test('a plain tar is taken, and so is one that `tar -C DIR .` made', async () => {
  await writeFile(file, await tarOf([[{ name: './', type: 'directory' }], [{ name: './manifest.json' }, manifest[1]]]));
  assert.equal((await importArchive(file, store)).manifest.release, '6.1.0');
});

test('a pack that cannot be written leaves no half of it', async () => {
  const pack = await openPackFolder(folder);
  await assert.rejects(writeArchive(pack, join(scratch, 'nowhere', 'a.twpack')), /cannot be written.*Choose another/);
  const gone = { ...pack, folder: join(scratch, 'gone') };
  await assert.rejects(writeArchive(gone, join(scratch, 'a.twpack')), /cannot be written/);
  assert.deepEqual(
    (await readdir(scratch)).filter((name) => name.startsWith('a.twpack')),
    [],
  );
});

for (const [what, entry, message] of [
  ['an absolute path', [{ name: '/tmp/tracewright-evil' }, 'x'], /outside of it \("\/tmp\/tracewright-evil"\)/],
  ['a path upwards', [{ name: 'btf/../../evil' }, 'x'], /outside of it/],
  ['a path upwards on Windows', [{ name: '..\\evil' }, 'x'], /outside of it/],
  ['a drive', [{ name: 'C:evil' }, 'x'], /outside of it/],
  ['a symbolic link', [{ name: 'kallsyms', type: 'symlink', linkname: '/etc/passwd' }], /it holds a symlink/],
  ['a hard link', [{ name: 'kallsyms', type: 'link', linkname: '/etc/passwd' }], /it holds a link/],
  ['a device', [{ name: 'kallsyms', type: 'character-device' }], /it holds a character-device/],
] as const) {
  test(`an archive with ${what} is refused`, async () => {
    await checkRefused(
      await tarOf([manifest, entry as readonly [Partial<Header> & { name: string }, string?]]),
      message,
    );
    await checkRefused(
      gzipSync(await tarOf([manifest, entry as readonly [Partial<Header> & { name: string }, string?]])),
      message,
    );
  });
}

test('an archive that unpacks to more than any pack is refused', async () => {
  const start = (await tarOf([manifest])).subarray(0, 1024);
  const header = (await tarOf([[{ name: 'kallsyms' }]])).subarray(0, 512);
  await checkRefused(Buffer.concat([start, withSize(header, 1 << 30)]), /more than 512 MB/);
  // Half a megabyte that is 513 MB of padding: gzips follow each other in one file.
  const megabyte = gzipSync(Buffer.alloc(1 << 20));
  const bomb = Buffer.concat([gzipSync(start), ...Array<Buffer>(513).fill(megabyte)]);
  assert.ok(bomb.length < 1 << 20);
  await checkRefused(bomb, /more than 512 MB/);
});

/** A tar header that says another size (octal at 124) under a right checksum (octal at 148, itself counted as spaces). */
function withSize(header: Buffer, size: number): Buffer {
  const copy = Buffer.from(header);
  copy.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  copy.fill(' ', 148, 156);
  const sum = copy.reduce((total, byte) => total + byte, 0);
  copy.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return copy;
}

test('an archive that is cut off anywhere is refused', async () => {
  await writeArchive(await openPackFolder(folder), file);
  const whole = await readFile(file);
  for (let length = 0; length < whole.length; length += 61) {
    await checkRefused(whole.subarray(0, length), length < 2 ? /no archive/ : /cut off or damaged.*again\./);
  }
  const plain = gunzipSync(whole);
  // The two last blocks are the mark of the end, which zeros of padding may precede.
  for (let length = 512; length < plain.length - 1024; length += 512) {
    await checkRefused(plain.subarray(0, length), /cut off or damaged/);
    await checkRefused(gzipSync(plain.subarray(0, length)), /cut off or damaged/);
  }
});

test('damage in the middle is seen', async () => {
  await writeArchive(await openPackFolder(folder), file);
  const bytes = await readFile(file);
  bytes.fill(0xff, bytes.length >> 1, (bytes.length >> 1) + 20);
  await checkRefused(bytes, /cut off or damaged/);
});

for (const [what, bytes, message] of [
  ['nothing', Buffer.alloc(0), /no archive.*tracewright pack/],
  ['a text', Buffer.from('hello\n'.repeat(200)), /no archive/],
  ['a pointer of Git LFS', Buffer.from('version https://git-lfs.github.com/spec/v1\n'), /git lfs pull/],
  ['a gzip of a text', gzipSync('hello\n'.repeat(200)), /cut off or damaged/],
] as const) {
  test(`${what} is no pack`, () => checkRefused(bytes, message));
}

test('an archive of something else is no pack', async () => {
  await checkRefused(await tarOf([[{ name: 'README' }, 'x']]), /no kernel pack: it has no manifest\.json/);
  await checkRefused(await tarOf([[{ name: 'manifest.json' }, '{ "format": 1']]), /cut off or not a kernel pack/);
  await checkRefused(await tarOf([[{ name: 'manifest.json' }, '{ "format": 2, "release": "6.1" }']]), /manifest/);
});

test('a folder and what is not there', async () => {
  await assert.rejects(openPack(join(scratch, 'none'), store), /no such file or folder.*Make one/);
  await assert.rejects(openPack(scratch, store), /no kernel pack.*Make one/);
  await assert.rejects(importArchive(scratch, store), /is no file/);
  assert.equal((await openPack(folder, store)).folder, folder);
});

test('what a manifest says is shown as plain words', async () => {
  const forged = { format: 1, release: '$(alert) 6.1\n', host: '[x](command:y)', tracers: { 'a b': '<1>', c: 2 } };
  await writeFile(file, await tarOf([[{ name: 'manifest.json' }, JSON.stringify(forged)]]));
  const { manifest: read } = await importArchive(file, store);
  assert.equal(read.release, '__alert__6.1_');
  assert.equal(read.host, '_x__command:y_');
  assert.deepEqual(read.tracers, { a_b: '_1_', c: '' });
});

test('a store with links and rubbish lists its packs', async () => {
  await symlink(folder, join(store, 'linked'));
  await writeFile(join(store, 'rubbish'), '');
  await mkdir(join(store, 'visits'));
  assert.deepEqual(
    (await packsIn(store)).map(({ manifest: { release } }) => release),
    ['6.12.0-parts-amd64'],
  );
});
