// Each feature on small scripts: text in, text out.

import assert from 'node:assert/strict';
import test from 'node:test';
import { analyse } from '../../server/src/features/analysis.ts';
import { applyEdits } from '../../server/src/features/applyEdits.ts';
import { complete } from '../../server/src/features/completion.ts';
import { formatting, formattingOnType } from '../../server/src/features/formatting.ts';
import { bpftrace } from '../../server/src/languages/bpftrace/bpftrace.ts';
import { dtrace } from '../../server/src/languages/dtrace/dtrace.ts';
import type { Language } from '../../server/src/languages/language.ts';
import { systemtap } from '../../server/src/languages/systemtap/systemtap.ts';
import {
  checkCompletion,
  checkDefinition,
  checkFindings,
  checkHover,
  checkLenses,
  checkReferences,
  checkRename,
  checkSelection,
  checkSignatureHelp,
  checkSymbols,
} from '../support/checkFeatures.ts';
import { cursorFixture } from '../support/fixture.ts';
import { partsPack } from '../support/parts.ts';

test('completion offers the functions of the kernel, prefix first', () => {
  checkCompletion(
    systemtap,
    'probe kernel.function("vfs_r<|>") { }',
    `
    function  vfs_read
    function  vfs_readlink
    -> probe kernel.function("vfs_read") { }
    `,
  );
});

test('completion strikes through what the kernel cannot probe, and puts it last', () => {
  checkCompletion(
    systemtap,
    'probe kernel.function("do_<|>") { }',
    `
    function  do_nanosleep
    function  do_sys_openat2
    function  do_int3  (the kernel forbids kprobes in it (kprobe blacklist))
    `,
  );
});

test('completion finds by humps and inside of names', () => {
  checkCompletion(systemtap, 'probe kernel.function("tvc<|>") { }', 'function tcp_v4_connect');
  checkCompletion(systemtap, 'probe kernel.function("sendm<|>") { }', 'function tcp_sendmsg');
});

test('completion replaces the whole word around the cursor', () => {
  checkCompletion(
    systemtap,
    'probe kernel.function("vfs_r<|>ead_old") { }',
    `
    function  vfs_read
    …
    -> probe kernel.function("vfs_read") { }
    `,
  );
});

test('completion knows the names in scope and the tapset, and what a clause brings', () => {
  checkCompletion(systemtap, 'global counted\nprobe begin { coun<|> }', 'variable counted\n…');
  checkCompletion(systemtap, 'probe begin { println(exec<|>) }', 'function execname\n…');
});

test('completion offers nothing in a comment', () => {
  checkCompletion(systemtap, '# vfs_<|>\nprobe begin { }', '');
});

test('hover tells what a function is and what a probe point stands for', () => {
  checkHover(systemtap, 'probe begin { println(exec<|>name()) }', /Name of the program that runs now/);
  checkHover(systemtap, 'probe kernel.function("vfs_re<|>ad*") { }', /\*\*2 places\*\* on this kernel/);
  checkHover(systemtap, 'probe begin { }<|>', '');
});

test('signature help marks the argument at the cursor', () => {
  checkSignatureHelp(systemtap, 'function add(a, b) { return a + b }\nprobe begin { add(1, <|>) }', 'add(a, <b>)');
  checkSignatureHelp(systemtap, 'probe begin { <|> }', '');
});

test('findings stand under what they are about', () => {
  checkFindings(
    systemtap,
    `
    probe kernel.function("vfs_rea") { }
    //                     ^^^^^^^ warning no-match
    probe begin { nosuch() }
    //            ^^^^^^ error unknown-function
    `,
  );
});

test('references are those of the name at the cursor, not of one alike elsewhere', () => {
  checkReferences(
    systemtap,
    `
    global n
    probe begin { <|>n = 1 }
    probe end { println(n) }
    function f(n) { return n }
    `,
    `
    global <|n|>
    probe begin { <|n|> = 1 }
    probe end { println(<|n|>) }
    function f(n) { return n }
    `,
  );
});

test('rename changes every place, or says why not', () => {
  const script = 'global n, m\nprobe begin { <|>n = m }';
  checkRename(systemtap, script, 'count', 'global count, m\nprobe begin { count = m }');
  checkRename(systemtap, script, 'm', '`m` is already used here: two names would become one.');
  checkRename(systemtap, script, 'pid', '`pid` already means something in this language.');
  checkRename(systemtap, script, 'a b', '`a b` is not a name.');
  checkRename(systemtap, script, 'probe', '`probe` already means something in this language.');
  checkRename(systemtap, 'probe be<|>gin { }', 'x', 'There is no name of this script here.');
});

test('a local may not be renamed to a global that it would hide or become', () => {
  checkRename(
    systemtap,
    'global n\nprobe begin { <|>x = 1\nn = x }',
    'n',
    '`n` is already used here: two names would become one.',
  );
});

test('a definition lies in the script or in the tapset', () => {
  checkDefinition(systemtap, 'global n\nprobe begin { <|>n = 1 }', 'script: n');
  checkDefinition(systemtap, 'probe begin { println(exec<|>name()) }', 'linux/context.stp: execname');
  checkDefinition(systemtap, 'probe begin { println(1<|>) }', 'none');
});

test('the outline holds clauses, functions and globals', () => {
  checkSymbols(
    systemtap,
    `
    global n
    function f(a) { return a }
    probe begin, end { n = f(1) }
    `,
    `
    global n
    function f
      parameter a
    clause begin, end
    `,
  );
});

test('what gives the kind of value that is wanted comes first', () => {
  for (const text of [
    'probe begin { printf("%d %s", pid(), <|>) }',
    'probe begin { x = "" . <|> }',
    'probe begin { printf("%*s", 1, <|>) }',
  ]) {
    const labels = functionsOffered(text);
    assert.ok(labels.indexOf('execname') < labels.indexOf('pid'), `${text}: ${labels.join(' ')}`);
  }
  for (const text of [
    'probe begin { printf("%d", <|>) }',
    'probe begin { x = 1 + <|> }',
    'probe begin { println(task_pid(<|>)) }',
  ]) {
    const labels = functionsOffered(text);
    assert.ok(labels.indexOf('pid') < labels.indexOf('execname'), `${text}: ${labels.join(' ')}`);
  }
});

test('behind a percent sign in a format, its conversions; elsewhere in a string, nothing', () => {
  checkCompletion(systemtap, 'probe begin { printf("%-5<|>") }', '…\noperator %-5s\noperator %-5d');
  checkCompletion(systemtap, 'probe begin { printf("%<|>", 1) }', '…\noperator %s\noperator %d\noperator %%');
  checkCompletion(systemtap, 'probe begin { printf("%%<|>") }', '');
  checkCompletion(systemtap, 'probe begin { printf("100%% of <|>") }', '');
  checkCompletion(systemtap, 'probe begin { println("%<|>") }', '');
});

test('behind a whole probe point, a body with its variables', () => {
  const text = 'probe vfs.read ';
  const { items } = complete(analyse(systemtap, { text, path: '', pack: partsPack }), text.length);
  assert.deepEqual(
    items.map(({ candidate }) => candidate.label),
    ['{ … }'],
  );
  assert.match(items[0]?.candidate.documentation ?? '', /\/\/ bytes_to_read: set by vfs\.read\n/);
  assert.match(items[0]?.candidate.snippet ?? '', /^\{\n[\s\S]*\\\$\\\$parms/);
});

function functionsOffered(fixture: string): readonly string[] {
  const { text, offset } = cursorFixture(fixture);
  const { items } = complete(analyse(systemtap, { text, path: '', pack: partsPack }), offset);
  return items.filter(({ candidate }) => candidate.kind === 'function').map(({ candidate }) => candidate.label);
}

test('a lens counts the places of its clause', () => {
  checkLenses(
    systemtap,
    `
    probe kernel.function("vfs_read*") { }
    probe kernel.trace("sched_switch"), kernel.function("vfs_*") { }
    `,
    `
    1: 2 places
    2: 5 places
    `,
  );
});

test('timers and moments of the run have no lens: they are no places of a kernel', () => {
  checkLenses(systemtap, 'probe begin, timer.s(1) { }\nprobe end, kernel.trace("sched_switch") { }', '2: 1 place');
  checkLenses(bpftrace, 'BEGIN { }\ninterval:s:1 { }\nEND, tracepoint:sched:sched_switch { }', '3: 1 place');
  checkLenses(dtrace, 'BEGIN { }\ntick-1s { }\nprofile-97 { }', '');
});

test('a selection grows from the word over the brackets to the clause', () => {
  checkSelection(systemtap, 'probe begin { println("a)", pi<|>d()) }', [
    'pid',
    '"a)", pid()',
    '("a)", pid())',
    ' println("a)", pid()) ',
    '{ println("a)", pid()) }',
  ]);
});

/** A language that lays a script out as it is told. */
function layingOut(formatted: string): Language {
  return { ...systemtap, format: () => formatted };
}

test('a lens counts the uses of a function, its declaration aside', () => {
  checkLenses(
    systemtap,
    `
    function f() { return 1 }
    function g() { return 2 }
    probe begin { println(f() + f()) }
    `,
    `
    1: 2 references
    2: 0 references
    `,
  );
});

test('the brace that closes a clause lays out this clause and no other', () => {
  const text = 'probe begin{x=1}\nprobe end{y=2}\n';
  const analysis = analyse(systemtap, { text, path: '', pack: partsPack });
  const end = text.lastIndexOf('}') + 1;
  const laidOut = applyEdits(text, formattingOnType(analysis, end));
  assert.match(laidOut, /^probe begin\{x=1\}\nprobe end/);
  assert.match(laidOut, /y = 2/);
  assert.deepEqual(formattingOnType(analysis, end - 1), []);
});

test('formatting edits blanks only, as few as can be', () => {
  const text = 'a=b;\n\n\n  c;\n';
  const analysis = analyse(layingOut('a = b;\n\nc;\n'), { text, path: '', pack: partsPack });
  const edits = formatting(analysis);
  assert.equal(applyEdits(text, edits), 'a = b;\n\nc;\n');
  assert.deepEqual(
    edits.map(({ range, newText }) => [range.start, range.end, newText]),
    [
      [1, 1, ' '],
      [2, 2, ' '],
      [4, 9, '\n\n'],
    ],
  );
});

test('formatting a range leaves the rest alone', () => {
  const text = 'a=b;\nc=d;\n';
  const analysis = analyse(layingOut('a = b;\nc = d;\n'), { text, path: '', pack: partsPack });
  assert.equal(applyEdits(text, formatting(analysis, { start: 5, end: 10 })), 'a=b;\nc = d;\n');
});

test('a layout that adds more than blanks replaces the whole', () => {
  const analysis = analyse(layingOut('a;'), { text: 'a', path: '', pack: partsPack });
  assert.deepEqual(formatting(analysis), [{ range: { start: 0, end: 1 }, newText: 'a;' }]);
  assert.deepEqual(formatting(analysis, { start: 0, end: 1 }), []);
});
