// The kernel pack that lies in a repository is found, whichever form it has; what is no pack is told, not taken.
import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before, beforeEach } from 'node:test';
import { writeArchive } from '../../client/src/packs/packArchive.ts';
import { openPackFolder } from '../../client/src/packs/packFolder.ts';
import { findWorkspacePack } from '../../client/src/packs/workspacePack.ts';
import { makePackFolder } from '../support/packFolder.ts';

let pack = '';
let scratch = '';
let store = '';
let workspace = '';

before(async () => {
  pack = await makePackFolder();
  scratch = await mkdtemp(join(tmpdir(), 'tracewright-workspace-'));
});

after(async () => {
  await rm(pack, { recursive: true });
  await rm(scratch, { recursive: true });
});

beforeEach(async () => {
  workspace = await mkdtemp(join(scratch, 'folder-'));
  store = join(workspace, 'store');
  await mkdir(join(workspace, '.tracewright'));
});

async function commitFile(name: string, release: string): Promise<void> {
  const { folder, manifest } = await openPackFolder(pack);
  await writeArchive({ folder, manifest: { ...manifest, release } }, join(workspace, '.tracewright', name));
}

test('a workspace without a pack has none', async () => {
  assert.equal(await findWorkspacePack([workspace, join(scratch, 'gone')], store), undefined);
  assert.equal(await findWorkspacePack([], store), undefined);
});

test('a folder is used where it is', async () => {
  await cp(pack, join(workspace, '.tracewright/pack'), { recursive: true });
  await commitFile('6.1.0.twpack', '6.1.0');
  const found = await findWorkspacePack([join(scratch, 'gone'), workspace], store);
  assert.equal(found?.folder, join(workspace, '.tracewright/pack'));
  assert.equal(found?.manifest.release, '6.12.0-parts-amd64');
});

test('of several files the newest kernel is taken, unpacked outside of the workspace', async () => {
  await commitFile('6.9.0.twpack', '6.9.0');
  await commitFile('6.12.0.twpack', '6.12.0');
  const found = await findWorkspacePack([workspace], store);
  assert.equal(found?.manifest.release, '6.12.0');
  assert.ok(found?.folder.startsWith(store));
  assert.deepEqual((await readdir(join(workspace, '.tracewright'))).sort(), ['6.12.0.twpack', '6.9.0.twpack']);
});

test('what is no pack is told', async () => {
  await writeFile(join(workspace, '.tracewright/a.twpack'), 'version https://git-lfs.github.com/spec/v1\n');
  await assert.rejects(findWorkspacePack([workspace], store), /a\.twpack is no kernel pack.*git lfs pull/);
  await mkdir(join(workspace, '.tracewright/pack'));
  await assert.rejects(findWorkspacePack([workspace], store), /no manifest\.json/);
});
