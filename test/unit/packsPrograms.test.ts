// The sh programs of a collecting visit: every shell takes them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import { collectProgram } from '../../client/src/packs/collectProgram.ts';
import { bootstrap, factsProgram } from '../../client/src/packs/factsProgram.ts';
import { tapsetHash } from '../../client/src/packs/tapsetHash.ts';
import { parseFacts } from '../../client/src/packs/targetFacts.ts';
import { unpack } from '../../client/src/packs/unpack.ts';

let scratch: string;
let tapset: string;

before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'tracewright-programs-'));
  tapset = join(scratch, 'its tapset');
  await mkdir(join(tapset, 'linux'), { recursive: true });
  // Sorted as bytes, `a.stp` comes before `a/…` and `B` before `a`; what is no script does not count.
  await mkdir(join(tapset, 'a'));
  for (const [name, text] of [
    ['a.stp', 'probe a = begin {}\n'],
    ['a/b.stp', 'probe b = begin { println("\u00fc") }\n'],
    ['B.stpm', '@define B %( 1 %)\n'],
    ['linux/long.stp', '# long\n'.repeat(50_000)],
    ['README', 'no script'],
  ] as const)
    await writeFile(join(tapset, name), text);
});

after(() => rm(scratch, { recursive: true, force: true }));

function run(program: string, ...words: readonly string[]): Buffer {
  const env = { ...process.env, SYSTEMTAP_TAPSET: tapset };
  return execFileSync('sh', ['-s', ...words], { input: program, env, stdio: ['pipe', 'pipe', 'ignore'] });
}

/** What a visit sent, in a folder of its own. */
async function visit(...parts: readonly string[]): Promise<string> {
  const sent = run(collectProgram, 'none', '--', ...parts, '--');
  const folder = await mkdtemp(join(scratch, 'pack-'));
  await unpack(Readable.from([sent.subarray(sent.indexOf('\n') + 1)]), 'none', folder);
  return folder;
}

test('a tapset that was brought has the checksum that its target tells of it', async () => {
  const { tapset: told } = parseFacts('here', run(factsProgram).toString('utf8'));
  assert.match(told, /^\d+-350071$/);
  const folder = await visit('tapset');
  assert.equal(await tapsetHash(join(folder, 'tapset')), told);
  assert.equal(await tapsetHash(join(folder, 'no tapset')), '');
});

test('a visit tells the facts only where they are asked for, and sums up no tapset that it brings', async () => {
  const factsOf = async (...parts: readonly string[]): Promise<string | undefined> =>
    await readFile(join(await visit(...parts), 'facts'), 'utf8').catch(() => undefined);
  assert.match((await factsOf('facts')) ?? '', /^tapset \d+-350071$/m);
  assert.match((await factsOf('facts', 'tapset')) ?? '', /^tapset $/m);
  assert.equal(await factsOf('tapset'), undefined);
});

for (const shell of [['sh'], ['dash'], ['bash', '--posix'], ['busybox', 'sh']] as const) {
  const [program, ...options] = shell;
  test(`${shell.join(' ')} takes the programs`, () => {
    for (const text of [bootstrap, factsProgram, collectProgram]) {
      execFileSync(program, [...options, '-n'], { input: text });
    }
  });
  test(`${shell.join(' ')} tells the facts`, () => {
    const said = execFileSync(program, [...options, '-s'], { input: factsProgram }).toString('utf8');
    const { release, machine, asRoot } = parseFacts('here', said);
    const here = execFileSync('uname', ['-rm']).toString('utf8').trim();
    assert.deepEqual([`${release} ${machine}`, asRoot], [here, process.getuid?.() === 0]);
  });
}
