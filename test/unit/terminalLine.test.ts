// A command in a terminal on a target: each shell on the way takes one layer of quotes off and gives the rest on.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import type { Target } from '../../client/src/targets/target.ts';
import { targetsOf } from '../../client/src/targets/targetGroup.ts';
import { parseTarget } from '../../client/src/targets/targets.ts';
import { terminalLine } from '../../client/src/targets/terminalLine.ts';

const [behind] = targetsOf({ via: 'ada@head:2222', hosts: ['node1'] }) as [Target];

/** What runs at last: a shell function stands for ssh, says where to, and runs what it was given as a host's shell would. */
function runs(line: string): string {
  const ssh = 'ssh() { while [ "$1" != -- ]; do shift; done; echo "on $2"; eval "$3"; }';
  return execFileSync('sh', ['-c', `${ssh}\n${line}`], { encoding: 'utf8' });
}

for (const [target, way] of [
  [parseTarget('local'), ''],
  [parseTarget('root@web1:22'), 'on root@web1\n'],
  [behind, 'on ada@head\non node1\n'],
] as const) {
  test(`a command reaches ${target.name} whole`, () => {
    const command = `printf '%s\\n' "it's" '$HOME; "x"'`;
    assert.equal(runs(terminalLine(target, command)), `${way}it's\n$HOME; "x"\n`);
  });
}

test('the port goes to the host that has it', () => {
  assert.equal(terminalLine(behind, 'id'), "ssh -t -p 2222 -- ada@head 'ssh -t -- node1 id'");
});
