// What the command line makes of words and of file names.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languageOfScript } from '../../client/src/cli/scriptLanguage.ts';
import { parseDuration, parseWords } from '../../client/src/cli/words.ts';

for (const [text, ms] of [
  ['10s', 10_000],
  ['10', 10_000],
  ['1.5s', 1500],
  ['250ms', 250],
  ['2m', 120_000],
  ['1h', 3_600_000],
] as const) {
  test(`${text} is ${ms} ms`, () => assert.equal(parseDuration(text), ms));
}

for (const text of ['', '0', 's', '10 s', '-1s', '10d', 'ten']) {
  test(`"${text}" is no duration`, () => {
    assert.throws(() => parseDuration(text), { name: 'UsageError' });
  });
}

test('an option that does not exist is wrong usage', () => {
  assert.throws(() => parseWords(['--nope'], {}), { name: 'UsageError' });
});

for (const [path, text, language] of [
  ['a.stp', '', 'systemtap'],
  ['a.stpm', '', 'systemtap'],
  ['dir.d/a.bt', '', 'bpftrace'],
  ['a.d', '', 'dtrace'],
  ['tool', '#!/usr/bin/env stap\n', 'systemtap'],
  ['tool', '#!/usr/bin/bpftrace -q\n', 'bpftrace'],
  ['tool', '#!/usr/sbin/dtrace -s\n', 'dtrace'],
  ['tool', '#!/bin/sh\n# stap\n', undefined],
  ['a.txt', 'probe begin {}', undefined],
] as const) {
  test(`${path} ${JSON.stringify(text)} is ${language ?? 'no trace script'}`, () => {
    assert.equal(languageOfScript(path, text), language);
  });
}
