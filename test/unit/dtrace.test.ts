// The D language by its features: completion, hover, findings, names; and whatever is typed is borne.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { emptyPack } from '../../server/src/kernel/emptyPack.ts';
import { dtrace } from '../../server/src/languages/dtrace/dtrace.ts';
import {
  checkCompletion,
  checkFindings,
  checkHover,
  checkReferences,
  checkSignatureHelp,
} from '../support/checkFeatures.ts';
import { partsPack } from '../support/parts.ts';

test('offers functions of the kernel in the third part', () => {
  checkCompletion(
    dtrace,
    'fbt::vfs_re<|>\n',
    `
    function vfs_read
    function vfs_readlink
    …
  `,
  );
});

test('offers the names of a provider in the fourth part', () => {
  checkCompletion(
    dtrace,
    'fbt::vfs_read:<|>\n{ }\n',
    `
    probe entry
    probe return
  `,
  );
});

test('offers system calls', () => {
  checkCompletion(
    dtrace,
    'syscall::op<|>\n',
    `
    probe openat
  `,
  );
});

test('offers the tracepoints of the kernel as names of sdt', () => {
  checkCompletion(
    dtrace,
    'sdt:::<|>\n',
    `
    tracepoint block_rq_issue
    tracepoint kmem_cache_alloc
    tracepoint sched_process_exec
    tracepoint sched_switch
  `,
  );
});

test('offers members of kernel types', () => {
  checkCompletion(
    dtrace,
    'fbt::vfs_read:entry { trace(args[0]->f_p<|>); }\n',
    `
    field f_path
    field f_pos
    …
  `,
  );
  checkCompletion(
    dtrace,
    'BEGIN { trace(curthread->mm->map<|>); }\n',
    `
    field mmap_base
  `,
  );
});

test('offers thread-local variables after self', () => {
  checkCompletion(
    dtrace,
    'BEGIN { self->start = 1; }\nEND { trace(self->st<|>); }\n',
    `
    variable start
  `,
  );
});

test('offers nothing in comments, strings and numbers', () => {
  for (const place of ['/* pr<|> */', 'BEGIN { trace("pr<|>"); }', 'BEGIN { trace(1<|>); }']) {
    checkCompletion(dtrace, place, '');
  }
});

test('explains actions and their parameters', () => {
  checkHover(dtrace, 'BEGIN { @a = quan<|>tize(arg0); }', /double in width/);
  checkSignatureHelp(dtrace, 'BEGIN { @a = lquantize(arg0, <|>); }', 'lquantize(value, <low>, high, step)');
});

test('finds every use of a name', () => {
  checkReferences(
    dtrace,
    'BEGIN { self->x = 1; x = 2; }\nEND /self-><|>x/ { @x = sum(x); }\n',
    'BEGIN { self-><|x|> = 1; x = 2; }\nEND /self-><|x|>/ { @x = sum(x); }\n',
  );
});

test('says what dtrace would refuse', () => {
  checkFindings(
    dtrace,
    `
    BEGIN
    {
            @a = count();
            @a = sum(1);
    //      ^^^^^^^^^^^ error aggregation
            tracee(1);
    //      ^^^^^^ error unknown-function
    }
  `,
  );
});

test('takes no mutation of real scripts amiss', () => {
  const folder = join(import.meta.dirname, '../../examples');
  const scripts = readdirSync(folder).filter((name) => name.endsWith('.d'));
  assert.ok(scripts.length >= 6);
  const pieces = [
    '{',
    '}',
    '/',
    '"',
    "'",
    '/*',
    '*/',
    '@',
    '->',
    ':',
    ';',
    '(',
    ')',
    '[',
    '#',
    '\n',
    '`',
    '0x',
    'self',
    '\\',
    '\u00e9',
  ];
  let seed = 1;
  const random = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };
  for (let round = 0; round < 1500; round++) {
    let text = readFileSync(join(folder, scripts[round % scripts.length] ?? ''), 'utf8');
    for (let edit = random(4); edit >= 0; edit--) {
      const at = random(text.length + 1);
      text = text.slice(0, at) + (pieces[random(pieces.length)] ?? '') + text.slice(at + random(6));
    }
    const source = { text, path: 'a.d', pack: round % 2 === 0 ? partsPack : emptyPack };
    const script = dtrace.parse(source);
    for (const { range } of [...script.errors, ...dtrace.check(script, source)]) {
      assert.ok(range.start >= 0 && range.start <= range.end && range.end <= text.length, text);
    }
    dtrace.format(script);
    dtrace.cursorAt(source, random(text.length + 1));
  }
});
