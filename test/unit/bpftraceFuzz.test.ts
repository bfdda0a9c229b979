// Damaged scripts: whatever is typed, reading never throws, never takes long, and every answer lies in the text.
//
// TRACEWRIGHT_MUTATIONS says how many are tried (2000), TRACEWRIGHT_SEED which (1).
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { bpftrace } from '../../server/src/languages/bpftrace/bpftrace.ts';
import { readScripts } from '../conformance/scriptTable.ts';
import { partsPack } from '../support/parts.ts';

const mutations = Number(process.env.TRACEWRIGHT_MUTATIONS ?? 2000);
const seed = Number(process.env.TRACEWRIGHT_SEED ?? 1);
/** Of processor time, since the machine may have other things to do. */
const MOST_MILLISECONDS = 2000;

/** Tokens roughly as bpftrace cuts them, blanks included. */
const pieces = /"(?:\\.|[^"\\\n])*"|[$@]?[A-Za-z_]\w*|\d\w*|\s+|[-+*/%&|^=!<>]=|&&|\|\||->|\+\+|--|[\s\S]/g;
const extras =
  '( ) { } [ ] ; , . / // /* */ = == ++ -- -> ? : & @ $ " # if else for while let struct config macro fn import sizeof 0x 1_ .. \\ é \0'.split(
    ' ',
  );

/** A generator that gives the same numbers for the same seed. */
function randomOf(start: number): (below: number) => number {
  let state = start >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % below;
  };
}

function sources(): readonly string[] {
  const examples = new URL('../../examples/', import.meta.url);
  const ours = existsSync(examples) ? readdirSync(examples).filter((name) => name.endsWith('.bt')) : [];
  return [
    ...ours.map((name) => readFileSync(new URL(name, examples), 'utf8')),
    ...readScripts('bpftrace').map(({ text }) => text),
  ];
}

function mutate(text: string, random: (below: number) => number): string {
  const parts = text.match(pieces) ?? [];
  for (let times = 1 + random(3); times > 0 && parts.length > 0; times--) {
    const at = random(parts.length);
    const extra = extras[random(extras.length)] ?? '';
    switch (random(5)) {
      case 0:
        parts.splice(at, 1);
        break;
      case 1:
        parts.splice(at, 0, parts[random(parts.length)] ?? '');
        break;
      case 2:
        parts.splice(at, 0, ` ${extra} `);
        break;
      case 3:
        parts[at] = extra;
        break;
      default:
        parts.length = at;
    }
  }
  return parts.join('');
}

test(`${mutations} damaged scripts are read, judged and asked at a cursor`, () => {
  const random = randomOf(seed);
  const texts = sources();
  bpftrace.parse({ text: 'BEGIN { }', path: '', pack: partsPack });
  for (let count = 0; count < mutations; count++) {
    const text = mutate(texts[random(texts.length)] ?? '', random);
    const source = { text, path: 'fuzz.bt', pack: partsPack };
    const told = `seed ${seed}, mutation ${count}: ${JSON.stringify(text)}`;
    const before = process.cpuUsage();
    try {
      const script = bpftrace.parse(source);
      const findings = [...script.errors, ...bpftrace.check(script, source)];
      for (const { range } of findings) {
        assert.ok(0 <= range.start && range.start <= range.end && range.end <= text.length, told);
      }
      bpftrace.cursorAt(source, random(text.length + 1));
      const laidOut = bpftrace.format(script);
      if (laidOut !== undefined) assert.equal(laidOut.replace(/\s+/g, ''), text.replace(/\s+/g, ''), told);
    } catch (error) {
      throw new Error(told, { cause: error });
    }
    const { user, system } = process.cpuUsage(before);
    assert.ok((user + system) / 1000 < MOST_MILLISECONDS, `${Math.round((user + system) / 1000)} ms: ${told}`);
  }
});
