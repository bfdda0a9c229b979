// The copy of a SystemTap script that counts its probes: what it has more, that lines stay, and that stap's words about it are put right.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countedText, extrasByLine, scriptColumn } from '../../client/src/tracers/countedText.ts';
import { meter } from '../../client/src/tracers/systemtap/meter.ts';
import { restorer } from '../../client/src/tracers/systemtap/restoreMessages.ts';
import { scriptClauses } from '../../server/src/features/scriptClauses.ts';
import { emptyPack } from '../../server/src/kernel/emptyPack.ts';
import { systemtap } from '../../server/src/languages/systemtap/systemtap.ts';
import type { ScriptClausesResult } from '../../server/src/protocol.ts';

function clausesOf(text: string): ScriptClausesResult {
  return scriptClauses(systemtap, { text, path: '', pack: emptyPack });
}

/** The copy's lines that stand for lines of the script. */
function copied(text: string): readonly string[] {
  const { counted } = clausesOf(text);
  assert.ok(counted);
  return countedText(text, counted).split('\n').slice(0, text.trimEnd().split('\n').length);
}

const off = (clause: number) => ` if (tracewright_off_${clause}) next; tracewright_start = local_clock_ns();`;
const count = (clause: number) => `tracewright_${clause} <<< local_clock_ns() - tracewright_start`;

test('statements stand behind the opening brace, before the closing one and at each early exit', () => {
  const text = 'probe begin {\n  if (x) next; else { next }\n  y = 1 }\nprobe timer.s(1) { }\n';
  assert.deepEqual(copied(text), [
    `probe begin {${off(0)}`,
    `  if (x) { ${count(0)}; next; } else { { ${count(0)}; next; } }`,
    `  y = 1 ; ${count(0)} }`,
    `probe timer.s(1) {${off(1)} ; ${count(1)} }`,
  ]);
});

test('aliases, functions and handlers that a macro leaves stay as they are', () => {
  const text =
    '@define out %( next %)\nprobe a = begin { x = 1 }\nfunction f() { next }\nprobe a { @out }\nprobe end { f() }\n';
  const lines = text.trimEnd().split('\n');
  assert.deepEqual(copied(text), [...lines.slice(0, 4), `probe end {${off(2)} f() ; ${count(2)} }`]);
});

test('braces in comments and strings are none', () => {
  assert.deepEqual(copied('probe begin /* { */ { println("}") // }\n}'), [
    `probe begin /* { */ {${off(0)} println("}") // }`,
    `; ${count(0)} }`,
  ]);
});

test('a script that does not parse, or has such names itself, is not copied', () => {
  assert.equal(clausesOf('probe begin { ').counted, undefined);
  assert.equal(clausesOf('global tracewright_0\nprobe begin { tracewright_0++ }').counted, undefined);
  assert.equal(clausesOf('function f() { return 1 }').counted, undefined);
});

test('the copy reads those globals only that the script reads itself: stap prints the others at the end', () => {
  const text = [
    'global printed, set_only, most = 5, name = "x", sums, by[10]',
    'probe begin { printed <<< 1; set_only = 3; sums <<< 2; by[1] = 2 }',
    'probe end { printf("%d %s %d %d", most, name, @count(sums), by[1]) }',
  ].join('\n');
  assert.deepEqual(
    clausesOf(text).counted?.globals.map(({ name, type }) => `${name} ${type}`),
    ['most long', 'name string', 'sums stats', 'by other'],
  );
});

test('a reading tells hits, time, the longest and the switch of each clause, and the globals', () => {
  const { clauses, counted } = clausesOf(
    'global most = 5, by[10]\nprobe begin { by[1] = most }\nprobe end { println(by[1]) }',
  );
  const reader = meter.reader(clauses, counted);
  assert.deepEqual(reader.read('0 12 3400 900 0\n1 0 0 0 1\nglobal most 7\n'), {
    counts: [
      { text: 'begin', line: 2, hits: 12, time: 3400, longest: 900, control: { clause: 0, isOn: true } },
      { text: 'end', line: 3, hits: 0, time: 0, longest: 0, control: { clause: 1, isOn: false } },
    ],
    globals: [
      { name: 'most', line: 1, type: 'long', value: '7' },
      { name: 'by', line: 1, type: 'other' },
    ],
  });
  assert.equal(reader.read(''), undefined);
});

test('columns of the copy are those of the script, in bytes', () => {
  const text = 'probe begin { /* ü */ if (x) next; y = 1 }\n';
  const { counted } = clausesOf(text);
  assert.ok(counted);
  const [line = ''] = countedText(text, counted).split('\n');
  const extras = extrasByLine(text, counted).get(0);
  const bytes = (all: string, word: string) => Buffer.byteLength(all.slice(0, all.indexOf(word))) + 1;
  for (const word of ['begin', '/*', 'if (x)', 'y = 1']) {
    assert.equal(scriptColumn(extras, bytes(line, word)), bytes(text, word), word);
  }
});

test("stap's words about the copy are those about the script", () => {
  const script = { name: 'a.stp', text: 'probe begin { if (1) next; y = z / 0 }\nprobe end { }\n' };
  const { counted } = clausesOf(script.text);
  assert.ok(counted);
  const [line = ''] = countedText(script.text, counted).split('\n');
  const column = line.indexOf('z / 0') + 1;
  const own = restorer(script, counted);
  const said = [
    `WARNING: never-assigned local variable 'z' (similar: y, tracewright_start): identifier 'z' at <input>:1:${column}`,
    ` source: ${line}`,
    `         ${' '.repeat(column - 1)}^`,
    'WARNING: tracewright 0 5 700 300',
    'Pass 5: run completed',
    '',
  ].join('\n');
  const told = [said.slice(0, 40), said.slice(40)].map((piece) => own.push(Buffer.from(piece)).toString()).join('');
  const place = script.text.indexOf('z / 0') + 1;
  assert.deepEqual((told + own.end().toString()).split('\n'), [
    `WARNING: never-assigned local variable 'z' (similar: y): identifier 'z' at a.stp:1:${place}`,
    ` source: ${script.text.split('\n')[0]}`,
    `         ${' '.repeat(place - 1)}^`,
    'Pass 5: run completed',
    '',
  ]);
  assert.equal(own.lastReading, '0 5 700 300\n');
});
