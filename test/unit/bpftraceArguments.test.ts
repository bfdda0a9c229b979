// bpftrace: what probes bring and what kernel structs hold, held against the tests' BTF.
import { test } from 'node:test';
import { bpftrace } from '../../server/src/languages/bpftrace/bpftrace.ts';
import { checkFindings } from '../support/checkFeatures.ts';

const found = (annotated: string) => checkFindings(bpftrace, annotated);

test('a numbered argument that the function has not is whatever a register holds', () => {
  found(`
    kprobe:vfs_readlink { print(arg3); }
//                              ^^^^ warning no-such-argument
    kprobe:kfree { print(arg1); }
//                       ^^^^ warning no-such-argument
    kprobe:vfs_read+4 { print(arg5); }
    kprobe:vfs_* { print(arg5); }
    kretprobe:schedule { print(retval); }
//  ^^^^^^^^^^^^^^^^^^ hint cheaper-fentry
  `);
});

test('struct chains go through pointers, structs in structs, arrays, anonymous members and bit-fields', () => {
  found(`
    fentry:vfs_read
    {
      print(args.file->f_path.dentry->d_name.name);
      print(args.file->f_inode->i_flags.in_iowait);
      print(curtask->real_parent->se.vruntime);
      print(curtask->rcu_users);
      print(curtask->comm[0]);
      $f = args.file;
      print($f->f_path.dentry->d_name.nam);
//                                    ^^^ error unknown-member
      print($f->f_inode->i_flags.in_wait);
//                               ^^^^^^^ error unknown-member
      print(curtask->real_parent->se.runtime);
//                                   ^^^^^^^ error unknown-member
    }
    BEGIN { @file[1] = (struct file *)0; print(@file[1]->f_path.dent); }
//                                                              ^^^^ error unknown-member
  `);
});

test('fields of tracepoints and parameters of functions are those of the kernel', () => {
  found(`
    tracepoint:sched:sched_switch { print((args.prev_pid, args.prev_id)); }
//                                                             ^^^^^^^ error unknown-field
    fexit:vfs_readlink { print((args.buflen, retval)); print(args.bufle); }
//                                                                ^^^^^ error unknown-field
    tracepoint:sched:* { print(args.nothing); }
  `);
});
