// The condition for a picked value, written into scripts of each language.
import assert from 'node:assert/strict';
import test from 'node:test';
import { applyEdits } from '../../server/src/features/applyEdits.ts';
import { narrow } from '../../server/src/features/narrow.ts';
import { bpftrace } from '../../server/src/languages/bpftrace/bpftrace.ts';
import { dtrace } from '../../server/src/languages/dtrace/dtrace.ts';
import type { Language } from '../../server/src/languages/language.ts';
import { systemtap } from '../../server/src/languages/systemtap/systemtap.ts';
import type { PickedTest, PickedValue } from '../../server/src/protocol.ts';
import { analysed } from '../support/checkFeatures.ts';
import { dedent } from '../support/fixture.ts';

/** The script after the edit, which must parse, or why there is none. */
function check(
  language: Language,
  script: string,
  picked: PickedValue,
  value: PickedTest,
  expected: string,
  isNegated = false,
): void {
  const text = dedent(script);
  const result = narrow(analysed(language, text), picked, value, isNegated);
  if ('refused' in result) {
    assert.equal(result.refused, expected);
    return;
  }
  const edited = applyEdits(text, result.edits);
  assert.equal(edited, dedent(expected));
  assert.deepEqual(analysed(language, edited).script.errors, []);
}

const printed = (line: number, expression: string): PickedValue => ({ kind: 'printed', line, expression });
const text = (value: string): PickedTest => ({ kind: 'text', value });

test('bpftrace: a predicate, or one behind that which stands there', () => {
  check(
    bpftrace,
    `
    kprobe:vfs_read
    {
      printf("%s %d\\n", comm, pid);
    }
    `,
    printed(2, 'comm'),
    text('a "b"'),
    `
    kprobe:vfs_read
    /comm == "a \\"b\\""/
    {
      printf("%s %d\\n", comm, pid);
    }
    `,
  );
  check(
    bpftrace,
    'kprobe:f /pid > 1 || uid == 0/ { printf("%d\\n", arg2 / 1000); }\n',
    printed(0, 'arg2 / 1000'),
    { kind: 'range', low: 4, high: 7 },
    'kprobe:f /(pid > 1 || uid == 0) && ((arg2 / 1000) < 4 || (arg2 / 1000) > 7)/ { printf("%d\\n", arg2 / 1000); }\n',
    true,
  );
});

test('bpftrace: around the statement where the value is made in the body, or the clause clears something', () => {
  check(
    bpftrace,
    `
    kretprobe:vfs_read /@start[tid]/
    {
      $us = (nsecs - @start[tid]) / 1000;
      @us = hist($us);
      printf("%s\\n", comm);
      delete(@start[tid]);
    }
    `,
    { kind: 'taken', map: '@us' },
    { kind: 'range', low: 1024, high: null },
    `
    kretprobe:vfs_read /@start[tid]/
    {
      $us = (nsecs - @start[tid]) / 1000;
      if ($us >= 1024) { @us = hist($us); }
      printf("%s\\n", comm);
      delete(@start[tid]);
    }
    `,
  );
});

test('bpftrace: keys of maps, part by part', () => {
  check(
    bpftrace,
    'kprobe:f { @calls[comm, pid] = count(); }\n',
    { kind: 'key', map: '@calls' },
    text('tmux: server, 12'),
    'kprobe:f /comm == "tmux: server" && pid == 12/ { @calls[comm, pid] = count(); }\n',
  );
});

test('SystemTap: next at the start of the body, or an if around the statement', () => {
  check(
    systemtap,
    `
    probe kernel.function("vfs_read") {
      printf("%s %d\\n", execname(), $count)
    }
    `,
    printed(1, 'execname()'),
    text('sshd'),
    `
    probe kernel.function("vfs_read") {
      if (!(execname() == "sshd")) next
      printf("%s %d\\n", execname(), $count)
    }
    `,
  );
  check(
    systemtap,
    `
    global lat, start
    probe kernel.function("vfs_read").return {
      us = gettimeofday_us() - start[tid()]
      lat[execname()] <<< us
      delete start[tid()]
    }
    `,
    { kind: 'taken', map: 'lat' },
    { kind: 'range', low: 8, high: 15 },
    `
    global lat, start
    probe kernel.function("vfs_read").return {
      us = gettimeofday_us() - start[tid()]
      if (us >= 8 && us <= 15) { lat[execname()] <<< us }
      delete start[tid()]
    }
    `,
  );
});

test('DTrace: a predicate, and a refusal where the value is made in the clause', () => {
  check(
    dtrace,
    `
    syscall::read:entry
    /pid != 1/
    {
    	@reads[execname] = quantize(arg2);
    }
    `,
    { kind: 'key', map: '@reads' },
    text('cat'),
    `
    syscall::read:entry
    /pid != 1 && execname == "cat"/
    {
    	@reads[execname] = quantize(arg2);
    }
    `,
    false,
  );
  check(
    dtrace,
    'fbt::f:return { this->us = timestamp / 1000; printf("%d\\n", this->us); }\n',
    printed(0, 'this->us'),
    { kind: 'number', value: '5' },
    '`this->us` is made in this clause: make it in a clause before, where a predicate can read it.',
  );
});

test('nothing is written for what is not there, counts on, or has no bounds', () => {
  const script = 'kprobe:f { printf("%d\\n", @n++); }\n';
  const number: PickedTest = { kind: 'number', value: '1' };
  check(
    bpftrace,
    script,
    printed(0, 'pid'),
    number,
    'The script has changed: what made this value is not there any more.',
  );
  check(bpftrace, script, printed(0, '@n++'), number, '`@n++` changes something: a condition cannot ask it twice.');
  const open: PickedTest = { kind: 'range', low: null, high: null };
  check(bpftrace, 'kprobe:f { @ = hist(arg0); }\n', { kind: 'taken', map: '@' }, open, 'This bucket has no bounds.');
});
