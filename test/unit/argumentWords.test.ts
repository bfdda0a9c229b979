// Arguments as typed: a shell's quotes and backslashes, and nothing expanded.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { argumentWords, spellArguments } from '../../client/src/runs/argumentWords.ts';

test('words, quotes and backslashes', () => {
  assert.deepEqual(argumentWords(`a "b c" 'd "e"' f\\ g "" $HOME`), ['a', 'b c', 'd "e"', 'f g', '', '$HOME']);
  assert.deepEqual(argumentWords('   '), []);
});

test('a quote that is not closed', () => {
  assert.equal(argumentWords(`a 'b`), undefined);
});

test('spelled words split into the same words', () => {
  const words = ['plain', 'two words', "it's", '', '$x;rm', 'back\\slash'];
  assert.deepEqual(argumentWords(spellArguments(words)), words);
});
