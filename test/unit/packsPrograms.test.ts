// The sh programs of a collecting visit: every shell takes them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { bootstrap, collectProgram, factsProgram } from '../../client/src/packs/collectProgram.ts';

for (const shell of [['sh'], ['dash'], ['bash', '--posix'], ['busybox', 'sh']] as const) {
  const [program, ...options] = shell;
  test(`${shell.join(' ')} takes the programs`, () => {
    for (const text of [bootstrap, factsProgram, collectProgram]) {
      execFileSync(program, [...options, '-n'], { input: text });
    }
  });
  test(`${shell.join(' ')} tells the facts`, () => {
    const said = execFileSync(program, [...options, '-s'], { input: factsProgram }).toString('utf8');
    assert.match(said, /^release \S+\nmachine \S+\nnotes [0-9a-f]*\nmodules \S+\ntapset \S*\nuid \d+\n/);
  });
}
