// The option --ssh of the command line: taken from anywhere among a command's own words, left alone behind `--`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { takeSshOption } from '../../client/src/cli/sshOption.ts';

test('--ssh is taken out of the words', () => {
  assert.deepEqual(takeSshOption(['a.bt', '--ssh', 'system', '--json']), {
    words: ['a.bt', '--json'],
    transport: 'system',
  });
  assert.deepEqual(takeSshOption(['--ssh=built-in', 'a.bt']), { words: ['a.bt'], transport: 'built-in' });
  assert.deepEqual(takeSshOption(['a.bt']), { words: ['a.bt'], transport: undefined });
});

test("what is behind -- is the script's", () => {
  const words = ['a.bt', '--', '--ssh', 'system'];
  assert.deepEqual(takeSshOption(words), { words, transport: undefined });
});

test('another client is no client', () => {
  for (const words of [['--ssh'], ['--ssh', 'putty'], ['--ssh=']])
    assert.throws(() => takeSshOption(words), /^UsageError: --ssh takes one of: built-in, system\.$/);
});
