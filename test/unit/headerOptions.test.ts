// What a script says of its own runs, in each language's comments, and what is only prose.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { headerOptions } from '../../client/src/runs/headerOptions.ts';

for (const [what, text] of [
  ['slashes', '// target: lab\n// time limit: 30s\n//arguments: eth0 "two words"\nBEGIN {}\n'],
  ['hashes', '#!/usr/bin/env stap\n# target: lab\n#\n# time limit: 30s\n# arguments: eth0 "two words"\nprobe begin {}'],
  ['a block', '/*\n * target: lab\n * time limit: 30s\n * arguments: eth0 "two words"\n */\nBEGIN {}'],
  ['blocks and blank lines', '/* target: lab */\n\n/* time limit: 30s */\n/* arguments: eth0 "two words" */\nx'],
] as const)
  test(`options in ${what}`, () => {
    assert.deepEqual(headerOptions(text), { target: 'lab', timeLimit: 30_000, arguments: ['eth0', 'two words'] });
  });

for (const [what, text] of [
  ['code comes first', 'BEGIN {}\n// target: lab'],
  ['code follows a block on its line', '/* note */ BEGIN {}\n// target: lab'],
  [
    'prose',
    '# Target: all kernels\n# target: any host you like\n# The target: lab\n# arguments:\n# constructor: x\n# tracer options: none',
  ],
  ['not a duration, an open quote', '// time limit: soon\n// time limit: 0\n// arguments: "a'],
  ['below the fiftieth line', `${'//\n'.repeat(50)}// target: lab`],
  ['nothing', ''],
] as const)
  test(`no option: ${what}`, () => assert.deepEqual(headerOptions(text), {}));

test('limits, buffers, a command and options of the tracer', () => {
  const text = `// output limit: 10M
// buffer size: 16 MB
// command: ls -l /tmp
// tracer options: -DMAXACTION=100000 -G "n=1 2"`;
  assert.deepEqual(headerOptions(text), {
    outputLimit: 10 * 1024 ** 2,
    bufferSize: 16 * 1024 ** 2,
    command: 'ls -l /tmp',
    tracerOptions: ['-DMAXACTION=100000', '-G', 'n=1 2'],
  });
});

test('the first of two wins', () => {
  assert.deepEqual(headerOptions('// target: a\n// target: b'), { target: 'a' });
});
