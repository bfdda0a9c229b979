// The pack's tables over the parts pack: functions, tracepoints, types, text files.
import assert from 'node:assert/strict';
import test from 'node:test';
import { buildPack } from '../../server/src/kernel/buildPack.ts';
import { emptyPack } from '../../server/src/kernel/emptyPack.ts';
import { readBuildId } from '../../server/src/kernel/textFiles.ts';
import { buildTypeTable } from '../../server/src/kernel/typeTable.ts';
import { BtfWriter } from '../support/btfWriter.ts';
import { partsPack as pack, partsContents } from '../support/parts.ts';

const { functions, tracepoints, types } = pack;

test('functions are the code of kallsyms without what no one can probe by name', () => {
  const names = Array.from(functions.glob('*'), ({ name }) => name);
  assert.ok(names.includes('vfs_read'));
  for (const absent of [
    'jiffies',
    '__pfx_vfs_read',
    '_stext',
    '__sched_text_start',
    'bpf_prog_6deef7357e7b4530',
    'fixed_percpu_data',
  ]) {
    assert.ok(!names.includes(absent), absent);
  }
});

test('a function tells what cannot take it and why', () => {
  const told = [
    'vfs_read',
    'do_int3',
    'kernel_init_freeable',
    'ext4_exit_fs',
    'sched_clock_noinstr',
    'tcp_sendmsg',
  ].map((name) => {
    const [fn] = functions.named(name);
    return `${name} | ${fn?.noKprobe ?? 'kprobe'} | ${fn?.noFentry ?? 'fentry'} | ${fn?.notrace ? 'notrace' : 'traced'}`;
  });
  assert.deepEqual(told, [
    'vfs_read | kprobe | fentry | traced',
    'do_int3 | the kernel forbids kprobes in it (kprobe blacklist) | ftrace cannot take it (notrace, or without an entry call) | notrace',
    'kernel_init_freeable | its code is discarded after boot | its code is discarded after boot | notrace',
    'ext4_exit_fs | its code is discarded after boot | its code is discarded after boot | notrace',
    'sched_clock_noinstr | kprobe | ftrace cannot take it (notrace, or without an entry call) | notrace',
    'tcp_sendmsg | kprobe | the kernel has no BTF for it | traced',
  ]);
});

test('modules keep their functions apart', () => {
  assert.deepEqual(
    Array.from(functions.glob('*', 'ext4'), ({ name, module }) => `${module}:${name}`),
    ['ext4:ext4_file_open', 'ext4:ext4_sync_file'],
  );
  assert.equal(functions.countGlob('*', 'vmlinux') + functions.countGlob('*', 'ext4'), functions.size);
  assert.equal(functions.named('ext4_file_open', 'vmlinux').length, 0);
});

test('a prototype of a module is spelled with types of vmlinux', () => {
  const [open] = functions.named('ext4_file_open');
  assert.equal(types.spell(open?.prototype ?? 0), 'int (struct inode *, struct file *)');
});

test('a search says when more matched than it gives', () => {
  const { hits, incomplete } = functions.search({ typed: 'vfs_', limit: 2 });
  assert.deepEqual([hits.length, incomplete], [2, true]);
  assert.equal(functions.search({ typed: 'vfs_', limit: 4 }).incomplete, false);
});

test('tracepoints have their fields without the common ones, and their raw arguments', () => {
  const point = tracepoints.find('sched', 'sched_process_exec');
  assert.deepEqual(
    point?.fields.map(({ type, name, offset, size }) => `${type} ${name} ${offset}+${size}`),
    ['__data_loc char[] filename 8+4', 'pid_t pid 12+4', 'pid_t old_pid 16+4'],
  );
  const raw = tracepoints.find('sched', 'sched_switch')?.prototype ?? 0;
  assert.equal(types.spell(raw), 'void (void *, _Bool, struct task_struct *, struct task_struct *, unsigned int)');
});

test('tracepoints are found by name, by subsystem and by both', () => {
  const search = (typed: string): string =>
    tracepoints
      .search({ typed, limit: 3 })
      .hits.map(({ subsystem, name }) => `${subsystem}:${name}`)
      .join(' ');
  assert.equal(search('sched_sw'), 'sched:sched_switch');
  assert.equal(search('sched:'), 'sched:sched_process_exec sched:sched_switch');
  assert.equal(search('syscalls:sys_ex'), 'syscalls:sys_exit_openat');
  const globbed = Array.from(tracepoints.glob('s*', '*open*'), ({ name }) => name);
  assert.deepEqual(globbed, ['sys_enter_openat', 'sys_exit_openat']);
});

test('members of anonymous members stand at their final offsets', () => {
  const members = types.members(types.named('task_struct') ?? 0);
  const told = members.map(({ name, type, bitOffset }) => `${bitOffset / 8} ${types.spell(type)} ${name}`);
  assert.ok(told.includes('64 void * rcu'), told.join('\n'));
  assert.ok(told.includes('16 char[16] comm'));
});

test('bit-fields tell their width', () => {
  const members = types.members(types.named('task_flags') ?? 0);
  assert.deepEqual(
    members.map(({ bitOffset, bitWidth }) => [bitOffset, bitWidth]),
    [
      [0, 1],
      [1, 1],
    ],
  );
});

test('types are spelled as C does', () => {
  const btf = new BtfWriter();
  const int = btf.int('int', 4, true);
  const callback = btf.pointer(btf.prototype(int, { a: btf.pointer(btf.constant(int)), rest: 0 }));
  const rows = btf.array(btf.array(int, 3, int), 2, int);
  const pointerToArray = btf.pointer(btf.array(int, 4, int));
  const constPointer = btf.constant(btf.pointer(int));
  const table = buildTypeTable(new Map([['vmlinux', btf.bytes()]]));
  assert.deepEqual(
    [callback, rows, pointerToArray, constPointer].map((id) => table.spell(id)),
    ['int (*)(const int *, ...)', 'int[2][3]', 'int (*)[4]', 'int *const'],
  );
});

test('big-endian BTF reads the same', () => {
  const btf = new BtfWriter();
  btf.struct('pair', 8, [['left', btf.int('int', 4, true), 0]]);
  const table = buildTypeTable(new Map([['vmlinux', btf.bytes(false)]]));
  assert.equal(table.members(table.named('pair') ?? 0)[0]?.name, 'left');
});

test('what was not collected is told apart from what is empty', async () => {
  const { kallsyms: _, ...rest } = partsContents;
  const without = await buildPack(rest);
  assert.deepEqual(
    [without.knows('functions'), without.knows('tracepoints'), pack.knows('functions')],
    [false, true, true],
  );
  assert.equal(emptyPack.knows('types'), false);
});

test('the small files are read', () => {
  assert.deepEqual(pack.modules, ['ext4', 'nf_tables']);
  assert.equal(pack.config.get('CONFIG_LOCALVERSION'), '"-parts"');
  assert.equal(pack.errorInjection.get('vfs_open'), 'ERRNO');
  assert.deepEqual(pack.markers[1], { name: 'fs_ext4_open', module: 'ext4', format: 'name %s' });
});

test('the build-id is found among other notes', () => {
  const note = (name: string, type: number, data: number[]): number[] => {
    const head = Buffer.alloc(12);
    head.writeUInt32LE(name.length + 1, 0);
    head.writeUInt32LE(data.length, 4);
    head.writeUInt32LE(type, 8);
    const padded = Buffer.alloc(Math.ceil((name.length + 1) / 4) * 4);
    padded.write(name);
    return [...head, ...padded, ...data];
  };
  const notes = Uint8Array.from([...note('Xen', 6, [1, 2, 3, 4]), ...note('GNU', 3, [0xab, 0xcd, 0xef, 0x01])]);
  assert.equal(readBuildId(notes), 'abcdef01');
  assert.equal(readBuildId(notes.subarray(0, notes.length - 1)), '');
});
