// Scripts that dtrace takes and refuses, as it was recorded, and the D libraries that Debian's package ships where they are installed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyPack } from '../../server/src/kernel/emptyPack.ts';
import { dtrace } from '../../server/src/languages/dtrace/dtrace.ts';
import { readScripts, readVerdicts } from './scriptTable.ts';

/** Tags of what dtrace finds while it reads; with all others the script was read to the end of that clause. */
const syntaxTag = /^D_(?:SYNTAX|STR_NL|CHR_\w+|INT_\w+|PRAG\w+|EMPTY)$/;

/** Where we say more, less or elsewhere than dtrace 2.0.7, and why. */
const differs = new Map<string, string>([
  ['include', 'only a warning: the options of the run may hold -C'],
  ['windows lines', 'a finding of the check: the lines are right, their ends are not'],
  ['missing brace before a clause', 'told at the probe that begins on its own line'],
  ['string not closed', 'dtrace has counted the newline by then'],
  ['character not closed', 'dtrace has counted the newline by then'],
]);

const verdicts = readVerdicts('dtrace');

for (const { name, text } of readScripts('dtrace')) {
  test(`as dtrace: ${name}`, () => {
    const [tag = '', line] = (verdicts.get(name) ?? 'no verdict').split(' ');
    const [first] = dtrace.parse({ text, path: 'a.d', pack: emptyPack }).errors.filter((e) => e.severity === 'error');
    const told = first ? `syntax ${text.slice(0, first.range.start).split('\n').length}` : 'no syntax error';
    // At the end of the file dtrace counts one line more than there is.
    const last = text.trimEnd().split('\n').length;
    const expected = syntaxTag.test(tag) ? `syntax ${Math.min(Number(line), last)}` : 'no syntax error';
    if (differs.has(name)) assert.notEqual(told, expected, 'it does not differ any more');
    else assert.equal(told, expected, first?.message);
  });
}

test('every script has its verdict', () => {
  assert.deepEqual(
    readScripts('dtrace').map(({ name }) => name),
    [...verdicts.keys()],
  );
});
