// The tree of probes and the clauses written from it: every row opens, and every clause is accepted by its own language.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse } from '../../server/src/features/analysis.ts';
import { attachPlan } from '../../server/src/features/attachPlan.ts';
import { browseProbes, searchProbes } from '../../server/src/features/browseProbes.ts';
import { clauseFor } from '../../server/src/features/clause.ts';
import { diagnostics } from '../../server/src/features/diagnostics.ts';
import { indexNames } from '../../server/src/kernel/nameIndex.ts';
import type { ProgramTable } from '../../server/src/kernel/programs.ts';
import { languageFor, registry } from '../../server/src/languages/registry.ts';
import type { LanguageId, ProbeNode, ProbePlace } from '../../server/src/protocol.ts';
import { partsPack } from '../support/parts.ts';

/** Enough functions that they are shown in groups. */
const functions = Array.from({ length: 300 }, (_, index) => `fn_${index}`);
const programs: ProgramTable = {
  running: () => ['/usr/bin/app'],
  folder: () => [],
  libraries: () => [],
  demangled: () => ({
    others: indexNames(functions).index,
    of: (name) => (name === 'fn_7' ? 'fn(int)' : undefined),
    search: () => [],
  }),
  program: (path) => ({
    path,
    buildId: '',
    functions: indexNames(functions).index,
    isStripped: false,
    markers: [{ provider: 'app', name: 'start', address: 1, hasSemaphore: false, arguments: ['int32_t', 'uint64_t'] }],
  }),
};
const pack = { ...partsPack, programs };
for (const language of registry) for (const _ of language.prepare?.(pack) ?? []);

/** All rows below a row. */
function below(parent: string | undefined): readonly ProbeNode[] {
  return browseProbes(pack, parent, registry).flatMap((node) => [node, ...(node.hasChildren ? below(node.id) : [])]);
}

const rows = below(undefined);

function labels(parent: string | undefined): readonly string[] {
  return browseProbes(pack, parent, registry).map(({ label, description }) => `${label} ${description}`.trim());
}

test('the tree goes from kinds over subsystems, modules and programs to places and what they bring', () => {
  assert.deepEqual(labels(undefined), [
    'System Calls 1',
    'Tracepoints 6',
    `Kernel Functions ${pack.functions.size}`,
    'Tapset Probes 3',
    'Error Injection 2',
    'Running Programs',
  ]);
  assert.ok(labels('tracepoints').includes('sched 2'), labels('tracepoints').join('; '));
  assert.ok(labels('tracepoints\nsched\nsched_switch').includes('prev_comm char[16]'));
  assert.deepEqual(labels('function\nvmlinux\nvfs_read')[0], 'file struct file *');
  assert.deepEqual(labels('program\n/usr/bin/app'), ['Static Markers 1', 'Functions 300']);
  assert.deepEqual(labels('markers\n/usr/bin/app'), ['app:start int32_t, uint64_t']);
});

test('a language adds what its library brings, found by any of its words, and other languages say so', () => {
  const [group] = browseProbes(pack, 'own\nsystemtap', registry);
  assert.ok(group);
  const found = searchProbes(pack, 'openat', 20, registry).find(({ label }) => label === 'syscall.openat');
  assert.deepEqual(found?.place, { kind: 'own', language: 'systemtap', text: 'syscall.openat' });
  const bpftrace = languageFor('bpftrace', '') ?? assert.fail();
  const refused = clauseFor(bpftrace, found?.place ?? assert.fail(), { text: '', path: '', pack });
  assert.match('refused' in refused ? refused.refused : '', /syscall\.openat, which is systemtap's own/);
});

test('a line is one of SystemTap, by the function it is part of', () => {
  const place = { kind: 'line', module: 'xfs', function: 'xfs_open', file: 'fs/xfs/xfs_file.c', line: 7 } as const;
  const systemtap = languageFor('systemtap', '') ?? assert.fail();
  const result = clauseFor(systemtap, place, { text: '', path: '', pack });
  assert.match(
    'text' in result ? result.text : '',
    /^probe module\("xfs"\)\.statement\("xfs_open@fs\/xfs\/xfs_file\.c:7"\)\n/,
  );
});

test('many rows come in groups, and no row is lost in them', () => {
  const groups = browseProbes(pack, 'programFunctions\n/usr/bin/app', registry);
  assert.ok(groups.length < 200, `${groups.length} rows`);
  const leaves = below('programFunctions\n/usr/bin/app').flatMap(({ place, label }) => (place ? label : []));
  assert.deepEqual([...leaves].sort(), [...functions].sort());
});

test('a mangled function says what its source calls it', () => {
  const row = rows.find(({ place }) => place?.kind === 'programFunction' && place.name === 'fn_7');
  assert.deepEqual([row?.label, row?.description], ['fn_7', 'fn(int)']);
});

test('rows that are opened have names of their own', () => {
  const ids = rows.filter(({ hasChildren }) => hasChildren).map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
});

test('a search finds places of all kinds, what begins as typed first', () => {
  const found = searchProbes(pack, 'openat', 10, registry).map(({ label }) => label);
  assert.equal(found[0], 'openat');
  assert.ok(found.includes('do_sys_openat2'), found.join(' '));
  assert.equal(searchProbes(pack, 'vfsr', 10, registry)[0]?.label, 'vfs_read');
});

for (const language of registry) {
  test(`every place's clause is one that ${language.id} takes`, () => {
    const places = rows.flatMap(({ place }) => place ?? []);
    assert.ok(places.length > 300);
    let written = 0;
    for (const place of places) {
      const result = clauseFor(language, place, { text: '', path: '', pack });
      if ('refused' in result) continue;
      written++;
      const source = { text: result.text, path: `clause${language.extensions[0]}`, pack };
      const findings = diagnostics(analyse(language, source), 'all').filter(({ severity }) => severity === 'error');
      assert.deepEqual(findings, [], result.text);
    }
    // The list of the parts pack's dtrace has few probes.
    assert.ok(written > (language.id === 'dtrace' ? 3 : 300), `${written} clauses`);
  });
}

test('clauses list the variables and print some', () => {
  const clauseOf = (id: LanguageId, place: ProbePlace): string => {
    const language = languageFor(id, '') ?? assert.fail(id);
    const result = clauseFor(language, place, { text: '', path: '', pack });
    return 'text' in result ? result.text : result.refused;
  };
  const exec = { kind: 'tracepoint', subsystem: 'sched', name: 'sched_switch' } as const;
  assert.match(clauseOf('bpftrace', exec), /^tracepoint:sched:sched_switch\n\{\n\t\/\/ args\.prev_comm: char\[16\]\n/);
  assert.match(clauseOf('bpftrace', exec), /prev_comm=%s prev_pid=%d/);
  assert.match(clauseOf('systemtap', { kind: 'function', module: 'vmlinux', name: 'vfs_read' }), /\$count: size_t/);
  assert.match(clauseOf('systemtap', { kind: 'syscall', name: 'openat' }), /^probe syscall\.openat\n/);
  assert.match(clauseOf('systemtap', { kind: 'syscall', name: 'nosuch' }), /no probe for the system call nosuch/);
  assert.match(clauseOf('dtrace', { kind: 'syscall', name: 'openat' }), /^syscall::openat:entry\n/);
});

test('the plan of a script names every place', () => {
  const language = languageFor('bpftrace', '') ?? assert.fail();
  const text = 'kprobe:vfs_re* { @ = count(); }\ntracepoint:sched:* { @t = count(); }\nkprobe:nosuch_ { @n = 1; }';
  const plan = attachPlan(analyse(language, { text, path: 'a.bt', pack }), 10);
  assert.deepEqual(
    plan.map((point) => [point.text, point.total, point.names.length]),
    [
      ['kprobe:vfs_re*', 2, 2],
      ['tracepoint:sched:*', 2, 2],
      ['kprobe:nosuch_', 0, 0],
    ],
  );
});
