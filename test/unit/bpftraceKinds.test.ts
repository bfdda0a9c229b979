// bpftrace: numbers, texts and maps where they belong. What is an error here, 0.17, 0.23 and 0.27 refuse.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bpftrace } from '../../server/src/languages/bpftrace/bpftrace.ts';
import { found as foundOn, packWith } from '../support/bpftraceRelease.ts';
import { checkFindings } from '../support/checkFeatures.ts';

const found = (annotated: string) => checkFindings(bpftrace, annotated);

test('a format prints only what its letters can', () => {
  found(`
    BEGIN
    {
      printf("%d %s %p %c", pid, pid, 1, 65);
      printf("%s %s", comm, str($1));
      printf("%d", comm);
    //             ^^^^ error printf-kind
      printf("%d %x", 1, str(1));
    //                   ^^^^^^ error printf-kind
      printf("%r", 1);
    //             ^ error printf-kind
      printf(comm);
    //       ^^^^ error argument-kind
    }
  `);
});

test('a format prints numbers as text from 0.24 on', async () => {
  const text = 'BEGIN { printf("%s", pid); }';
  assert.deepEqual(foundOn(text, await packWith(23)), ['error printf-kind «pid»']);
  assert.deepEqual(foundOn(text, await packWith(25)), []);
});

test('functions get the kinds that they want, and bounds that they take', () => {
  found(`
    BEGIN
    {
      @a = hist("a");
    //          ^^^ error argument-kind
      @b = sum(comm);
    //         ^^^^ error argument-kind
      @c = lhist(1, 10, 0, 1);
    //                  ^ error argument-bounds
      @d = lhist(1, 0, 10, 0);
    //                     ^ error argument-bounds
      @e = lhist(1, 0, 100000, 1);
    //                         ^ error argument-bounds
      @f = lhist(1, 0, 1000, 1);
      @g = hist(1, 6);
    //             ^ error argument-bounds
      print(strncmp(1, "b", 1));
    //              ^ error argument-kind
      print(kaddr(1));
    //            ^ error argument-kind
      time(comm);
    //     ^^^^ error argument-kind
      clear(1);
    //      ^ error argument-kind
      print(strftime("%H", "a"));
    //                     ^^^ error argument-kind
    }
  `);
});

test('the length of str is a number, and none below zero', () => {
  found(`
    kprobe:vfs_write+4
    {
      print((str(arg1), str(arg1, 8), str(arg1, arg2), str(arg1, 4000)));
      print(str(arg1, -1));
    //                ^^ error argument-bounds
      print(str(arg1, "a"));
    //                ^^^ error argument-kind
    }
  `);
});

test('map functions stand right behind an assignment to a map', () => {
  found(`
    BEGIN
    {
      @a = count();
      @b = (sum(1));
      print(count());
    //      ^^^^^^^ error map-function
      $x = max(1);
    //     ^^^^^^ error map-function
      @c = 1;
      @c += sum(1);
    //      ^^^^^^ error map-function
    }
  `);
});

test('a map has one kind of key', () => {
  found(`
    BEGIN
    {
      @a[1] = 1;
      @a["a"] = 1;
    //^^^^^^^ error map-keys
      @b[comm, pid] = 1;
      @b["a", 1] = 1;
      @b["a", "b"] = 1;
    //^^^^^^^^^^^^ error map-keys
      @c[$1] = 1;
      @c["a"] = 1;
      print(@c["b"]);
    }
  `);
});

test('texts and numbers are not compared', () => {
  found(`
    BEGIN /comm == "a" && pid == 1/
    {
      if (comm == 1) { }
    //    ^^^^^^^^^ error compared-kinds
      if (pid != "a") { }
    //    ^^^^^^^^^^ error compared-kinds
      if (comm == str($1)) { }
      if (pid == $1) { }
    }
  `);
});

test('registers that x86-64 passes no arguments in, and fields that BPF keeps for itself', () => {
  found(`
    kprobe:vfs_* { print((arg5, arg6)); }
//                              ^^^^ error no-such-argument
    tracepoint:sched:sched_switch { print(args.common_pid); }
//                                             ^^^^^^^^^^ error unknown-field
  `);
});
