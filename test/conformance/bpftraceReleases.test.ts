// bpftrace scripts as its releases take and refuse them: no error where a release takes a script, one where it refuses for its age.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyPack } from '../../server/src/kernel/emptyPack.ts';
import { bpftrace } from '../../server/src/languages/bpftrace/bpftrace.ts';
import type { Finding } from '../../server/src/syntax/finding.ts';
import { readScripts, readVerdicts } from './scriptTable.ts';

/** What was recorded, and how many refusals are found without a kernel's facts; a change may raise these, never lower them. */
const floor = { verdicts: 4126, found: 1885, older: 1180, foundOlder: 812 };

/** Errors of a script on a target of which nothing is known but its bpftrace, 0.N. */
function errorsOn(text: string, release: number): readonly Finding[] {
  const manifest = { ...emptyPack.manifest, tracers: { bpftrace: `0.${release}.0` } };
  const source = { text, path: '', pack: { ...emptyPack, manifest } };
  const script = bpftrace.parse(source);
  return [...script.errors, ...bpftrace.check(script, source)].filter(({ severity }) => severity === 'error');
}

test('no release takes what has an error here, and what a release refuses is mostly found', () => {
  const verdicts = readVerdicts('bpftraceReleases');
  const falseAlarms: string[] = [];
  let found = 0;
  for (const { name, text } of readScripts('bpftraceReleases')) {
    for (const release of [17, 20, 23, 25, 27]) {
      const verdict = verdicts.get(`${name} ${release}`);
      // 0.20 and 0.25 were asked only for the first ones: no Debian has them.
      if (verdict === undefined && /^meaning/.test(name) && (release === 20 || release === 25)) continue;
      assert.ok(verdict !== undefined, `no verdict of 0.${release} for "${name}": run recordBpftraceReleases.ts`);
      const errors = errorsOn(text, release);
      if (verdict !== 'ok' && errors.length > 0) found++;
      const [first] = errors;
      if (verdict === 'ok' && first) falseAlarms.push(`${text.trim()} on 0.${release}: ${first.message}`);
    }
  }
  assert.deepEqual(falseAlarms, []);
  assert.ok(verdicts.size >= floor.verdicts, `only ${verdicts.size} verdicts`);
  assert.ok(found >= floor.found, `only ${found} refusals were found`);
});

test('what the parsers of 0.17 and 0.23 take has no error, and what they refuse is mostly found', () => {
  const verdicts = readVerdicts('bpftraceOlder');
  const falseAlarms: string[] = [];
  let found = 0;
  for (const { name, text } of readScripts('bpftrace')) {
    for (const release of [17, 23]) {
      const verdict = verdicts.get(`${name} ${release}`);
      assert.ok(verdict !== undefined, `no verdict of 0.${release} for "${name}": run recordBpftraceOlder.ts`);
      const [first] = errorsOn(text, release);
      if (verdict === 'ok' && first) falseAlarms.push(`${text.trim()} on 0.${release}: ${first.message}`);
      if (verdict !== 'ok' && !verdict.startsWith('later ') && first) found++;
    }
  }
  assert.deepEqual(falseAlarms, []);
  assert.ok(verdicts.size >= floor.older, `only ${verdicts.size} verdicts`);
  assert.ok(found >= floor.foundOlder, `only ${found} refusals of older parsers were found`);
});
