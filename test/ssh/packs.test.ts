// Kernel packs of this machine's real kernel, collected directly and over SSH, with and without root's rights.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { access, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { collect } from '../../client/src/packs/collect.ts';
import { collectInto, collectPack, type KeptPack, keptPack } from '../../client/src/packs/packs.ts';
import { createLocalTarget } from '../../client/src/targets/local.ts';
import { parseTarget } from '../../client/src/targets/targets.ts';
import { makeAccount } from '../hosts/ssh/account.ts';
import { makeKey } from '../hosts/ssh/sshKey.ts';
import { SshServer } from '../hosts/ssh/sshServer.ts';
import { UserSide } from '../hosts/ssh/userSide.ts';

let folder: string;
let user: UserSide;
let server: SshServer;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracewright-packs-'));
  user = await UserSide.make();
  const key = await makeKey(join(user.folder, 'key'), 'ed25519');
  server = await SshServer.start({ authorized: [key.publicLine] });
  await user.trust(server);
  await user.configure(...user.host('lab', server, `IdentityFile ${key.file}`));
});
after(async () => {
  await server.stop();
  await user.remove();
  await rm(folder, { recursive: true, force: true });
});

test('a pack of this machine holds its symbols, and names what it lacks with a remedy', async () => {
  const progress: string[] = [];
  const into = join(folder, 'pack');
  const { manifest } = await collectInto(into, createLocalTarget(), {
    prompter: user.prompter,
    onProgress: (what) => progress.push(what),
  });
  assert.equal(manifest.release, execFileSync('uname', ['-r']).toString('utf8').trim());
  assert.ok(progress.includes('kernel symbols'));
  assert.match(await readFile(join(into, 'kallsyms'), 'utf8'), / [Tt] vfs_read$/m);
  for (const { file, reason, remedy } of manifest.missing) {
    assert.ok(reason !== '' && /\.$/.test(remedy), `${file}: ${reason}: ${remedy}`);
  }
  assert.deepEqual(JSON.parse(await readFile(join(into, 'manifest.json'), 'utf8')), manifest);
});

test('a second visit that finds nothing changed takes the pack that is kept', async () => {
  const store = join(folder, 'store');
  const target = createLocalTarget();
  assert.equal(await keptPack(store, target), undefined);
  const early: KeptPack[] = [];
  const first = await collectPack(store, target, { prompter: user.prompter, onPack: (pack) => early.push(pack) });
  // What tracers have to be asked for comes into a folder of its own: the first may be read meanwhile.
  assert.equal(early.length, 1);
  assert.notEqual(early[0]?.folder, first.folder);
  for (const file of ['kallsyms', 'available_events']) await access(join(early[0]?.folder ?? '', file));
  const asked: string[] = [];
  const second = await collectPack(store, target, { prompter: user.prompter, onProgress: (what) => asked.push(what) });
  assert.deepEqual(second, first);
  assert.deepEqual(asked, ['asking which kernel it runs']);
  assert.deepEqual(await keptPack(store, target), first);
});

test('a visit cut off before the tracers were asked goes on there at the next one', async () => {
  const store = join(folder, 'cut');
  const target = createLocalTarget();
  const cut = new AbortController();
  const onPack = (): void => cut.abort(new Error('the user had enough'));
  await assert.rejects(
    collectPack(store, target, { prompter: user.prompter, signal: cut.signal, onPack }),
    /had enough/,
  );
  const half = await keptPack(store, target);
  const missing = (pack: KeptPack | undefined): readonly string[] =>
    pack?.manifest.missing.map(({ file }) => file) ?? [];
  assert.ok(half && !missing(half).includes('probe_types'));
  const asked: string[] = [];
  const whole = await collectPack(store, target, { prompter: user.prompter, onProgress: (what) => asked.push(what) });
  assert.ok(!asked.includes('kernel symbols'), asked.join());
  assert.ok(missing(whole).includes('probe_types'));
  assert.equal((await stat(join(whole.folder, 'kallsyms'))).size, (await stat(join(half.folder, 'kallsyms'))).size);
});

test('a pack that lost its manifest is collected anew', async () => {
  const store = join(folder, 'store');
  const target = createLocalTarget();
  const first = await collectPack(store, target, { prompter: user.prompter });
  await rm(join(first.folder, 'manifest.json'));
  const second = await collectPack(store, target, { prompter: user.prompter });
  assert.equal(second.folder, first.folder);
  assert.equal(second.manifest.release, first.manifest.release);
});

test('a visit that is cancelled leaves the old pack alone', async () => {
  const into = join(folder, 'pack');
  const before = await readFile(join(into, 'manifest.json'), 'utf8');
  const abort = new AbortController();
  const visit = collectInto(into, createLocalTarget(), {
    prompter: user.prompter,
    signal: abort.signal,
    onProgress: () => abort.abort(new Error('cancelled')),
  });
  await assert.rejects(visit, /cancelled/);
  assert.equal(await readFile(join(into, 'manifest.json'), 'utf8'), before);
});

test('a shell that says nothing is a failure with a next step', async () => {
  const connection = await createLocalTarget().connect({ prompter: user.prompter });
  const silent = { ...connection, spawn: () => connection.spawn(['true']) };
  await assert.rejects(collect(silent, folder, {}), /^TargetError: local sent no kernel pack: it said nothing\. Check/);
});

test('an archive that is cut off is a failure, not half a pack', async () => {
  const connection = await createLocalTarget().connect({ prompter: user.prompter });
  const cut = {
    ...connection,
    spawn: () => connection.spawn(['sh', '-c', 'echo pack none; head -c 700 /proc/kallsyms']),
  };
  await assert.rejects(collect(cut, folder, {}), /^TargetError: The kernel pack of local came incomplete: /);
});

test('over SSH the pack is the same', async () => {
  const { prompter } = user;
  const here = await collectInto(join(folder, 'here'), createLocalTarget(), { prompter });
  const there = await collectInto(join(folder, 'there'), parseTarget('lab'), { prompter });
  assert.equal(there.manifest.host, 'lab');
  assert.deepEqual(
    { ...there.manifest, host: here.manifest.host, collectedAt: 0 },
    { ...here.manifest, collectedAt: 0 },
  );
  const kallsyms = (name: string): Promise<string> => readFile(join(folder, name, 'kallsyms'), 'utf8');
  assert.equal(await kallsyms('there'), await kallsyms('here'));
});

test('a user without rights gets what may be read, and is told what root would bring', async () => {
  const account = await makeAccount();
  try {
    const target = parseTarget(`${account.name}@lab`);
    const { manifest } = await collectInto(join(folder, 'plain'), target, { prompter: user.prompter });
    assert.match(await readFile(join(folder, 'plain', 'kallsyms'), 'utf8'), / [Tt] vfs_read$/m);
    const hidden = manifest.missing.filter(({ remedy }) => remedy.startsWith('Log in as root'));
    assert.ok(
      hidden.some(({ file }) => file === 'kallsyms' || file === 'kprobe_blacklist'),
      JSON.stringify(manifest.missing),
    );
  } finally {
    await account.remove();
  }
});

test('old packs go, but not those of other kernels, nor imported ones, nor young ones', async () => {
  const store = join(folder, 'crowded');
  const target = createLocalTarget();
  const first = await collectPack(store, target, { prompter: user.prompter });
  const old = new Date(Date.now() - 86_400_000);
  const kernel = first.folder.slice(store.length + 1, first.folder.lastIndexOf('-'));
  const made = [
    `${kernel}-aaaaaaaaaaaa`,
    '5.4.0-older-aaaaaaaaaaaa',
    '5.4.0-older-bbbbbbbbbbbb',
    'imported-0123',
    '.collecting-x',
  ];
  for (const name of made) await mkdir(join(store, name));
  for (const name of made) await utimes(join(store, name), old, old);
  await utimes(join(store, '5.4.0-older-aaaaaaaaaaaa'), old, new Date(old.getTime() - 1000));
  await mkdir(join(store, `${kernel}-cccccccccccc`));
  await rm(join(first.folder, 'manifest.json'));
  let early = '';
  const onPack = (pack: KeptPack): void => {
    early = pack.folder;
  };
  await collectPack(store, target, { prompter: user.prompter, onPack });
  const kept = [
    // The server may still read it.
    early.slice(store.length + 1),
    first.folder.slice(store.length + 1),
    `${kernel}-cccccccccccc`,
    '5.4.0-older-bbbbbbbbbbbb',
    'imported-0123',
  ];
  assert.deepEqual((await readdir(store)).sort(), [...kept, 'visits'].sort());
});
