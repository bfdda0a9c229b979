// What lies at an address of the kernel, out of the symbols that this machine's own shell and awk read.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { kernelPlaceAt } from '../../client/src/runs/kernelAddress.ts';
import { createLocalTarget } from '../../client/src/targets/local.ts';

const symbols = `0000000000000000 A fixed_percpu_data
ffffffff81000000 T _stext
ffffffff8134a0a0 T vfs_read
ffffffff8134a0a0 T vfs_read_alias
ffffffff8134a2a0 t rw_verify_area.part.0
ffffffffc0a01000 t nft_do_chain\t[nf_tables]
ffffffffc0900000 t ext4_map_blocks\t[ext4]
`;

let folder: string;
let kallsyms: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracewright-kallsyms-'));
  kallsyms = join(folder, 'kallsyms');
  await writeFile(kallsyms, symbols);
});

after(() => rm(folder, { recursive: true, force: true }));

async function at(address: string, since = Date.now(), file = kallsyms) {
  const connection = await createLocalTarget().connect({
    prompter: { acceptHostKey: async () => false, answer: async () => undefined },
  });
  try {
    return await kernelPlaceAt(connection, address, since, file);
  } finally {
    connection.close();
  }
}

test('the nearest symbol at or below an address, wherever it stands among the modules', async () => {
  assert.deepEqual(await at('ffffffff8134a0b0'), { name: 'vfs_read', offset: 16, module: '' });
  assert.deepEqual(await at('ffffffff8134a2a0'), { name: 'rw_verify_area.part.0', offset: 0, module: '' });
  assert.deepEqual(await at('ffffffffc0900123'), { name: 'ext4_map_blocks', offset: 0x123, module: 'ext4' });
  assert.deepEqual(await at('ffffffffc0a01001'), { name: 'nft_do_chain', offset: 1, module: 'nf_tables' });
});

test('far from any symbol there is none', async () => {
  assert.equal(await at('ffff888100000000'), undefined);
  assert.equal(await at('ffffffffd0000000'), undefined);
});

test('a kernel that hides its addresses, and one that was booted since, say so with the next step', async () => {
  const hidden = join(folder, 'hidden');
  await writeFile(hidden, symbols.replace(/^[\da-f]{16}/gm, '0'.repeat(16)));
  await assert.rejects(at('ffffffff8134a0b0', Date.now(), hidden), /tells this user no addresses.*kptr_restrict/);
  await assert.rejects(at('ffffffff8134a0b0', 0), /was booted after this run/);
});
