// Every finding of SystemTap's checks: a script that has it, marked where, and a like one that has none of that kind.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemtap } from '../../server/src/languages/systemtap/systemtap.ts';
import { partsPack } from '../support/parts.ts';

/** In `bad` what the finding stands at is between `«` and `»`. */
const cases: readonly { readonly code: string; readonly bad: string; readonly good: string }[] = [
  { code: 'syntax', bad: 'probe begin { x = «}»', good: 'probe begin { x = 1 println(x) }' },
  {
    code: 'guru-mode',
    bad: '«%{ int x; %}» probe begin { println(1) }',
    good: '#! /usr/bin/stap -g\n%{ int x; %} probe begin { println(1) }',
  },
  {
    code: 'guru-mode',
    bad: 'probe kernel.function("vfs_read") { «$count» = 1 }',
    good: '#!/usr/bin/stap -g\nprobe kernel.function("vfs_read") { $count = 1 }',
  },
  {
    code: 'unknown-function',
    bad: 'probe begin { println(«excname»()) }',
    good: 'probe begin { println(execname()) }',
  },
  { code: 'wrong-arity', bad: 'probe begin { println(«pid»(1)) }', good: 'probe begin { println(pid()) }' },
  {
    code: 'format-arguments',
    bad: 'probe begin { printf(«"%d %d\\n"», 1) }',
    good: 'probe begin { printf("%d %d\\n", 1, 2) }',
  },
  { code: 'no-match', bad: 'probe «begn» { println(1) }', good: 'probe begin { println(1) }' },
  {
    code: 'no-match',
    bad: 'probe kernel.function("«vfs_raed»") { println(1) }',
    good: 'probe kernel.function("vfs_read") { println(1) }',
  },
  {
    code: 'no-match',
    bad: 'probe kernel.trace("«sched_swich»") { println(1) }',
    good: 'probe kernel.trace("sched_swich")? { println(1) }',
  },
  {
    code: 'no-such-component',
    bad: 'probe kprobe.function("vfs_read").«inline» { println(1) }',
    good: 'probe kernel.function("vfs_read").inline, kernel.novel("x").kind { println(1) }',
  },
  {
    code: 'no-such-component',
    bad: 'probe «java»("x").class("y").method("z") { println(1) }',
    good: 'probe timer.ms(5).randomize(2), begin(-1), begin, process("/bin/true").begin { println(1) }',
  },
  {
    code: 'no-such-component',
    bad: 'probe timer.s(1).«randomise»(1) { println(1) }',
    good: 'probe kernel.function("vfs_read").return.maxactive(4) { println(1) }',
  },
  {
    code: 'type-mismatch',
    bad: 'probe begin { a = "x" println(«a» + 1) }',
    good: 'probe begin { a = 2 println(a + 1) }',
  },
  {
    code: 'type-mismatch',
    bad: 'probe begin { println(execname() . «1») }',
    good: 'probe begin { println(execname() . "1") }',
  },
  {
    code: 'array-shape',
    bad: 'global a probe begin { a[1] = 1 println(«a») }',
    good: 'global a probe begin { a[1] = 1 println(a[1]) }',
  },
  { code: 'undeclared-array', bad: 'probe begin { «a»[1] = 1 }', good: 'global a probe begin { a[1] = 1 }' },
  {
    code: 'statistic-as-value',
    bad: 'global s probe begin { s <<< 1 println(1 + «s») }',
    good: 'global s probe begin { s <<< 1 println(1 + @sum(s)) }',
  },
  {
    code: 'two-histograms',
    bad: 'global s probe begin { s <<< 1 print(@hist_log(s)) print(@hist_linear(«s», 0, 9, 1)) }',
    good: 'global s probe begin { s <<< 1 print(@hist_log(s)) print(@hist_log(s)) }',
  },
  {
    code: 'never-assigned',
    bad: 'probe begin { println(«nothing») }',
    good: 'probe begin { nothing = 1 println(nothing) }',
  },
  {
    code: 'never-set',
    bad: 'probe begin { printf("%d", «nothing») }',
    good: 'probe begin { nothing++ printf("%d", nothing) }',
  },
  { code: 'not-assignable', bad: 'probe begin { «1» = 2 }', good: 'global one probe begin { one = 2 }' },
  {
    code: 'no-target-variable',
    bad: 'probe timer.s(1) { println(«$count») }',
    good: 'probe kernel.function("vfs_read") { println($count) }',
  },
  {
    code: 'no-member',
    bad: 'probe kernel.function("vfs_read") { println($file->«f_nosuch») }',
    good: 'probe kernel.function("vfs_read") { println($file->f_mode) }',
  },
  {
    code: 'stabler-probe',
    bad: 'probe «kernel.function("vfs_read").return» { println($return) }',
    good: 'probe vfs.read.return { println($return) }',
  },
  {
    code: 'stabler-probe',
    bad: 'probe «kernel.function("schedule").call» { println(1) }',
    good: 'probe kernel.function("schedule").return { println(1) }',
  },
  { code: 'unused', bad: 'global «g» probe begin { println(1) }', good: 'global g probe begin { println(g) }' },
  {
    code: 'unlimited-loop',
    bad: 'global a probe timer.s(1) { a[1]++ foreach (k in «a») println(k) }',
    good: 'global a probe timer.s(1) { a[1]++ foreach (k in a limit 9) println(k) }',
  },
  {
    code: 'growing-array',
    bad: 'global «a» probe timer.s(1) { a[tid()] = 1 }',
    good: 'global a% probe timer.s(1) { a[tid()] = 1 }',
  },
  {
    code: 'cut-string',
    bad: 'global s probe timer.s(1) { «s» .= "x" println(s) }',
    good: 'global s probe timer.s(1) { s .= "x" println(s) s = "" }',
  },
  {
    code: 'cut-string',
    bad: `probe begin { s = «"${'x'.repeat(512)}"» println(s) }`,
    good: `probe begin { s = "${'x'.repeat(511)}" println(s) }`,
  },
];

for (const _ of systemtap.prepare?.(partsPack) ?? []);

function findingsIn(text: string, code: string) {
  const source = { text, path: 'a.stp', pack: partsPack };
  const script = systemtap.parse(source);
  return [...script.errors, ...systemtap.check(script, source)].filter((finding) => finding.code === code);
}

for (const { code, bad, good } of cases) {
  test(`${code}: ${bad}`, () => {
    const text = bad.replace(/[«»]/g, '');
    const [first] = findingsIn(text, code);
    assert.ok(first, 'not found');
    const { start, end } = first.range;
    assert.equal(`${text.slice(0, start)}«${text.slice(start, end)}»${text.slice(end)}`, bad);
    assert.deepEqual(findingsIn(good, code), []);
  });
}

test('a fix leaves a script that has the finding no more', () => {
  for (const { code, bad } of cases) {
    const text = bad.replace(/[«»]/g, '');
    const [first] = findingsIn(text, code);
    for (const { title, edits } of first?.fixes ?? []) {
      const mended = edits
        .toReversed()
        .reduce((all, { range, newText }) => all.slice(0, range.start) + newText + all.slice(range.end), text);
      assert.deepEqual(findingsIn(mended, code), [], `${title}: ${mended}`);
    }
  }
});
