// The kernel pack of all language tests: a dozen functions, a few tracepoints and types, a tiny tapset; never a real machine's.
import { buildPack, type PackContents } from '../../server/src/kernel/buildPack.ts';
import type { KernelPack } from '../../server/src/kernel/kernelPack.ts';
import { type ProbeKind, probeKinds } from '../../server/src/languages/systemtap/probeKinds.ts';
import { BtfWriter } from './btfWriter.ts';
import { dedent } from './fixture.ts';

const kallsyms = `
0000000000000000 A fixed_percpu_data
ffffffff81000000 T _stext
ffffffff81000100 T schedule
ffffffff81000200 T __pfx_vfs_read
ffffffff81000210 T vfs_read
ffffffff81000300 T vfs_readlink
ffffffff81000400 T __sched_text_start
ffffffff81000400 T vfs_write
ffffffff81000500 T vfs_open
ffffffff81000600 t do_sys_openat2
ffffffff81000700 t do_nanosleep
ffffffff81000800 T tcp_sendmsg
ffffffff81000900 T tcp_v4_connect
ffffffff81000a00 T kfree
ffffffff81000b00 t do_int3
ffffffff81000c00 T __x64_sys_openat
ffffffff81000d00 t sched_clock_noinstr
ffffffff82000000 D jiffies
ffffffff83000000 T _sinittext
ffffffff83000100 t kernel_init_freeable
ffffffff83000200 T _einittext
ffffffff83000200 t ext4_exit_fs
ffffffffc0000000 t ext4_file_open\t[ext4]
ffffffffc0000100 t ext4_sync_file\t[ext4]
ffffffffc0001000 t bpf_prog_6deef7357e7b4530\t[bpf]
`;

const filterFunctions = `
schedule
vfs_read
vfs_readlink
vfs_write
vfs_open
do_sys_openat2
do_nanosleep
tcp_sendmsg
tcp_v4_connect
kfree
__x64_sys_openat
ext4_file_open [ext4]
ext4_sync_file [ext4]
`;

const events = `
sched:sched_switch
sched:sched_process_exec
syscalls:sys_enter_openat
syscalls:sys_exit_openat
block:block_rq_issue
kmem:kmem_cache_alloc
`;

const common = `
	field:unsigned short common_type;	offset:0;	size:2;	signed:0;
	field:unsigned char common_flags;	offset:2;	size:1;	signed:0;
	field:unsigned char common_preempt_count;	offset:3;	size:1;	signed:0;
	field:int common_pid;	offset:4;	size:4;	signed:1;
`;

const eventFormats = `
==> sched/sched_switch <==
name: sched_switch
ID: 300
format:${common}
	field:char prev_comm[16];	offset:8;	size:16;	signed:0;
	field:pid_t prev_pid;	offset:24;	size:4;	signed:1;
	field:int prev_prio;	offset:28;	size:4;	signed:1;
	field:long prev_state;	offset:32;	size:8;	signed:1;
	field:char next_comm[16];	offset:40;	size:16;	signed:0;
	field:pid_t next_pid;	offset:56;	size:4;	signed:1;
	field:int next_prio;	offset:60;	size:4;	signed:1;

print fmt: "prev_comm=%s"
==> sched/sched_process_exec <==
name: sched_process_exec
ID: 301
format:${common}
	field:__data_loc char[] filename;	offset:8;	size:4;	signed:0;
	field:pid_t pid;	offset:12;	size:4;	signed:1;
	field:pid_t old_pid;	offset:16;	size:4;	signed:1;

print fmt: "filename=%s"
==> syscalls/sys_enter_openat <==
name: sys_enter_openat
ID: 600
format:${common}
	field:int __syscall_nr;	offset:8;	size:4;	signed:1;
	field:int dfd;	offset:16;	size:8;	signed:0;
	field:const char * filename;	offset:24;	size:8;	signed:0;
	field:int flags;	offset:32;	size:8;	signed:0;
	field:umode_t mode;	offset:40;	size:8;	signed:0;

print fmt: "dfd: 0x%08lx"
==> syscalls/sys_exit_openat <==
name: sys_exit_openat
ID: 601
format:${common}
	field:int __syscall_nr;	offset:8;	size:4;	signed:1;
	field:long ret;	offset:16;	size:8;	signed:1;

print fmt: "0x%lx"
==> block/block_rq_issue <==
name: block_rq_issue
ID: 400
format:${common}
	field:dev_t dev;	offset:8;	size:4;	signed:0;
	field:sector_t sector;	offset:16;	size:8;	signed:0;
	field:unsigned int bytes;	offset:28;	size:4;	signed:0;
	field:char rwbs[8];	offset:32;	size:8;	signed:0;

print fmt: "%d"
==> kmem/kmem_cache_alloc <==
name: kmem_cache_alloc
ID: 500
format:${common}
	field:unsigned long call_site;	offset:8;	size:8;	signed:0;
	field:const void * ptr;	offset:16;	size:8;	signed:0;
	field:size_t bytes_req;	offset:24;	size:8;	signed:0;

print fmt: "call_site=%pS"
`;

const contextTapset = `
/**
 * sfunction execname - Name of the program that runs now
 *
 * Description: The name of the current task, at most 15 letters.
 */
function execname:string ()
{
  return task_execname(task_current())
}

/**
 * sfunction pid - Id of the process that runs now
 *
 * Description: The current task's process id (its thread group).
 */
function pid:long ()
{
  return task_pid(task_current())
}

function pp:string () %{ /* unmangled */ STAP_RETVALUE[0] = 0; %}
function task_current:long () %{ /* pure */ STAP_RETVALUE = (long)current; %}
function task_execname:string (task:long) { return @cast(task, "task_struct")->comm$ }
function task_pid:long (task:long) { return @cast(task, "task_struct")->tgid }
`;

const vfsTapset = `
/**
 * probe vfs.read - A file is read
 * @file: The file
 * @bytes_to_read: How much is asked for
 * @name: Name of the probe point
 */
probe vfs.read = kernel.function("vfs_read")
{
  name = "vfs.read"
  file = $file
  bytes_to_read = $count
}

probe vfs.read.return = kernel.function("vfs_read").return
{
  name = "vfs.read"
  bytes_read = $return
}
`;

const syscallTapset = `
/**
 * probe syscall.openat - openat(2)
 * @filename: The path, quoted
 */
probe syscall.openat = kernel.function("__x64_sys_openat")
{
  name = "openat"
  filename = "unknown"
}
`;

/** A kernel's and its ext4 module's types. */
export function partsBtf(): { readonly vmlinux: BtfWriter; readonly ext4: BtfWriter } {
  const btf = new BtfWriter();
  const int = btf.int('int', 4, true);
  const char = btf.int('char', 1, true);
  const unsigned = btf.int('unsigned int', 4, false);
  const unsignedLong = btf.int('unsigned long', 8, false);
  const long = btf.int('long', 8, true);
  const longLong = btf.int('long long', 8, true);
  const unsignedShort = btf.int('unsigned short', 2, false);
  const bool = btf.int('_Bool', 1, false);
  const size = btf.typedef('size_t', unsignedLong);
  const ssize = btf.typedef('ssize_t', long);
  const loff = btf.typedef('loff_t', longLong);
  const pid = btf.typedef('pid_t', int);
  const umode = btf.typedef('umode_t', unsignedShort);
  const charPointer = btf.pointer(char);
  const constCharPointer = btf.pointer(btf.constant(char));
  const voidPointer = btf.pointer(0);
  const comm = btf.array(char, 16, int);

  const mm = btf.struct('mm_struct', 16, [
    ['mmap_base', unsignedLong, 0],
    ['total_vm', unsignedLong, 64],
  ]);
  const entity = btf.struct('sched_entity', 16, [
    ['vruntime', unsignedLong, 0],
    ['on_rq', unsigned, 64],
  ]);
  const anonymous = btf.struct(
    '',
    8,
    [
      ['rcu_users', int, 0],
      ['rcu', voidPointer, 0],
    ],
    'union',
  );
  const state = btf.enumeration('task_state', { TASK_RUNNING: 0, TASK_INTERRUPTIBLE: 1 });
  // A task points to its parent, itself a task: the pointer is made before the struct that it points to.
  const taskPointer = btf.pointer(btf.lastId + 2);
  const task = btf.struct('task_struct', 128, [
    ['__state', unsigned, 0],
    ['prio', int, 32],
    ['pid', pid, 64],
    ['tgid', pid, 96],
    ['comm', comm, 128],
    ['mm', btf.lastId + 2, 256],
    ['se', entity, 320],
    ['real_parent', taskPointer, 448],
    ['', anonymous, 512],
    ['exit_state', state, 576],
  ]);
  const mmPointer = btf.pointer(mm);
  if (mmPointer !== task + 1) throw new Error('the ids of the test types have moved');
  const flags = btf.struct('task_flags', 4, [
    ['in_execve', unsigned, 0, 1],
    ['in_iowait', unsigned, 1, 1],
  ]);
  const inode = btf.struct('inode', 32, [
    ['i_mode', umode, 0],
    ['i_ino', unsignedLong, 64],
    ['i_size', loff, 128],
    ['i_flags', flags, 192],
  ]);
  const inodePointer = btf.pointer(inode);
  const name = btf.struct('qstr', 16, [
    ['len', unsigned, 32],
    ['name', constCharPointer, 64],
  ]);
  const dentry = btf.struct('dentry', 40, [
    ['d_name', name, 0],
    ['d_inode', inodePointer, 128],
  ]);
  const path = btf.struct('path', 16, [
    ['mnt', voidPointer, 0],
    ['dentry', btf.pointer(dentry), 64],
  ]);
  const file = btf.struct('file', 64, [
    ['f_mode', unsigned, 0],
    ['f_flags', unsigned, 32],
    ['f_path', path, 64],
    ['f_inode', inodePointer, 192],
    ['f_pos', loff, 256],
  ]);
  const filePointer = btf.pointer(file);
  const loffPointer = btf.pointer(loff);

  btf.function('vfs_read', ssize, { file: filePointer, buf: charPointer, count: size, pos: loffPointer });
  btf.function('vfs_readlink', int, { dentry: btf.pointer(dentry), buffer: charPointer, buflen: int });
  btf.function('vfs_write', ssize, { file: filePointer, buf: constCharPointer, count: size, pos: loffPointer });
  btf.function('vfs_open', int, { path: btf.pointer(btf.constant(path)), file: filePointer });
  btf.function('do_sys_openat2', long, { dfd: int, filename: constCharPointer, how: voidPointer });
  btf.function('do_nanosleep', int, { t: voidPointer, mode: int });
  btf.function('kfree', 0, { object: voidPointer });
  btf.function('schedule', 0, {});
  const onSwitch = btf.prototype(0, {
    __data: voidPointer,
    preempt: bool,
    prev: taskPointer,
    next: taskPointer,
    prev_state: unsigned,
  });
  btf.typedef('btf_trace_sched_switch', btf.pointer(onSwitch));

  const ext4 = new BtfWriter(btf);
  const info = ext4.struct('ext4_inode_info', 8, [['i_data', unsigned, 0]]);
  ext4.pointer(info);
  ext4.function('ext4_file_open', int, { inode: inodePointer, filp: filePointer });
  return { vmlinux: btf, ext4 };
}

const btf = partsBtf();

/** Kinds as `stap --dump-probe-types` writes them. */
function spellKinds(kinds: readonly ProbeKind[]): readonly string[] {
  return kinds.flatMap(({ name, argument, optional, next = [] }) => {
    const spelled = argument === undefined ? [name] : [`${name}(${argument})`, ...(optional ? [name] : [])];
    return spelled.flatMap((one) => [one, ...spellKinds(next).map((rest) => `${one}.${rest}`)]);
  });
}

/** What the pack is made of; a test may write it to a folder, or leave parts out. */
export const partsContents: PackContents = {
  manifest: {
    format: 1,
    release: '6.12.0-parts-amd64',
    machine: 'x86_64',
    buildId: '',
    collectedAt: 0,
    tracers: { stap: '5.6', bpftrace: '0.27.0', dtrace: '2.0.7' },
    tapsetHash: 'parts',
    missing: [],
  },
  kallsyms: Buffer.from(dedent(kallsyms)),
  filterFunctions: dedent(filterFunctions),
  kprobeBlacklist: '0xffffffff81000b00-0xffffffff81000b80\tdo_int3\n',
  events: dedent(events),
  eventFormats,
  btf: new Map([
    ['vmlinux', btf.vmlinux.bytes()],
    ['ext4', btf.ext4.bytes()],
  ]),
  modules: 'ext4 1024000 1 - Live 0xffffffffc0000000\nnf_tables 300000 0 - Live 0xffffffffc0100000\n',
  config:
    'CONFIG_64BIT=y\nCONFIG_KPROBES=y\nCONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS=y\nCONFIG_HZ=250\nCONFIG_EXT4_FS=m\nCONFIG_LOCALVERSION="-parts"\n',
  errorInjection: 'vfs_open\tERRNO\n__x64_sys_openat\tERRNO\n',
  tapset: new Map([
    ['linux/context.stp', contextTapset],
    ['linux/vfs.stp', vfsTapset],
    ['linux/syscalls.stp', syscallTapset],
    ['macros.stpm', '@define twice(x) %( ((@x) * 2) %)\n'],
  ]),
  // A stap that was built without Java, and has one kind of probes that we have no words for.
  probeTypes: [...spellKinds(probeKinds.filter(({ name }) => name !== 'java')), 'kernel.novel(string).kind'].join('\n'),
  markers: 'core_marker\tvmlinux\tpid %d name %s\nfs_ext4_open\tfs/ext4/ext4\tname %s\n',
};

/** The pack itself. */
export const partsPack: KernelPack = await buildPack(partsContents);
