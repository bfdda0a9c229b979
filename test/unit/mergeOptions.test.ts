// Which of several places decides about a run's options.
import assert from 'node:assert/strict';
import test from 'node:test';
import { mergeOptions } from '../../client/src/runs/mergeOptions.ts';
import { readSize, spellSize } from '../../client/src/runs/size.ts';
import { launch as launchBpftrace } from '../../client/src/tracers/bpftrace/launch.ts';
import { launch as launchDtrace } from '../../client/src/tracers/dtrace/launch.ts';
import { launch as launchStap } from '../../client/src/tracers/systemtap/launch.ts';

test('the first place that says something decides, field by field', () => {
  const merged = mergeOptions({ timeLimit: 5 }, { timeLimit: 9, command: 'ls' }, { pid: 1, command: 'cat' });
  assert.deepEqual(merged, { arguments: [], timeLimit: 5, command: 'ls', pid: 1 });
});

test('0 is no limit, whatever a later place says', () => {
  assert.deepEqual(mergeOptions({ outputLimit: 0 }, { outputLimit: 100, arguments: ['a'] }), { arguments: ['a'] });
});

test('options of the tracer add up; on its command line those of the first place come last and so win', () => {
  const merged = mergeOptions({ tracerOptions: ['-DMAXACTION=2'] }, {}, { tracerOptions: ['-DMAXACTION=1', '-g'] });
  assert.deepEqual(merged.tracerOptions, ['-DMAXACTION=1', '-g', '-DMAXACTION=2']);
});

test('sizes', () => {
  assert.deepEqual(['10M', '64k', '1 GiB', '500', '1.5MB'].map(readSize), [10485760, 65536, 1073741824, 500, 1572864]);
  assert.deepEqual(['', '0', '-1', 'M', '10 apples'].map(readSize), Array(5).fill(undefined));
  assert.deepEqual([10485760, 65536, 1500].map(spellSize), ['10M', '64K', '1500']);
});

test('each tracer gets its buffer in its own words', () => {
  const script = { name: 'a', text: '' };
  const options = { arguments: [], bufferSize: 3 * 1024 * 1024 };
  const facts = { version: '0.27.0', path: '/usr/bin/it' };
  assert.match(launchStap(script, options, facts).argv.join(' '), / -s 3 /);
  assert.match(launchDtrace(script, options, facts).argv.join(' '), / -b 3072k /);
  assert.deepEqual(launchBpftrace(script, options, facts).environment, { BPFTRACE_PERF_RB_PAGES: '1024' });
});
