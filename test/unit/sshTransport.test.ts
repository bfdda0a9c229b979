// Which SSH client reaches a target, by the user's own patterns.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { transportOf, type WrittenTransport } from '../../client/src/targets/targets.ts';

const patterns: WrittenTransport = { 'db-old': 'built-in', 'db*': 'system', 'web?': 'system' };

for (const [target, written, expected] of [
  ['lab', 'system', 'system'],
  ['lab', 'built-in', 'built-in'],
  ['db1', patterns, 'system'],
  ['root@DB1:2222', patterns, 'system'],
  // The first that matches.
  ['db-old', patterns, 'built-in'],
  ['web1', patterns, 'system'],
  ['web10', patterns, 'built-in'],
  ['lab', {}, 'built-in'],
  // A setting is what its user wrote.
  ['lab', 'putty', 'built-in'],
  ['lab', { lab: 'putty' }, 'built-in'],
] as [string, WrittenTransport, string][]) {
  test(`${target} is reached by the ${expected} client where ${JSON.stringify(written)} is set`, () => {
    assert.equal(transportOf(target, written), expected);
  });
}
