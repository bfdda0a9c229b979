// How targets are written.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAddress, spellAddress } from '../../client/src/targets/targetAddress.ts';

const table: readonly (readonly [string, string])[] = [
  ['local', 'local'],
  ['lab', 'lab'],
  ['  lab  ', 'lab'],
  ['joe@lab', 'joe@lab'],
  ['joe@lab:2222', 'joe@lab:2222'],
  ['ssh://joe@lab:2222', 'joe@lab:2222'],
  ['ssh://lab/', 'lab'],
  ['10.0.0.1:22', '10.0.0.1:22'],
  ['root@[fe80::1%eth0]:22', 'root@[fe80::1%eth0]:22'],
  ['[::1]', '[::1]'],
];

for (const [text, spelling] of table) {
  test(`${text} is understood`, () => assert.equal(spellAddress(parseAddress(text)), spelling));
}

for (const text of [
  '',
  '@lab',
  'lab:0',
  'lab:65536',
  'lab:port',
  'a b',
  '-oProxyCommand=x',
  '-x@lab',
  'http://lab',
  'a@b@c',
]) {
  test(`"${text}" is no target`, () => {
    assert.throws(() => parseAddress(text), /is no target\. Write an alias/);
  });
}
