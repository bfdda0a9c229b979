// The relay on a fleet's host, under dash and busybox: programs by number, each with its own streams; and what groups are.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { endOfRelay, relayProgram, relayStart } from '../../client/src/targets/clush/relayProgram.ts';
import { spawnAsRoot } from '../../client/src/targets/privilege.ts';
import type { Connection } from '../../client/src/targets/target.ts';
import { isWrittenGroup, targetsOf } from '../../client/src/targets/targetGroup.ts';
import { parseTarget } from '../../client/src/targets/targets.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Tells a relay these lines once it has a number, 7; gives what its programs said and how they ended, when `programs` have. */
async function tell(shell: readonly string[], programs: number, lines: readonly string[]) {
  const [, ...start] = relayStart;
  const [sh = '', ...words] = shell;
  const relay = spawn(sh, [...words, ...start], { stdio: ['pipe', 'pipe', 'inherit'] });
  relay.stdin.on('error', () => {});
  const exited = once(relay, 'exit');
  relay.stdin.write(`${relayProgram}${endOfRelay}\n`);
  const said = new Map<string, Buffer>();
  const codes = new Map<string, number>();
  let folder = '';
  for await (const line of createInterface(relay.stdout)) {
    const [first = '', word = '', value = ''] = line.split(' ');
    assert.ok(line.length < 4096, 'a pipe does not take the line whole');
    if (first === 'hello') {
      folder = `/tmp/tracewright-relay-${word.split('.')[1]}`;
      assert.ok(existsSync(folder), folder);
      relay.stdin.write(`* name ${word} 7\n${[...lines, ...(programs === 0 ? ['7 bye'] : [])].join('\n')}\n`);
    } else if (word === 'x') {
      codes.set(first, Number(value));
      if (codes.size === programs) relay.stdin.write('7 bye\n');
    } else {
      const before = said.get(first + word) ?? Buffer.alloc(0);
      said.set(first + word, Buffer.concat([before, Buffer.from(value, 'base64')]));
    }
  }
  await exited;
  assert.ok(!existsSync(folder), 'the relay left its folder');
  return { said, codes };
}

for (const shell of [['sh'], ['busybox', 'sh']]) {
  test(`programs under ${shell.join(' ')} get their input and give their output and code, whatever it holds`, async () => {
    const { said, codes } = await tell(shell, 3, [
      `* blob shared ${base64(`sh -c 'cat; echo "of $0" >&2; exit 3'`)}`,
      `6,7,8 spawn 1 @shared ${base64(' one')}`,
      `6 in 1 ${base64('for another')}`,
      `7 spawn 2 ${base64(`sh -c 'head -c 200000 /dev/zero; printf "\\377\\r\\nlast"'`)}`,
      `6,7 in 1 ${base64('hello\0\xff')} @shared`,
      '17,7 eof 1',
      // What stops a tracer must not be ignored by it: a background command of sh would.
      `7 spawn 3 ${base64(`sh -c 'kill -s INT $$; exit 0'`)}`,
    ]);
    assert.deepEqual(Object.fromEntries(codes), { 1: 3, 2: 0, 3: 130 });
    assert.equal(said.get('1o')?.toString(), `hello\0\xffsh -c 'cat; echo "of $0" >&2; exit 3'`);
    assert.equal(said.get('1e')?.toString(), 'of one\n');
    assert.deepEqual(
      said.get('2o'),
      Buffer.concat([Buffer.alloc(200_000), Buffer.from([0xff]), Buffer.from('\r\nlast')]),
    );
  });
}

test('a group is a list, or hosts behind a head node that clush cannot take for anything else', () => {
  assert.ok(isWrittenGroup(['web1']));
  assert.ok(isWrittenGroup({ via: 'head', hosts: ['node1'] }));
  for (const wrong of [undefined, 'web1', [1], { via: 'head' }, { hosts: ['node1'] }, { via: 'head', hosts: 'node1' }])
    assert.ok(!isWrittenGroup(wrong), JSON.stringify(wrong));
  const names = targetsOf({ via: 'head', hosts: ['node1', 'node2', 'node1'] }).map(({ name }) => name);
  assert.deepEqual(names, ['node1', 'node2']);
  for (const host of ['-o', 'node[1-3]!node2', '@all', 'a,-b', 'root@node1', 'a b', '$(id)', ''])
    assert.throws(
      () => targetsOf({ via: 'head', hosts: [host] }),
      /cannot be reached through head\. Write a host name/,
    );
});

test('a password that all hosts would get is not asked for', async () => {
  const connection = { target: parseTarget('node1'), isOverheard: true } as Connection;
  const privilege = { user: 'ada', elevation: 'sudo with password', stapGroups: [], capabilities: [] } as const;
  const prompter = { acceptHostKey: () => Promise.reject(), answer: () => Promise.reject(new Error('asked')) };
  await assert.rejects(
    spawnAsRoot(connection, privilege, ['true'], prompter),
    /clush would give it to all hosts\. Allow sudo/,
  );
});
