// Kernel packs on the command line, as its own process: as a file and a folder, checked against, compared.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { makePackFolder } from '../support/packFolder.ts';

const cli = join(import.meta.dirname, '../../client/src/cli.ts');
let folder = '';
let scratch = '';

before(async () => {
  folder = await makePackFolder();
  scratch = await mkdtemp(join(tmpdir(), 'tracewright-cli-'));
});

after(async () => {
  await rm(folder, { recursive: true });
  await rm(scratch, { recursive: true });
});

interface Said {
  readonly code: number | string | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

function tracewright(...words: readonly string[]): Promise<Said> {
  const env = { ...process.env, XDG_CACHE_HOME: join(scratch, 'cache') };
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, ...words], { cwd: scratch, env }, (error, stdout, stderr) => {
      resolve({ code: error ? error.code : 0, stdout, stderr });
    });
  });
}

test('a folder becomes a file, is checked against, and becomes a folder again', async () => {
  const packed = await tracewright('pack', '--pack', folder, '-o', 'parts.twpack');
  assert.deepEqual([packed.code, packed.stderr], [0, '']);
  assert.match(packed.stdout, /^parts\.twpack: kernel 6\.12\.0-parts-amd64/);

  await writeFile(join(scratch, 'a.bt'), 'kprobe:vfs_red { }\n');
  const checked = await tracewright('check', 'a.bt', '--pack', 'parts.twpack');
  assert.equal(checked.code, 1);
  assert.match(checked.stdout, /Did you mean `vfs_read`/);
  const listed = await tracewright('probes', 'kprobe:vfs_*', '--language', 'bpftrace', '--pack', 'parts.twpack');
  assert.match(listed.stdout, /^kprobe:vfs_readlink$/m);

  const unpacked = await tracewright('pack', '--pack', 'parts.twpack', '-o', 'parts');
  assert.equal(unpacked.code, 0);
  assert.deepEqual(await readFile(join(scratch, 'parts/kallsyms')), await readFile(join(folder, 'kallsyms')));
  assert.deepEqual(
    (await readdir(scratch)).filter((name) => name.startsWith('.')),
    [],
  );
});

test('a folder of other things is not replaced, a file that is no pack is told', async () => {
  await writeFile(join(scratch, 'torn.twpack'), (await readFile(join(folder, 'manifest.json'))).subarray(0, 20));
  const torn = await tracewright('check', 'a.bt', '--pack', 'torn.twpack');
  assert.deepEqual([torn.code, torn.stdout], [1, '']);
  assert.match(torn.stderr, /torn\.twpack is no kernel pack: it is no archive\. Make one with/);
  const replaced = await tracewright('pack', '--pack', folder, '-o', '.');
  assert.equal(replaced.code, 1);
  assert.match(replaced.stderr, /\. is not replaced/);
});

test('two packs are compared, whole and for a script', async () => {
  const other = await makePackFolder();
  try {
    const kallsyms = join(other, 'kallsyms');
    await writeFile(kallsyms, (await readFile(kallsyms, 'utf8')).replace('T vfs_readlink', 'T vfs_getlink'));
    const config = join(other, 'config');
    await writeFile(config, (await readFile(config, 'utf8')).replace('CONFIG_HZ=250', 'CONFIG_HZ=1000'));
    const whole = await tracewright('pack', '--compare', folder, other);
    assert.deepEqual([whole.code, whole.stderr], [0, '']);
    assert.equal(
      whole.stdout,
      `# 6.12.0-parts-amd64 → 6.12.0-parts-amd64

From 6.12.0-parts-amd64 x86_64, collected 1970-01-01 to 6.12.0-parts-amd64 x86_64, collected 1970-01-01.

## Functions removed: 1

- \`vfs_readlink\`

## Functions added: 1

- \`vfs_getlink\`

## CONFIG values: 1

- \`CONFIG_HZ\`: \`250\` → \`1000\`
`,
    );

    await writeFile(join(scratch, 'reads.bt'), 'kprobe:vfs_read { }\n');
    const untouched = await tracewright('pack', '--compare', folder, other, '--for', 'reads.bt');
    assert.equal(untouched.code, 0);
    assert.match(untouched.stdout, /Nothing is different that `reads\.bt` touches\.\n$/);

    await writeFile(join(scratch, 'links.bt'), 'kprobe:vfs_read { }\nkprobe:vfs_readlink { }\n');
    const touched = await tracewright('pack', '--compare', folder, other, '--for', 'links.bt');
    assert.equal(touched.code, 1, 'an error that only the other kernel has is an error');
    assert.match(touched.stdout, /^## New findings in links\.bt: 1\n\n- line 2: error: .*vfs_readlink/m);
    assert.match(touched.stdout, /^- line 2: `kprobe:vfs_readlink`: 1 place before, 0 places after$/m);
    assert.doesNotMatch(touched.stdout, /CONFIG_HZ|vfs_getlink`$/);
  } finally {
    await rm(other, { recursive: true });
  }
});

for (const words of [
  ['--pack', 'a', '--target', 'b', '-o', 'c'],
  ['--pack', 'a'],
  ['-o', 'c'],
  ['--compare', 'a'],
  ['--compare', 'a', 'b', 'c'],
  ['--compare', 'a', 'b', '-o', 'c'],
  ['--pack', 'a', '-o', 'c', '--for', 's.bt'],
]) {
  test(`pack ${words.join(' ')} is wrong usage`, async () => {
    const { code, stderr } = await tracewright('pack', ...words);
    assert.equal(code, 2);
    assert.match(stderr, /^usage: tracewright pack/m);
  });
}
