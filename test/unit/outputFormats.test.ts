// The lines that a script prints, as the server reads them off its own formats.
import assert from 'node:assert/strict';
import test from 'node:test';
import { outputFormats } from '../../server/src/features/outputFormats.ts';
import { aggregationsOf } from '../../server/src/languages/bpftrace/aggregations.ts';
import { bpftrace } from '../../server/src/languages/bpftrace/bpftrace.ts';
import type { BpftraceScript } from '../../server/src/languages/bpftrace/parse.ts';
import { dtrace } from '../../server/src/languages/dtrace/dtrace.ts';
import type { Language } from '../../server/src/languages/language.ts';
import { systemtap } from '../../server/src/languages/systemtap/systemtap.ts';
import type { OutputFormatsResult } from '../../server/src/protocol.ts';
import type { PrintedPiece } from '../../server/src/syntax/printing.ts';
import { analysed } from '../support/checkFeatures.ts';
import { dedent } from '../support/fixture.ts';
import { LspClient } from '../support/lspClient.ts';

/** `{pid:integer}`, `{comm:text-16}` with its width, `{x:text.8}` with its greatest length. */
function spell(piece: PrintedPiece): string {
  if (piece.kind === 'literal') return piece.text;
  const { column, type, width, isLeft, longest } = piece;
  const room = width === 0 ? '' : `${isLeft ? '-' : ' '}${width}`;
  return `{${column}:${type}${room}${longest === undefined ? '' : `.${longest}`}}`;
}

/** Each line that the script prints, with the line of the script, from 1. */
function checkFormats(language: Language, script: string, expected: string): void {
  const text = dedent(script);
  const told = outputFormats(analysed(language, text)).map(({ offset, pieces }) => {
    return `${text.slice(0, offset).split('\n').length}: ${pieces.map(spell).join('')}`;
  });
  assert.deepEqual(told, dedent(expected).trimEnd().split('\n'));
}

test('bpftrace: columns go by builtins, fields, variables, maps, and what readers read', () => {
  checkFormats(
    bpftrace,
    `
    BEGIN { printf("%-16s %-7s %s\\n", "PROGRAM", "PID", "PATH"); }
    tracepoint:syscalls:sys_exit_openat
    {
      $error = args.ret < 0 ? -args.ret : 0;
      printf("%-16s %-7d %5d 0x%x %s\\n", comm, pid, $error, args->flags, str(@path[tid]));
      printf("took %d us, us=%d, %d\\n", (nsecs - @at[tid]) / 1000, nsecs - @at[tid], nsecs - @at[tid]);
    }
    `,
    `
    1: PROGRAM          PID     PATH
    5: {comm:text-16} {pid:integer-7} {error:integer 5} 0x{flags:hexadecimal} {path:text}
    6: took {(nsecs - @at[tid]) / 10…:integer} us, us={us:integer}, {nsecs - @at[tid]:integer}
    `,
  );
});

test('bpftrace: what the values of the maps are', () => {
  const script = `
    BEGIN { @n = 0; @mixed = 1; }
    kprobe:vfs_read
    {
      @n++; @calls[comm] = count(); @bytes = sum(arg2); @added += arg2; @us = avg(arg2); @all[pid] = stats(arg2);
      @least = min(arg2); if (arg2 > 9) { @most = max(arg2); } @at[tid] = nsecs; @mixed++; @down--;
    }
  `;
  assert.deepEqual(aggregationsOf(analysed(bpftrace, dedent(script)).script as BpftraceScript), {
    ...{ '@n': 'count', '@calls': 'count', '@bytes': 'sum', '@added': 'sum', '@us': 'average', '@all': 'average' },
    ...{ '@least': 'minimum', '@most': 'maximum', '@at': 'value', '@mixed': 'value', '@down': 'value' },
  });
});

test('bpftrace: one line of several calls, of branches, of loops; time, join and print', () => {
  checkFormats(
    bpftrace,
    `
    tracepoint:syscalls:sys_enter_execve
    {
      time("%H:%M:%S ");
      printf("%-7d ", pid);
      if (uid == 0) { printf("root "); } else { printf("user %d ", uid); }
      join(args.argv);
      print(cpu);
      print(@map);
      for ($kv : @map) { printf("%s\\n", $kv.0); }
      printf("no end %d", pid);
    }
    `,
    `
    3: {time:word} {pid:integer-7} root {argv:text}
    3: {time:word} {pid:integer-7} user {uid:integer} {argv:text}
    7: {cpu:integer}
    9: {kv.0:text}
    `,
  );
});

test('SystemTap: printf, println, printd and log; statistics by what is asked of them', () => {
  checkFormats(
    systemtap,
    `
    global ran, names
    probe kernel.trace("sched_switch") {
      printf("%-16s %6d -> %d\\t%p\\n", execname(), pid(), $next->pid, $next->mm)
      println(user_string($path))
      printdln("|", tid(), "x", names[tid()])
      log(pp())
    }
    probe end {
      foreach (name in ran) printf("%s: %5d times, %d us\\n", name, @count(ran[name]), @sum(ran[name]) / 1000)
      print(@hist_log(ran["x"]))
      println(@avg(ran["x"]))
      printf("%d %s", pid(), "a\\nb") print("\\n")
    }
    `,
    `
    3: {execname:text-16} {pid:integer 6} -> {pid:integer}\t{mm:hexadecimal}
    5: {tid:text}|x|{names:text}
    9: {name:text}: {count(ran):integer 5} times, {sum(ran):integer} us
    11: {avg(ran):integer}
    12: {pid:integer} a
    12: b
    `,
  );
});

test('a lone text is told only where nothing unknown is printed beside it', () => {
  checkFormats(systemtap, 'probe begin { println(pp()) log(pp()) }\n', '1: {pp:text}\n');
  checkFormats(
    systemtap,
    'global s probe begin { println(pp()) println("at ", pp()) print(@hist_log(s)) }\n',
    '1: at {pp:text}\n',
  );
});

test('DTrace: quiet scripts print their formats, the others a prefix too; printa by the keys of its aggregation', () => {
  checkFormats(
    dtrace,
    `
    #pragma D option quiet
    syscall::execve:entry
    {
      printf("%-20Y %7d %-16s %.8s\\n", walltimestamp, pid, execname, copyinstr(arg0));
      @calls[execname, probefunc] = count();
    }
    END { printa("%-16s %-20s %@8d\\n", @calls); }
    `,
    `
    4: {walltimestamp:text-20} {pid:integer 7} {execname:text-16} {arg0:text.8}
    7: {execname:text-16} {probefunc:text-20} {count:integer 8}
    `,
  );
  checkFormats(
    dtrace,
    `tick-1s { printf("%d s", ++seconds); }
    `,
    '1: {CPU:integer 3} {ID:integer 6} {probe:word 32} {seconds:integer} s\n',
  );
});

test('what cannot be known is left out, however it is nested', () => {
  checkFormats(
    systemtap,
    `
    probe begin {
      printf("%b\\n", 5)
      printf("%d %d\\n", 5)
      printf("known %d\\n", pid())
      printf(@1, 5)
      printf("after it %d\\n", pid())
      while (1) { printf("%d,", cpu()) }
      printf("rest\\nlast\\n")
    }
    `,
    `
    4: known {pid:integer}
    8: last
    `,
  );
  const depth = 40;
  const nested = `BEGIN { ${'while (1) { printf("x"); '.repeat(depth)}${'}'.repeat(depth)} printf("\\n"); printf("end\\n"); }`;
  const started = performance.now();
  outputFormats(analysed(bpftrace, nested));
  assert.ok(performance.now() - started < 5000);
});

test('names of tasks are cut by the kernel, and numbers that name something are no amounts', () => {
  for (const [language, script] of [
    [bpftrace, 'kprobe:f { printf("%s %d %d\\n", comm, tid, arg2); }'],
    [bpftrace, 'tracepoint:sched:sched_switch { printf("%s %d %d\\n", args.prev_comm, args.next_pid, args.weight); }'],
    [
      systemtap,
      'probe kernel.trace("sched_switch") { printf("%s %d %d\\n", execname(), $next->pid, gettimeofday_us()) }',
    ],
    [dtrace, '#pragma D option quiet\nBEGIN { printf("%s %d %d\\n", execname, pid, timestamp); }'],
  ] as const) {
    const [line] = outputFormats(analysed(language, script));
    const marks = line?.pieces.flatMap((piece) => (piece.kind === 'value' ? [[piece.cutAt, piece.isLabel]] : []));
    assert.deepEqual(marks, [
      [15, undefined],
      [undefined, true],
      [undefined, undefined],
    ]);
  }
});

test('the server answers for a text that no editor has open', async (t) => {
  const client = await LspClient.start();
  t.after(() => client.kill());
  const text = 'tracepoint:a:b\n{\n  printf("%d\\n", pid);\n}\n';
  const { formats }: OutputFormatsResult = await client.request('tracewright/outputFormats', {
    languageId: 'bpftrace',
    text,
  });
  assert.deepEqual(formats, [
    {
      line: 2,
      pieces: [
        { kind: 'value', type: 'integer', column: 'pid', expression: 'pid', width: 0, isLeft: false, isLabel: true },
      ],
    },
  ]);
  assert.equal(await client.leave(), 0);
});
