// What preparing a pack made is found again by the next start, and damage to it only costs time.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import type { KernelPack } from '../../server/src/kernel/kernelPack.ts';
import { systemtap } from '../../server/src/languages/systemtap/systemtap.ts';
import { tapsetOf } from '../../server/src/languages/systemtap/tapset.ts';
import { KeptWorkFile } from '../../server/src/lsp/keptWorkFile.ts';
import { partsPack } from '../support/parts.ts';

/** Another pack to the caches, the same to the user. */
const again = (): KernelPack => ({ ...partsPack });

function prepared(kept: { get(name: string): string | undefined; keep(name: string, text: string): void }): unknown {
  const pack = again();
  for (const _ of systemtap.prepare?.(pack, kept) ?? []);
  const { aliases, functions, globals } = tapsetOf(pack) ?? assert.fail('the pack has a tapset');
  return JSON.parse(JSON.stringify([[...aliases], [...functions], [...globals]]));
}

test('kept work gives the same index without parsing, and damaged work is made again', () => {
  const store = new Map<string, string>();
  const keeping = {
    get: (name: string) => store.get(name),
    keep: (name: string, text: string) => store.set(name, text),
  };
  const first = prepared(keeping);
  assert.ok(store.size > 0, 'something was kept');
  const second = prepared({ get: keeping.get, keep: (name) => assert.fail(`${name} was made again`) });
  assert.deepEqual(second, first);
  for (const [name, text] of store) store.set(name, text.slice(0, -1));
  assert.deepEqual(prepared(keeping), first);
});

test('work is kept in the pack, for the same build only', async () => {
  const pack = await mkdtemp(join(tmpdir(), 'tracewright-kept-'));
  try {
    const writing = await KeptWorkFile.open(pack, 'systemtap', 'one');
    writing.keep('a', '["x y"]');
    await writing.close();
    const other = await KeptWorkFile.open(pack, 'systemtap', 'two');
    assert.equal(other.get('a'), undefined);
    const same = await KeptWorkFile.open(pack, 'systemtap', 'one');
    assert.equal(same.get('a'), '["x y"]');
    other.keep('b', '[]');
    await other.close();
    const folder = join(pack, '.prepared');
    assert.deepEqual((await readdir(folder)).sort(), ['.gitignore', 'systemtap-two.gz']);
    assert.equal(await readFile(join(folder, '.gitignore'), 'utf8'), '*\n');
    await writeFile(join(folder, 'systemtap-two.gz'), 'not gzip');
    assert.equal((await KeptWorkFile.open(pack, 'systemtap', 'two')).get('b'), undefined);
  } finally {
    await rm(pack, { recursive: true });
  }
});

test('a pack that cannot be written is prepared anew, without a failure', async () => {
  const kept = await KeptWorkFile.open('/dev/null', 'systemtap', 'one');
  kept.keep('a', '1');
  await kept.close();
});

test('nothing is written where a link leads', async () => {
  const pack = await mkdtemp(join(tmpdir(), 'tracewright-kept-'));
  try {
    await mkdir(join(pack, 'elsewhere'));
    await symlink(join(pack, 'elsewhere'), join(pack, '.prepared'));
    const kept = await KeptWorkFile.open(pack, 'systemtap', 'one');
    kept.keep('name', 'text');
    await kept.close();
    assert.deepEqual(await readdir(join(pack, 'elsewhere')), []);
  } finally {
    await rm(pack, { recursive: true });
  }
});
