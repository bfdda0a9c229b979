// What a task says is read, or refused with what is wrong about it; the manifest's schema has the same words.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { type RunTaskDefinition, taskOptions } from '../../client/src/runs/taskOptions.ts';

const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));

const whole: Required<RunTaskDefinition> = {
  script: 'reads.bt',
  target: 'lab',
  arguments: ['eth0'],
  timeLimit: '10s',
  outputLimit: '10M',
  bufferSize: '64K',
  command: 'ls -l',
  pid: 12,
  tracerOptions: ['-v'],
};

test('every word', () => {
  assert.deepEqual(taskOptions(whole), {
    arguments: ['eth0'],
    timeLimit: 10_000,
    outputLimit: 10_485_760,
    bufferSize: 65_536,
    command: 'ls -l',
    pid: 12,
    tracerOptions: ['-v'],
  });
  assert.deepEqual(taskOptions({ script: 'reads.bt' }), {});
});

test('what is wrong is said', () => {
  const refuse = (wrong: object, why: RegExp) =>
    assert.throws(() => taskOptions({ script: 'a.bt', ...wrong } as RunTaskDefinition), why);
  refuse({ timeLimit: 'soon' }, /^Error: "soon" is no timeLimit of a task\.$/);
  refuse({ outputLimit: 0 }, /^Error: "0" is no outputLimit/);
  refuse({ pid: 'init' }, /^Error: "init" is no pid/);
  refuse({ arguments: 'eth0' }, /^Error: "arguments" of the task is a list of words\.$/);
});

test('the schema has these words, and its defaults and patterns agree with what is read', () => {
  const [{ type, required, properties }] = manifest.contributes.taskDefinitions;
  assert.deepEqual([type, required], ['tracewright', ['script']]);
  assert.deepEqual(Object.keys(properties).sort(), Object.keys(whole).sort());
  for (const key of ['timeLimit', 'outputLimit', 'bufferSize']) {
    assert.match(properties[key].default, new RegExp(properties[key].pattern));
    assert.ok(taskOptions({ script: 'a.bt', [key]: properties[key].default }));
  }
});
