// A kept pack that heals: only what changed on the target is brought, the rest is taken over.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { inherit, inheritMissing } from '../../client/src/packs/inherit.ts';
import { mergeFormats, mergeLines } from '../../client/src/packs/mergeModules.ts';
import { everything, stagesOf, staleSince } from '../../client/src/packs/stale.ts';
import type { TargetFacts } from '../../client/src/packs/targetFacts.ts';

const facts: TargetFacts = {
  release: '6.12.1',
  machine: 'x86_64',
  buildId: 'ab12',
  modules: { ext4: '1-11', xfs: '2-22' },
  tapset: '77-900',
  asRoot: true,
  tracers: { stap: '5.1', bpftrace: '0.23.2' },
};

test('what changed on the target decides which parts are brought', () => {
  const parts = (news: Partial<TargetFacts>): readonly string[] => staleSince(facts, { ...facts, ...news }).parts;
  assert.deepEqual(parts({}), []);
  assert.deepEqual(parts({ buildId: 'cd34', modules: {} }), ['kernel']);
  assert.deepEqual(parts({ tapset: '78-901' }), ['tapset']);
  assert.deepEqual(parts({ tracers: { ...facts.tracers, stap: '5.2' } }), ['probe_types']);
  assert.deepEqual(parts({ tracers: { ...facts.tracers, bpftrace: '0.24' } }), []);
  assert.deepEqual(parts({ asRoot: false }), everything.parts);
  assert.deepEqual(staleSince(facts, facts, ['probe_types']).parts, ['probe_types']);
});

test('what is files comes first, what tracers have to tell behind it', () => {
  assert.deepEqual(
    stagesOf(everything).map(({ parts, pending }) => [parts, pending]),
    [
      [['kernel', 'tapset'], ['probe_types']],
      [['probe_types'], []],
    ],
  );
  assert.deepEqual(stagesOf({ parts: ['tapset'], changed: [], gone: [] }).length, 1);
  assert.deepEqual(
    stagesOf({ parts: ['probe_types'], changed: [], gone: [] }).map(({ parts }) => parts),
    [['probe_types']],
  );
});

test('a module loaded, unloaded or built anew is all that is asked for', () => {
  const modules = { ext4: '1-12', btrfs: '3-33' };
  assert.deepEqual(staleSince(facts, { ...facts, modules }), {
    parts: ['modules'],
    changed: ['ext4', 'btrfs'],
    gone: ['xfs'],
  });
});

test('lines of stale modules give way to the new ones, all others stay in their order', () => {
  const old = 'a T one\nb T two\t[xfs]\nc t three\t[ext4]\nd T four\t[xfs_like]\n';
  const news = 'e T five\t[xfs]\n';
  assert.equal(mergeLines(old, news, new Set(['xfs', 'ext4'])), 'a T one\nd T four\t[xfs_like]\ne T five\t[xfs]\n');
  assert.equal(mergeLines(old, '', new Set()), old);
});

test('formats of events that are gone go, those brought replace the old', () => {
  const block = (name: string, id: number): string =>
    `==> ${name} <==\nname: ${name}\nID: ${id}\nprint fmt: "==> %d"\n`;
  const old = block('sched/a', 1) + block('xfs/b', 2) + block('xfs/c', 3) + block('ftrace/function', 4);
  const merged = mergeFormats(old, block('xfs/c', 5), 'sched:a\nxfs:c\n');
  assert.equal(merged, block('sched/a', 1) + block('ftrace/function', 4) + block('xfs/c', 5));
});

test('a visit for modules is completed from the kept pack', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tracewright-inherit-'));
  try {
    const [kept, fresh] = [join(folder, 'kept'), join(folder, 'fresh')];
    const put = async (root: string, files: Readonly<Record<string, string>>): Promise<void> => {
      for (const [name, text] of Object.entries(files)) {
        await mkdir(join(root, name, '..'), { recursive: true });
        await writeFile(join(root, name), text);
      }
    };
    await put(kept, {
      kallsyms: '1 T a\n2 T b\t[xfs]\n3 T c\t[ext4]\n',
      modules: 'ext4 1\nxfs 2\n',
      available_events: 'sched:s\nxfs:b\n',
      config: 'CONFIG_X=y\n',
      'btf/vmlinux': 'V',
      'btf/xfs': 'X',
      'btf/ext4': 'E',
      'tapset/linux/task.stp': 'function f() {}',
      '.prepared/index': 'kept work',
      probe_types: 'begin\n',
      kprobe_blacklist: '0x1-0x2\tc [ext4]\n',
    });
    await put(fresh, {
      kallsyms: '9 T new\t[ext4]\n',
      modules: 'ext4 5\n',
      available_events: 'sched:s\n',
      'btf/ext4': 'E2',
    });
    const stale = { parts: ['modules'], changed: ['ext4'], gone: ['xfs'] } as const;
    await inherit(fresh, kept, stale);
    const entries = await readdir(fresh, { recursive: true, withFileTypes: true });
    const files: Record<string, string> = {};
    for (const entry of entries.filter((one) => one.isFile())) {
      const path = join(entry.parentPath, entry.name);
      files[path.slice(fresh.length + 1)] = await readFile(path, 'utf8');
    }
    assert.deepEqual(files, {
      kallsyms: '1 T a\n9 T new\t[ext4]\n',
      modules: 'ext4 5\n',
      available_events: 'sched:s\n',
      config: 'CONFIG_X=y\n',
      'btf/vmlinux': 'V',
      'btf/ext4': 'E2',
      'tapset/linux/task.stp': 'function f() {}',
      '.prepared/index': 'kept work',
      probe_types: 'begin\n',
      kprobe_blacklist: '',
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('what was missing in the parts taken over is still said', () => {
  const missing = ['config', 'tapset', 'probe_types'].map((file) => ({ file, reason: 'r', remedy: 'R.' }));
  const manifest = {
    format: 1,
    release: '6',
    machine: '',
    buildId: '',
    collectedAt: 0,
    tracers: {},
    tapsetHash: '',
    missing,
  } as const;
  const still = inheritMissing(manifest, { parts: ['modules', 'tapset'], changed: [], gone: [] });
  assert.deepEqual(
    still.map(({ file }) => file),
    ['config', 'probe_types'],
  );
});
