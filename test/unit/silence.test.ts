// What a silent run tells of itself, and when something was lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MomentsOfRun } from '../../client/src/views/panel/runMoments.ts';
import { silenceChecks } from '../../client/src/views/panel/silence.ts';
import { printingClauses } from '../../server/src/features/outputFormats.ts';
import type { Language } from '../../server/src/languages/language.ts';
import { registry } from '../../server/src/languages/registry.ts';
import type { LanguageId, PrintingClause } from '../../server/src/protocol.ts';
import { analysed } from '../support/checkFeatures.ts';

const facts = { attachedAt: 1200, probes: 3, byteCount: 0, lost: 0 };

function clausesOf(id: LanguageId, text: string): readonly PrintingClause[] {
  const language = registry.find((one) => one.id === id) as Language;
  return printingClauses(analysed(language, text)).map(({ offset, ...clause }) => ({
    line: text.slice(0, offset).split('\n').length - 1,
    ...clause,
  }));
}

test('attached or not, how many probes, and whether anything is held back', () => {
  const told = silenceChecks({ ...facts, clauses: [] });
  assert.deepEqual(told, [
    'Attached: 3 probes, after 1.2 s.',
    'Buffering: the tracer has written nothing at all; nothing is held back on the way.',
  ]);
  assert.match(silenceChecks({ ...facts, attachedAt: null, clauses: [] })[0] ?? '', /has not said so/);
  assert.match(silenceChecks({ ...facts, probes: 0, clauses: [] })[1] ?? '', /No probe point/);
  assert.match(silenceChecks({ ...facts, lost: 7, clauses: [] })[2] ?? '', /^Lost: 7\./);
});

test('a script that prints only at its end says so', () => {
  for (const [id, text] of [
    ['bpftrace', 'kprobe:f { @ = count(); }\nEND { print(@); }\n'],
    ['systemtap', 'global n\nprobe kernel.function("f") { n++ }\nprobe end { println(n) }\n'],
    ['dtrace', 'fbt::f:entry { @ = count(); }\nEND { printa("%@d", @); }\n'],
  ] as [LanguageId, string][]) {
    const told = silenceChecks({ ...facts, clauses: clausesOf(id, text) });
    assert.match(told.at(-1) ?? '', /^Output: the script prints only when it ends \(line [23]\): Stop shows it\.$/, id);
  }
});

test('predicates before what prints are named, and a script that prints nothing', () => {
  const guarded = clausesOf('bpftrace', 'BEGIN { @a = 1; }\nkprobe:f /pid == 1/ { if (uid) { printf("x\\n"); } }\n');
  assert.deepEqual(silenceChecks({ ...facts, clauses: guarded }).slice(2), [
    'Output: printed by line 2, when a probe there is hit; none was, or none printed.',
    'Predicate: stands before line 2; it may never have been true.',
  ]);
  const silent = clausesOf('bpftrace', 'kprobe:f { @ = count(); }\n');
  assert.match(silenceChecks({ ...facts, clauses: silent }).at(-1) ?? '', /no clause of the script prints/);
});

test('losses that touch are one span; there are never too many', () => {
  const moments = new MomentsOfRun();
  const loss = (count: number) => ({ kind: 'loss', what: 'lost events', count }) as const;
  moments.add([{ kind: 'attached', probes: 2 }, loss(1), loss(2), loss(0), loss(4)], [500, 900, 1700, 2000, 9000]);
  assert.deepEqual(moments.all, {
    attachedAt: 500,
    losses: [
      { from: 500, to: 1700, count: 3 },
      { from: 8000, to: 9000, count: 4 },
    ],
  });
  for (let index = 0; index < 1000; index++) moments.add([loss(1)], [20_000 + index * 5000]);
  const { losses } = moments.all;
  assert.equal(losses.length, 200);
  assert.equal(
    losses.reduce((sum, { count }) => sum + count, 0),
    1007,
  );
});
