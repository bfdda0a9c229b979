// What a target is for, by the user's patterns.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { environmentOf, environmentOfAll } from '../../client/src/targets/environment.ts';

const patterns = { lab: ['lab-*', 'local'], staging: ['web*'], production: ['web?.prod', 'db*'] };

for (const [target, expected] of [
  ['lab-1', 'lab'],
  ['LAB-1', 'lab'],
  ['local', 'lab'],
  ['root@lab-1:2222', 'lab'],
  ['web1', 'staging'],
  // Of two that match, the most harmful.
  ['web1.prod', 'production'],
  ['web10.prod', 'staging'],
  ['webXprod', 'staging'],
  ['dbase', 'production'],
  ['elsewhere', undefined],
  ['mydb', undefined],
] as const) {
  test(`${target} is ${expected ?? 'for nothing that was said'}`, () => {
    assert.equal(environmentOf(target, patterns), expected);
  });
}

test('several targets are what the most harmful of them is', () => {
  assert.equal(environmentOfAll(['lab-1', 'web1'], patterns), 'staging');
  assert.equal(environmentOfAll(['lab-1', 'db2', 'x'], patterns), 'production');
  assert.equal(environmentOfAll(['x'], patterns), undefined);
});
