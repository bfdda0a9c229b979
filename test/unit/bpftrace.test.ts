// bpftrace: what the cursor is in, what is offered, found and laid out, as text.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bpftrace } from '../../server/src/languages/bpftrace/bpftrace.ts';
import { cursorAt } from '../../server/src/languages/bpftrace/cursor.ts';
import { Grammar } from '../../server/src/languages/bpftrace/grammar.ts';
import { checkCompletion, checkFindings, checkHover, checkSignatureHelp } from '../support/checkFeatures.ts';
import { cursorFixture, dedent } from '../support/fixture.ts';
import { partsPack } from '../support/parts.ts';

test('the grammar is valid', () => {
  new Grammar(true);
});

const offered = (fixture: string, expected: string) => checkCompletion(bpftrace, fixture, expected);
const found = (annotated: string) => checkFindings(bpftrace, annotated);

test('offers kernel functions after a provider', () => {
  offered(
    `
    kprobe:vfs_re<|> { }
    `,
    `
    function  vfs_read
    function  vfs_readlink
    …
    -> kprobe:vfs_read { }
    `,
  );
});

test('offers tracepoints as subsystem and name', () => {
  offered(
    `
    tracepoint:sched:sched_s<|>
    {
    }
    `,
    `
    tracepoint  sched:sched_switch
    …
    -> tracepoint:sched:sched_switch
    `,
  );
});

test('offers probes where a clause begins', () => {
  offered('kpro<|>', 'probe kprobe\n…\n-> kprobe:');
});

test('offers the fields of a tracepoint', () => {
  offered(
    `
    tracepoint:syscalls:sys_enter_openat { printf("%s", str(args.fil<|>)); }
    `,
    `
    field  args.filename
    …
    -> tracepoint:syscalls:sys_enter_openat { printf("%s", str(args.filename)); }
    `,
  );
});

test('offers the parameters of a function by name, through BTF', () => {
  offered('fentry:vfs_read { @ = args.<|>; }', 'field args.file\nfield args.buf\nfield args.count\nfield args.pos\n…');
});

test('offers what all probes of a clause share', () => {
  offered('fentry:vfs_read, fentry:vfs_readlink { @ = args.<|>; }', '…');
  offered('fentry:vfs_read, fentry:vfs_write { @ = args.co<|>; }', 'field args.count\n…');
});

test('offers members through chains of structs', () => {
  offered('fentry:vfs_read { @ = args.file->f_path.dentry->d_na<|>; }', 'field d_name\n…');
  offered('kprobe:vfs_open { $p = (struct path *)arg0; @ = $p->dent<|>; }', 'field dentry\n…');
  offered('BEGIN { @ = curtask->real_parent->co<|> }', 'field comm\n…');
});

test('offers maps and variables with their signs', () => {
  offered('BEGIN { @reads = 1; @re<|> }', 'variable @reads\n…\n-> BEGIN { @reads = 1; @reads }');
  offered('BEGIN { $size = 1; print($si<|>); }', 'variable $size\n…');
});

test('offers types after struct', () => {
  offered('kprobe:vfs_read { $t = (struct task_st<|> *)arg0; }', 'type task_struct\n…');
});

test('tells the arguments of a function', () => {
  checkSignatureHelp(bpftrace, 'BEGIN { @ = lhist(1, <|>0, 10, 1); }', 'lhist(n, <min>, max, step)');
});

test('explains builtins and probe points', () => {
  checkHover(bpftrace, 'BEGIN { @ = ns<|>ecs; }', /Nanoseconds since the machine booted/);
  checkHover(bpftrace, 'kprobe:vfs_<|>* { }', /places.*on this kernel/);
});

test('in strings, numbers and comments nothing stands', () => {
  for (const fixture of ['BEGIN { "a<|>b" }', 'BEGIN { 1<|>2 }', 'BEGIN { /* <|> */ }']) {
    const { text, offset } = cursorFixture(fixture);
    assert.equal(cursorAt({ text, path: '', pack: partsPack }, offset).kind, 'nothing', fixture);
  }
});

test('finds unknown functions, wrong numbers of arguments and bad formats', () => {
  found(`
    BEGIN
    {
      prinft("x");
    //^^^^^^ error unknown-function
      @a = hist();
    //     ^^^^ error argument-count
      printf("%d %s\\n", pid);
    //       ^^^^^^^^^^^^^^^ error printf-arguments
      printf("%d%%\\n", 1);
    }
  `);
});

test('finds probes that this kernel has not', () => {
  found(`
    kprob:vfs_read { }
//  ^^^^^ error unknown-probe-type
    kprobe:vfs_raed { }
//         ^^^^^^^^ error unknown-kernel-function
    tracepoint:sched:sched_swich { }
//             ^^^^^^^^^^^^^^^^^ error unknown-tracepoint
    interval:s:1 { }
  `);
});

test('finds what a probe does not bring', () => {
  found(`
    tracepoint:sched:sched_switch { printf("%s", args.next_cmm); }
//                                                    ^^^^^^^^ error unknown-field
    kprobe:vfs_readlink { @ = args.buflen; }
//                            ^^^^ error builtin-not-here
    tracepoint:sched:sched_switch { @a = arg0; }
//                                       ^^^^ error builtin-not-here
    BEGIN { @b = retval; }
//               ^^^^^^ error builtin-not-here
    fentry:vfs_read { @c = args.file->f_pots; }
//                                    ^^^^^^ error unknown-member
  `);
});

test('finds maps and variables that do not fit together', () => {
  found(`
    BEGIN
    {
      @a[1] = 1;
      @a[1, 2] = 1;
    //^^^^^^^^ error map-keys
      @b = count();
      @b = sum(1);
    //     ^^^^^^ error map-values
      print(@c);
    //      ^^ error undefined-map
      print($d);
    //      ^^ error undefined-variable
      $t = (1, 2);
      print($t.2);
    //         ^ error tuple-index
    }
  `);
});

test('misses the delete of a time that is kept by thread', () => {
  found(`
    tracepoint:syscalls:sys_enter_openat { @start[tid] = nsecs; }
//                                         ^^^^^^^^^^^ warning missing-delete
    tracepoint:syscalls:sys_exit_openat /@start[tid]/ { @ns = hist(nsecs - @start[tid]); }
  `);
});

test('an fentry probe is offered for a kprobe that reads its arguments', () => {
  const text = 'kprobe:vfs_read { @ = hist(arg2); }';
  const source = { text, path: '', pack: partsPack };
  const [hint] = bpftrace.check(bpftrace.parse(source), source);
  assert.equal(hint?.code, 'cheaper-fentry');
  const edits = hint?.fixes?.[0]?.edits ?? [];
  const fixed = edits
    .toSorted((a, b) => b.range.start - a.range.start)
    .reduce((before, { range, newText }) => before.slice(0, range.start) + newText + before.slice(range.end), text);
  assert.equal(fixed, 'fentry:vfs_read { @ = hist(args.count); }');
});

test('a missing brace leaves the clauses behind it whole', () => {
  const text = 'BEGIN\n{\n  if (1) {\n\nkprobe:vfs_read\n{\n  @a = 1;\n}\n';
  const script = bpftrace.parse({ text, path: '', pack: partsPack });
  assert.deepEqual(
    script.clauses.map(({ probePoints }) => probePoints.map((point) => point.text).join()),
    ['BEGIN', 'kprobe:vfs_read'],
  );
  assert.equal(script.errors.length, 1);
});

test('matches are spelled as bpftrace lists them', () => {
  const names = (probePoint: string) => [
    ...bpftrace.matches(probePoint, { text: '', path: '', pack: partsPack }).names(),
  ];
  assert.deepEqual(names('kprobe:vfs_read*'), ['kprobe:vfs_read', 'kprobe:vfs_readlink']);
  assert.deepEqual(names('t:sched:*').toSorted(), [
    'tracepoint:sched:sched_process_exec',
    'tracepoint:sched:sched_switch',
  ]);
  assert.deepEqual(names('fentry:vfs_open'), ['fentry:vmlinux:vfs_open']);
  assert.deepEqual(names('rt:sched_switch'), ['rawtracepoint:vmlinux:sched_switch']);
  assert.deepEqual(names('kprobe:nothing'), []);
  assert.equal(bpftrace.matches('uprobe:/bin/bash:readline', { text: '', path: '', pack: partsPack }).count, undefined);
});

test('lays a script out anew', () => {
  const text = dedent(`
    // What it is for.
    kprobe:vfs_read,kprobe:vfs_write   /pid>1&&!@skip[pid]/
    {
        $x=(struct file*)arg0;   // the file
    if($x->f_flags&-1){@a[pid,comm]=count();}else{@b++;}



    @c = $x ? 1:-2;
    for ($kv:@a) { print(($kv.0 , $kv.1)) }
    }
  `);
  const laidOut = bpftrace.format(bpftrace.parse({ text, path: '', pack: partsPack }));
  assert.equal(
    laidOut,
    dedent(`
      // What it is for.
      kprobe:vfs_read, kprobe:vfs_write /pid > 1 && !@skip[pid]/
      {
        $x = (struct file *)arg0; // the file
        if ($x->f_flags & -1) { @a[pid, comm] = count(); } else { @b++; }

        @c = $x ? 1 : -2;
        for ($kv : @a) { print(($kv.0, $kv.1)) }
      }
    `),
  );
});
