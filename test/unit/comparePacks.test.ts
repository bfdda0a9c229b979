// What two packs are said to differ in: the parts pack against copies that were altered by hand.
import assert from 'node:assert/strict';
import test from 'node:test';
import { analyse } from '../../server/src/features/analysis.ts';
import { compareForScript } from '../../server/src/features/compareForScript.ts';
import { touchedNames } from '../../server/src/features/touchedNames.ts';
import { buildPack, type PackContents } from '../../server/src/kernel/buildPack.ts';
import { comparePacks } from '../../server/src/kernel/comparePacks.ts';
import { languageFor } from '../../server/src/languages/registry.ts';
import type { LanguageId, PackComparison } from '../../server/src/protocol.ts';
import { BtfWriter } from '../support/btfWriter.ts';
import { partsContents } from '../support/parts.ts';

/** Compares the parts pack, or another, with an altered one. */
async function compare(after: Partial<PackContents>, before: Partial<PackContents> = {}): Promise<PackComparison> {
  const packs = [before, after].map((altered) => buildPack({ ...partsContents, ...altered }));
  const [old, fresh] = await Promise.all(packs);
  assert.ok(old && fresh);
  return await comparePacks(old, fresh);
}

function replaced(text: string | undefined, from: string, to: string): string {
  if (!text?.includes(from)) throw new Error(`the parts have no ${from}`);
  return text.replace(from, to);
}

const kallsyms = Buffer.from(partsContents.kallsyms ?? []).toString();

/** BTF of one struct, with what a test puts into it. */
function btfOf(fill: (btf: BtfWriter, types: { readonly int: number; readonly long: number }) => void): {
  readonly btf: ReadonlyMap<string, Uint8Array>;
} {
  const btf = new BtfWriter();
  fill(btf, { int: btf.int('int', 4, true), long: btf.int('long', 8, true) });
  return { btf: new Map([['vmlinux', btf.bytes()]]) };
}

/** What the parts kernel has, and a kernel needs for its functions to be probed. */
const traceable = 'CONFIG_64BIT=y\nCONFIG_KPROBES=y\nCONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS=y\n';

test('a pack is the same as itself', async () => {
  const { before, after, ...differences } = await compare({});
  assert.equal(before.release, after.release);
  for (const [what, rows] of Object.entries(differences)) assert.deepEqual(rows, [], what);
});

test('functions that came, went, and can no longer be traced', async () => {
  const { functions } = await compare({
    kallsyms: Buffer.from(replaced(kallsyms, 'T vfs_readlink', 'T vfs_readlink_at')),
    filterFunctions: replaced(partsContents.filterFunctions, 'tcp_sendmsg\n', ''),
    kprobeBlacklist: '0xffffffff81000500-0xffffffff81000580\tvfs_open\n',
  });
  assert.deepEqual(
    functions.map(({ name, change }) => `${name} ${change}`),
    // do_int3 may be probed by kprobes now, but is still out of ftrace's reach.
    ['tcp_sendmsg untraceable', 'vfs_open untraceable', 'vfs_readlink removed', 'vfs_readlink_at added'],
  );
  assert.match(functions.find(({ name }) => name === 'vfs_open')?.after ?? '', /blacklist/);
  assert.match(functions.find(({ name }) => name === 'tcp_sendmsg')?.after ?? '', /ftrace/);
});

test('a function that takes other arguments', async () => {
  const withArguments = (wide: boolean) =>
    btfOf((btf, { int, long }) => btf.function('vfs_read', int, { count: wide ? long : int }));
  const { functions } = await compare(withArguments(true), withArguments(false));
  assert.deepEqual(functions, [
    { name: 'vfs_read', module: 'vmlinux', change: 'arguments', before: 'int (int count)', after: 'int (long count)' },
  ]);
});

test('a list that was not collected makes nothing untraceable', async () => {
  const { functions, unknown } = await compare({ filterFunctions: '' });
  assert.deepEqual(functions, []);
  assert.deepEqual(unknown, [
    'Which functions ftrace takes was not compared: the second pack has no available_filter_functions.',
  ]);
});

test('a module that is not loaded is told once, not with each of its functions', async () => {
  const { modules, functions } = await compare({
    kallsyms: Buffer.from(kallsyms.replace(/^.*\[ext4\]\n/gm, '')),
    modules: 'nf_tables 300000 0 - Live 0xffffffffc0100000\n',
  });
  assert.deepEqual(modules, [{ name: 'ext4', change: 'removed' }]);
  assert.deepEqual(functions, []);
});

test('tables that one pack lacks are not compared', async () => {
  const { btf, config, ...less } = partsContents;
  assert.ok(btf && config);
  const old = await buildPack(partsContents);
  const { unknown, types } = await comparePacks(old, await buildPack(less));
  assert.deepEqual(types, []);
  assert.deepEqual(unknown, [
    'Types were not compared: the second pack has none.',
    'CONFIG values were not compared: the second pack has none.',
  ]);
});

test('tracepoints and their fields', async () => {
  const formats = replaced(
    replaced(
      partsContents.eventFormats,
      'field:long prev_state;\toffset:32;\tsize:8;',
      'field:int prev_state;\toffset:32;\tsize:4;',
    ),
    'field:int next_prio;\toffset:60;',
    'field:int next_prio;\toffset:64;',
  );
  const { tracepoints } = await compare({
    events: replaced(partsContents.events, 'block:block_rq_issue', 'block:block_rq_merge'),
    eventFormats: formats.replaceAll('block_rq_issue', 'block_rq_merge').replace(/^.*pid_t old_pid.*\n/m, ''),
  });
  assert.deepEqual(tracepoints, [
    { subsystem: 'block', name: 'block_rq_issue', change: 'removed', fields: [] },
    { subsystem: 'block', name: 'block_rq_merge', change: 'added', fields: [] },
    {
      subsystem: 'sched',
      name: 'sched_process_exec',
      change: 'changed',
      fields: [{ name: 'old_pid', change: 'removed', before: 'pid_t, size 4, offset 16' }],
    },
    {
      subsystem: 'sched',
      name: 'sched_switch',
      change: 'changed',
      fields: [
        { name: 'prev_state', change: 'retyped', before: 'long, size 8, offset 32', after: 'int, size 4, offset 32' },
        { name: 'next_prio', change: 'moved', before: 'offset 60', after: 'offset 64' },
      ],
    },
  ]);
});

test('raw arguments of a tracepoint', async () => {
  const raw = (wide: boolean) =>
    btfOf((btf, { int, long }) => {
      btf.typedef('btf_trace_sched_switch', btf.pointer(btf.prototype(0, { state: wide ? long : int })));
    });
  const { tracepoints } = await compare(raw(true), raw(false));
  assert.deepEqual(
    tracepoints.map(({ name, rawArguments }) => ({ name, ...rawArguments })),
    [{ name: 'sched_switch', before: 'void (int state)', after: 'void (long state)' }],
  );
});

test('members that came, went, moved and changed their type', async () => {
  const old = btfOf((btf, { int, long }) => {
    btf.struct('file', 24, [
      ['f_mode', int, 0],
      ['f_flags', int, 32],
      ['f_pos', long, 64],
      ['f_gone', long, 128],
    ]);
    btf.struct('gone', 4, [['x', int, 0]]);
  });
  const fresh = btfOf((btf, { int, long }) => {
    btf.struct('file', 32, [
      ['f_mode', int, 0],
      ['f_new', int, 32],
      ['f_flags', long, 64],
      ['f_pos', long, 128],
    ]);
    btf.struct('come', 4, [['x', int, 0]], 'union');
  });
  const { types } = await compare(fresh, old);
  assert.deepEqual(types, [
    {
      name: 'struct file',
      change: 'changed',
      size: { before: 24, after: 32 },
      members: [
        { name: 'f_flags', change: 'retyped', before: 'int, offset 4', after: 'long, offset 8' },
        { name: 'f_pos', change: 'moved', before: 'offset 8', after: 'offset 16' },
        { name: 'f_gone', change: 'removed', before: 'long, offset 16' },
        { name: 'f_new', change: 'added', after: 'int, offset 4' },
      ],
    },
    { name: 'struct gone', change: 'removed', members: [] },
    { name: 'union come', change: 'added', members: [] },
  ]);
});

test('values of enumerations that came, went and are another number', async () => {
  const reasons = (values: Readonly<Record<string, number>>) =>
    btfOf((btf) => void btf.enumeration('drop_reason', values));
  const { types } = await compare(reasons({ NONE: 0, NO_SOCKET: 1, TTL: 2 }), reasons({ NONE: 0, TTL: 1, OTHER: 2 }));
  assert.deepEqual(types, [
    {
      name: 'enum drop_reason',
      change: 'changed',
      members: [
        { name: 'TTL', change: 'moved', before: 'value 1', after: 'value 2' },
        { name: 'OTHER', change: 'removed', before: 'value 2' },
        { name: 'NO_SOCKET', change: 'added', after: 'value 1' },
      ],
    },
  ]);
});

test('what is in nameless structs: as a member, under a typedef, as a bit-field', async () => {
  const nameless = (wide: boolean) =>
    btfOf((btf, { int, long }) => {
      const inner = btf.struct('', 8, [['a', wide ? long : int, 0]]);
      btf.struct('outer', 16, [
        ['s', inner, 0],
        ['bits', int, wide ? 64 : 65, wide ? 2 : 1],
      ]);
      btf.typedef('counter_t', inner);
    });
  const { types } = await compare(nameless(true), nameless(false));
  assert.deepEqual(
    types.map(({ name, members }) => [name, ...members.map((one) => `${one.name}: ${one.before} -> ${one.after}`)]),
    [
      ['counter_t', 'a: int, offset 0 -> long, offset 0'],
      [
        'struct outer',
        's.a: int, offset 0 -> long, offset 0',
        'bits: offset 8, bit 1, 1 bit wide -> offset 8, bit 0, 2 bits wide',
      ],
    ],
  );
});

test('a struct that holds itself ends somewhere', async () => {
  const forged = (size: number) =>
    btfOf((btf) => {
      const id = btf.lastId + 1;
      btf.struct('', size, [
        ['a', id, 0],
        ['b', id, 32],
      ]);
      btf.struct('loop', size, [['x', id, 0]]);
    });
  const { types } = await compare(forged(8), forged(4));
  assert.deepEqual(
    types.map(({ name }) => name),
    ['struct loop'],
  );
});

test('tapset files, aliases and functions; comments and spaces aside', async () => {
  const tapset = new Map(partsContents.tapset);
  const edit = (path: string, change: (text: string) => string): void => {
    const text = tapset.get(path) ?? '';
    assert.notEqual(change(text), text);
    tapset.set(path, change(text));
  };
  edit('linux/vfs.stp', (text) => text.replace('bytes_read = $return', 'bytes_read = $return + 0'));
  edit('linux/context.stp', (text) =>
    text.replace('Name of the program', 'What it is called').replace('  return', ' return'),
  );
  tapset.delete('linux/syscalls.stp');
  tapset.set(
    'linux/net.stp',
    'probe net.send, net.write = kernel.function("x") { }\nfunction net_x:long() { return 1 }\n',
  );
  const { tapset: differences } = await compare({ tapset });
  assert.deepEqual(
    differences.map(({ path, change, items }) => [
      path,
      change,
      ...items.map((one) => `${one.kind} ${one.name} ${one.change}`),
    ]),
    [
      ['linux/context.stp', 'changed'],
      ['linux/net.stp', 'added', 'alias net.send added', 'alias net.write added', 'function net_x added'],
      ['linux/syscalls.stp', 'removed', 'alias syscall.openat removed'],
      ['linux/vfs.stp', 'changed', 'alias vfs.read.return changed'],
    ],
  );
});

test('CONFIG values', async () => {
  const { config } = await compare({
    config: `${traceable}CONFIG_HZ=1000\nCONFIG_NEW=y\nCONFIG_LOCALVERSION="-parts"\n`,
  });
  assert.deepEqual(config, [
    { name: 'CONFIG_EXT4_FS', before: 'm' },
    { name: 'CONFIG_HZ', before: '250', after: '1000' },
    { name: 'CONFIG_NEW', after: 'y' },
  ]);
});

/** What the altered kernel means for a script, as lines of text. */
async function compareScript(languageId: LanguageId, text: string, after: Partial<PackContents>): Promise<string[]> {
  const language = languageFor(languageId, '');
  assert.ok(language);
  const packs = await Promise.all([buildPack(partsContents), buildPack({ ...partsContents, ...after })]);
  for (const pack of packs) for (const _ of language.prepare?.(pack) ?? []);
  const [old, fresh] = packs.map((pack) => analyse(language, { text, path: '', pack }));
  assert.ok(old && fresh && packs[0] && packs[1]);
  const whole = await comparePacks(packs[0], packs[1], touchedNames([old, fresh]));
  const { points, variables, findings } = compareForScript(old, fresh);
  return [
    ...points.map((one) => `point ${one.text}: ${one.before} -> ${one.after}`),
    ...points.flatMap(({ gone, come }) => [...gone.map((name) => `- ${name}`), ...come.map((name) => `+ ${name}`)]),
    ...variables.map(({ name, before, after: is }) => `variable ${name}: ${before} -> ${is}`),
    ...findings.map(({ severity, message }) => `${severity} ${message.split(/[.:]/)[0]}`),
    ...whole.functions.map(({ name, change }) => `function ${name} ${change}`),
    ...whole.tracepoints.map(({ name, fields }) => `tracepoint ${name} ${fields.map((field) => field.name)}`),
    ...whole.types.map(({ name, members }) => `${name} ${members.map((member) => member.name)}`),
    ...whole.tapset.flatMap(({ path, items }) => items.map(({ name, change }) => `${path} ${name} ${change}`)),
    ...whole.config.map(({ name }) => name),
  ];
}

/** A kernel on which much is different. */
const otherKernel: Partial<PackContents> = {
  kallsyms: Buffer.from(kallsyms.replace('vfs_readlink', 'vfs_getlink').replace('T kfree\n', 'T kfree_all\n')),
  filterFunctions: replaced(partsContents.filterFunctions, 'vfs_readlink', 'vfs_getlink'),
  eventFormats: replaced(partsContents.eventFormats, 'field:int prev_prio;', 'field:long prev_prio;').replace(
    'field:int flags;',
    'field:long flags;',
  ),
  config: `${traceable}CONFIG_HZ=1000\n`,
};

test('of a bpftrace script, only what it touches is told', async () => {
  const script = `
    tracepoint:sched:sched_switch { @[args.prev_prio] = count(); }
    kprobe:vfs_read* { @ = count(); }
  `;
  assert.deepEqual(await compareScript('bpftrace', script, otherKernel), [
    'point kprobe:vfs_read*: 2 -> 1',
    '- kprobe:vfs_readlink',
    'variable args.prev_prio: int -> long',
    'function vfs_readlink removed',
    'tracepoint sched_switch prev_prio',
  ]);
});

test('of a SystemTap script, aliases, CONFIG values and new errors too', async () => {
  const tapset = new Map(partsContents.tapset);
  tapset.set('linux/vfs.stp', replaced(tapset.get('linux/vfs.stp'), 'bytes_to_read = $count', 'bytes_to_read = 1'));
  tapset.set(
    'linux/context.stp',
    replaced(tapset.get('linux/context.stp'), 'return task_execname', 'return  "x" . task_execname'),
  );
  const script = `
    probe vfs.read { println(bytes_to_read, pid()) }
    probe kernel.trace("no_such_thing")? { println(execname()) }
    %( CONFIG_HZ == "250" %? probe begin { } %)
  `;
  const told = await compareScript('systemtap', script, { ...otherKernel, tapset });
  assert.deepEqual(told, ['linux/context.stp execname changed', 'linux/vfs.stp vfs.read changed', 'CONFIG_HZ']);
});

test('members that a script reads, and what the checks say there', async () => {
  const vmlinux = (wide: boolean) => {
    const btf = new BtfWriter();
    const int = btf.int('int', 4, true);
    const long = btf.int('long', 8, true);
    const file = btf.struct('file', 16, [
      [wide ? 'f_place' : 'f_pos', int, 0],
      ['f_mode', wide ? long : int, 64],
      ['f_other', wide ? long : int, 96],
    ]);
    btf.function('vfs_read', int, { file: btf.pointer(file) });
    return new Map([['vmlinux', btf.bytes()]]);
  };
  const script = 'probe kernel.function("vfs_read") { println($file->f_pos, $file->f_mode) }\n';
  const language = languageFor('systemtap', '');
  const [old, fresh] = await Promise.all(
    [false, true].map(async (wide) => {
      const pack = await buildPack({ ...partsContents, btf: vmlinux(wide) });
      for (const _ of language?.prepare?.(pack) ?? []);
      assert.ok(language);
      return analyse(language, { text: script, path: '', pack });
    }),
  );
  assert.ok(old && fresh);
  const { types } = await comparePacks(old.source.pack, fresh.source.pack, touchedNames([old, fresh]));
  assert.deepEqual(
    types.map(({ name, members }) => [name, ...members.map((member) => `${member.name} ${member.change}`)]),
    [['struct file', 'f_pos removed', 'f_mode retyped']],
  );
  const { findings } = compareForScript(old, fresh);
  assert.equal(findings.length, 1);
  assert.match(findings[0]?.message ?? '', /f_pos/);
});
