// The kernel pack of the lab's guest, as root and as users who may less: what it holds and what it says it lacks.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type PackManifest, packFiles } from '../../server/src/protocol.ts';
import type { LabGuest } from '../hosts/lab/guest.ts';
import { startLab } from '../hosts/lab/startLab.ts';
import { startTracewright } from './tracewright.ts';

let guest: LabGuest;
let home: string;

before(async () => {
  guest = await startLab();
  home = await mkdtemp(join(tmpdir(), 'tracewright-home-'));
});

after(async () => {
  await guest?.stop();
  await rm(home, { recursive: true, force: true });
});

async function collect(host: string): Promise<{ readonly folder: string; readonly manifest: PackManifest }> {
  const folder = join(home, `pack-${host}`);
  const { code, stderr } = await startTracewright(guest, home, ['pack', '--target', host, '-o', folder]).outcome;
  assert.equal(code, 0, stderr);
  return { folder, manifest: JSON.parse(await readFile(join(folder, packFiles.manifest), 'utf8')) };
}

test('root gets the whole kernel and the three tracers', async () => {
  const { folder, manifest } = await collect('lab');
  assert.match(manifest.release, /^6\.12\..*-cloud-amd64$/);
  assert.match(manifest.buildId, /^[0-9a-f]{40}$/);
  assert.deepEqual(Object.keys(manifest.tracers).sort(), ['bpftrace', 'dtrace', 'stap']);
  const symbols = (await readFile(join(folder, packFiles.kallsyms), 'utf8')).split('\n');
  assert.ok(symbols.length > 100_000, `${symbols.length} symbols`);
  assert.match(await readFile(join(folder, packFiles.events), 'utf8'), /^sched:sched_switch$/m);
});

test('the probes of the pack are those of the guest', async () => {
  const words = ['--pack', join(home, 'pack-lab')];
  for (const [language, pattern, expected] of [
    ['systemtap', 'kernel.function("vfs_re*")', 'vfs_read'],
    ['bpftrace', 'kprobe:vfs_re*', 'kprobe:vfs_read'],
    ['dtrace', 'fbt::vfs_re*:entry', 'vfs_read'],
  ] as const) {
    const { outcome } = startTracewright(guest, home, ['probes', pattern, '--language', language, ...words]);
    const { code, stdout, stderr } = await outcome;
    assert.equal(code, 0, stderr);
    assert.ok(stdout.includes(expected), `${language} ${pattern}:\n${stdout}`);
  }
});

for (const user of ['dev', 'plain']) {
  test(`${user} gets what it may read, and each thing missing has a reason and a remedy`, async () => {
    const { manifest } = await collect(`lab-${user}`);
    assert.match(manifest.release, /^6\.12\./);
    for (const { file, reason, remedy } of manifest.missing) {
      assert.ok(reason !== '' && remedy !== '', `${file}: "${reason}", "${remedy}"`);
    }
    if (user === 'plain') assert.ok(manifest.missing.length > 0, 'plain may not read everything');
  });
}

test("functions and static markers of the guest's programs are those that its tracers list", async () => {
  const libc = '/usr/lib/x86_64-linux-gnu/libc.so.6';
  for (const [language, pattern, command] of [
    ['bpftrace', 'uprobe:/usr/bin/bash:*', `bpftrace -l 'uprobe:/usr/bin/bash:*'`],
    ['bpftrace', `usdt:${libc}:*`, `bpftrace -l 'usdt:${libc}:*'`],
    ['systemtap', 'process("/usr/bin/stap").mark("*")', `stap -l 'process("/usr/bin/stap").mark("*")'`],
  ] as const) {
    const words = ['probes', pattern, '--language', language, '--target', 'lab'];
    const { code, stdout, stderr } = await startTracewright(guest, home, words).outcome;
    assert.equal(code, 0, stderr);
    // `stap -l` leaves the provider away.
    const ours = stdout
      .trim()
      .split('\n')
      .map((line) => line.replace(/\.provider\("[^"]*"\)/, ''));
    const theirs = (await guest.run(command)).trim().split('\n');
    assert.ok(theirs.length > 20, `${command} lists ${theirs.length}`);
    assert.deepEqual([...new Set(ours)].sort(), [...new Set(theirs)].sort(), pattern);
  }
});
