// What a user is told whose rights do not suffice for a run.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runPrivilege } from '../../client/src/runs/runPrivilege.ts';
import { building } from '../../client/src/tracers/systemtap/build.ts';

test('a member of stapusr alone is told which modules that group may load', () => {
  const plan = building.launch(
    { name: 'it.stp', text: '' },
    { arguments: [] },
    { version: '5.6', path: '/usr/bin/staprun' },
  );
  const privilege = { user: 'usr', elevation: 'none', stapGroups: ['stapusr'], capabilities: [] } as const;
  const run = {
    tracer: 'stap',
    target: { name: 'lab-usr', address: { kind: 'local' }, connect: () => Promise.reject(new Error('not asked for')) },
    prompter: { acceptHostKey: async () => false, answer: async () => undefined },
  } as const;
  assert.throws(() => runPrivilege(privilege, run, plan), {
    name: 'TargetError',
    message:
      'stap on lab-usr needs root, and usr is not root. You can log in as root, or allow your user sudo there, or have it added to the group stapdev. Its group stapusr lets it load only modules that root put into systemtap/ of /lib/modules/$(uname -r), or that a compile server signed whose key is trusted there.',
  });
  assert.throws(
    () => runPrivilege({ ...privilege, stapGroups: [] }, run, plan),
    ({ message }: Error) => message.endsWith('added to the group stapdev.'),
  );
});
