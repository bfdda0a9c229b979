// The sh programs of a collecting visit: every shell takes them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { collectProgram } from '../../client/src/packs/collectProgram.ts';
import { bootstrap, factsProgram } from '../../client/src/packs/factsProgram.ts';
import { parseFacts } from '../../client/src/packs/targetFacts.ts';

for (const shell of [['sh'], ['dash'], ['bash', '--posix'], ['busybox', 'sh']] as const) {
  const [program, ...options] = shell;
  test(`${shell.join(' ')} takes the programs`, () => {
    for (const text of [bootstrap, factsProgram, collectProgram]) {
      execFileSync(program, [...options, '-n'], { input: text });
    }
  });
  test(`${shell.join(' ')} tells the facts`, () => {
    const said = execFileSync(program, [...options, '-s'], { input: factsProgram }).toString('utf8');
    const { release, machine, asRoot } = parseFacts('here', said);
    const here = execFileSync('uname', ['-rm']).toString('utf8').trim();
    assert.deepEqual([`${release} ${machine}`, asRoot], [here, process.getuid?.() === 0]);
  });
}
