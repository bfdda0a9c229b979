// Damaged scripts: whatever is typed, reading never throws, never takes long, and every answer lies in the text.
//
// TRACEWRIGHT_MUTATIONS says how many are tried (2000), TRACEWRIGHT_SEED which (1).
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Language, Source } from '../../server/src/languages/language.ts';
import { registry } from '../../server/src/languages/registry.ts';
import { readScripts } from '../conformance/scriptTable.ts';
import { partsPack } from '../support/parts.ts';

const mutations = Number(process.env.TRACEWRIGHT_MUTATIONS ?? 2000);
const seed = Number(process.env.TRACEWRIGHT_SEED ?? 1);
/** Of processor time, since the machine may have other things to do; the garbage of what was read before may add to it once. */
const MOST_MILLISECONDS = 250;

/** Tokens roughly as the languages cut them, blanks included. */
const pieces = /%[({?:)}]|"(?:\\.|[^"\\\n])*"|[$@]?[A-Za-z_]\w*|\d\w*|\s+|[-+*/%&|^=!<>]=|&&|\|\||->|\+\+|--|[\s\S]/g;
const extras =
  '( ) { } [ ] ; , . / // /* */ = == ++ -- -> ? : & @ $ " # if else for while let struct config macro fn import sizeof 0x 1_ .. %( %? %: %) %{ %} @define probe global foreach <<< provider self-> translator inline \\ é \0'.split(
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

function sources({ id, extensions }: Language): readonly string[] {
  const examples = new URL('../../examples/', import.meta.url);
  const ours = existsSync(examples)
    ? readdirSync(examples).filter((name) => extensions.some((extension) => name.endsWith(extension)))
    : [];
  return [
    ...ours.map((name) => readFileSync(new URL(name, examples), 'utf8')),
    ...readScripts(id).map(({ text }) => text),
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

/** The oldest tracers that are read otherwise than today's. */
const olderPack = {
  ...partsPack,
  manifest: { ...partsPack.manifest, tracers: { ...partsPack.manifest.tracers, bpftrace: '0.17.0' } },
};

for (const language of registry) {
  test(`${mutations} damaged ${language.id} scripts are read, judged and asked at a cursor`, () => {
    const random = randomOf(seed);
    const texts = sources(language);
    // The library is read and the code warm before time is taken.
    for (const _ of language.prepare?.(partsPack) ?? []);
    language.parse({ text: '', path: '', pack: partsPack });
    for (let count = 0; count < mutations; count++) {
      const text = mutate(texts[random(texts.length)] ?? '', random);
      const pack = count % 2 === 0 ? partsPack : olderPack;
      const source = { text, path: `fuzz${language.extensions[0]}`, pack };
      const told = `seed ${seed}, mutation ${count}: ${JSON.stringify(text)}`;
      try {
        const cursor = random(text.length + 1);
        let milliseconds = readAll(language, source, cursor);
        for (let more = 2; milliseconds > MOST_MILLISECONDS && more > 0; more--) {
          milliseconds = Math.min(milliseconds, readAll(language, source, cursor));
        }
        assert.ok(milliseconds <= MOST_MILLISECONDS, `${Math.round(milliseconds)} ms`);
      } catch (error) {
        throw new Error(told, { cause: error });
      }
    }
  });
}

/** Asks what an editor asks of a script; gives the milliseconds of processor time that it took. */
function readAll(language: Language, source: Source, cursor: number): number {
  const { text } = source;
  const before = process.cpuUsage();
  const script = language.parse(source);
  const findings = [...script.errors, ...language.check(script, source)];
  language.cursorAt(source, cursor);
  const laidOut = language.format(script);
  const { user, system } = process.cpuUsage(before);
  for (const { range } of findings) {
    assert.ok(0 <= range.start && range.start <= range.end && range.end <= text.length, 'a finding outside the text');
  }
  if (laidOut !== undefined) assert.equal(words(laidOut, language), words(text, language));
  return (user + system) / 1000;
}

/** All but white space; in D a line that goes on in the next, or in nothing, is one. */
function words(text: string, { id }: Language): string {
  return text.replace(id === 'dtrace' ? /\\[ \t]*(?:\n|$)|\s+/g : /\s+/g, '');
}
