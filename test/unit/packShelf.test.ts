// Packs in use: whoever asks while one is being taken in gets an answer from it.
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { test } from 'node:test';
import { languageFor } from '../../server/src/languages/registry.ts';
import { PackShelf } from '../../server/src/lsp/packShelf.ts';
import { makePackFolder } from '../support/packFolder.ts';

test('a preparation that is asked for before the disk has answered waits for the pack', async () => {
  const folder = await makePackFolder();
  try {
    const nothing = (): void => undefined;
    const shelf = new PackShelf({ status: nothing, changed: nothing, failed: nothing }, undefined, undefined);
    const using = shelf.use(folder);
    await shelf.prepare(folder, languageFor('bpftrace', '') ?? assert.fail());
    assert.ok(shelf.pack(folder).functions.size > 0);
    assert.equal(await using, undefined);
  } finally {
    await rm(folder, { recursive: true });
  }
});
