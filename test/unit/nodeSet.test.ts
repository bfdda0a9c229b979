// Folded names of hosts become the hosts that ClusterShell's `nodeset -e` tells, in groups of targets too.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expandNodeSet } from '../../client/src/targets/nodeSet.ts';
import { readGroup, targetsOf } from '../../client/src/targets/targetGroup.ts';

for (const [text, ...hosts] of [
  ['web1', 'web1'],
  ['web[1-4]', 'web1', 'web2', 'web3', 'web4'],
  ['web[1-2,7]-ib[0-1]', 'web1-ib0', 'web1-ib1', 'web2-ib0', 'web2-ib1', 'web7-ib0', 'web7-ib1'],
  ['node[008-010]', 'node008', 'node009', 'node010'],
  ['node[1-7/3].example.org', 'node1.example.org', 'node4.example.org', 'node7.example.org'],
  ['web1, db[1-2],x', 'web1', 'db1', 'db2', 'x'],
  ['admin@web[1-2]:2222', 'admin@web1:2222', 'admin@web2:2222'],
  // No range: an address.
  ['root@[::1]:22', 'root@[::1]:22'],
  ['[fe80::1%eth0]', '[fe80::1%eth0]'],
  ['[2-3]', '2', '3'],
] as const) {
  test(`${text} is ${hosts.join(' ')}`, () => assert.deepEqual(expandNodeSet(text), hosts));
}

test('what is no range is told with what one looks like', () => {
  for (const text of ['web[a-b]', 'web[4-1]', 'web[]', 'web[1-]', 'web[1-3/0]', 'web[-1]', 'web[1;2]'])
    assert.throws(
      () => expandNodeSet(text),
      /is no range of hosts\. Write numbers and ranges such as web\[1-4,7\]/,
      text,
    );
  assert.throws(() => expandNodeSet('n[0-99]r[0-999]'), /is more than 10000 hosts/);
  assert.throws(() => expandNodeSet('n[0-99999999999]'), /is no range of hosts/);
});

test('groups take folded names, each host once', () => {
  const names = (group: Parameters<typeof targetsOf>[0]) => targetsOf(group).map(({ name }) => name);
  assert.deepEqual(names(['web[1-3]', 'web2', 'admin@db[1-2]:2222']), [
    'web1',
    'web2',
    'web3',
    'admin@db1:2222',
    'admin@db2:2222',
  ]);
  assert.deepEqual(names({ via: 'head', hosts: ['node[08-10]', 'node10', 'io1,io2'] }), [
    'node08',
    'node09',
    'node10',
    'io1',
    'io2',
  ]);
});

test('of a group with mistakes the rest is kept, and each mistake is told once', () => {
  const read = (written: unknown) => {
    const { targets, via, problem } = readGroup(written);
    return { names: targets.map(({ name }) => name), via, problem };
  };
  assert.deepEqual(read(['web1', 'db[2-3]']), { names: ['web1', 'db2', 'db3'], via: undefined, problem: '' });
  const list = read(['web1', 'web[4-1]', 'web[4-1]', 'db1']);
  assert.deepEqual(list.names, ['web1', 'db1']);
  assert.match(list.problem, /^"4-1" in "web\[4-1\]" is no range of hosts\. [^"]*$/);
  const behind = read({ via: 'head', hosts: ['node[1-2]', 'admin@node3'] });
  assert.deepEqual([behind.names, behind.via], [['node1', 'node2'], 'head']);
  assert.match(behind.problem, /^"admin@node3" cannot be reached through head\./);
  assert.match(read({ hosts: ['node1'] }).problem, /It is no group\. Write a list of hosts/);
  assert.equal(read([]).problem, 'It names no host yet.');
  assert.deepEqual(read({ via: '-oProxyCommand=x', hosts: ['a', 'b'] }).names, []);
});
