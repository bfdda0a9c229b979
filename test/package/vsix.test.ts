// What the VSIX holds: all that the manifest names, nothing else, nothing native.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
// vsce: lists the files in the way it packs them.
import { listFiles } from '@vscode/vsce';
import { makePackage } from '../../scripts/package.ts';
import { root } from '../suites.ts';

let folder: string;
let files: readonly string[];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracewright-vsix-'));
  files = await listFiles({ cwd: root, packageManager: 0 });
});

after(() => rm(folder, { recursive: true, force: true }));

test('it is made, and stays under its limit', async () => {
  await makePackage(join(folder, 'tracewright.vsix'));
});

test('it holds the bundles, the grammars and the examples', () => {
  for (const file of [
    'out/client/extension.cjs',
    'out/client/cli.js',
    'out/server/main.js',
    'out/server/demangleWorker.js',
    'out/server/demangle.wasm',
    'out/client/lineTableWorker.js',
    'out/client/searchWorker.js',
    'out/client/unpackWorker.js',
    'out/page/page.js',
  ]) {
    assert.ok(files.includes(file), file);
  }
  for (const ending of ['.tmLanguage.json', '.stp', '.bt', '.d']) {
    assert.ok(
      files.some((file) => file.endsWith(ending)),
      ending,
    );
  }
});

test('it holds no source, no map, no package and nothing native', () => {
  assert.deepEqual(
    files.filter((file) => /\.(ts|map|node|vsix)$|^node_modules\/|^test\/|^\./.test(file)),
    [],
  );
});
