// Ways to root's rights that a run cannot go: each is told with what to change on the target.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Elevation, sayPrivilege, spawnAsRoot } from '../../client/src/targets/privilege.ts';
import type { Connection } from '../../client/src/targets/target.ts';
import { parseTarget } from '../../client/src/targets/targets.ts';

const connection = {
  target: parseTarget('lab'),
  spawn: () => Promise.reject(new Error('started something')),
} as unknown as Connection;
const prompter = { acceptHostKey: () => Promise.reject(), answer: () => Promise.reject(new Error('asked')) };
const ada = (elevation: Elevation) => ({ user: 'ada', elevation, stapGroups: [], capabilities: [] });

for (const [elevation, refusal, words] of [
  [
    'doas with password',
    /^TargetError: doas on lab asks ada .*at a terminal only\. Allow it without one \(permit nopass ada in doas\.conf; persist /,
    /asked for a password by doas, which takes it at a terminal only\.$/,
  ],
  ['none', /^TargetError: ada has no way to root on lab\. Log in as root/, /has no sudo\.$/],
] as const) {
  test(`${elevation}: nothing is asked or started, and the next step is told`, async () => {
    await assert.rejects(spawnAsRoot(connection, ada(elevation), ['true'], prompter), refusal);
    assert.match(sayPrivilege(ada(elevation)), words);
  });
}
