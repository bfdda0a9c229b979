// bpftrace scripts as its releases take and refuse them: no error where a release takes a script, one where it refuses for its age.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyPack } from '../../server/src/kernel/emptyPack.ts';
import { bpftrace } from '../../server/src/languages/bpftrace/bpftrace.ts';
import { readScripts, readVerdicts } from './scriptTable.ts';

/** What was recorded, and how many refusals are found without a kernel's facts; a change may raise these, never lower them. */
const floor = { verdicts: 1000, found: 368 };

test('no release takes what has an error here, and what a release refuses is mostly found', () => {
  const verdicts = readVerdicts('bpftraceReleases');
  const falseAlarms: string[] = [];
  let found = 0;
  for (const { name, text } of readScripts('bpftraceReleases')) {
    for (const release of [17, 20, 23, 25, 27]) {
      const verdict = verdicts.get(`${name} ${release}`);
      assert.ok(verdict !== undefined, `no verdict of 0.${release} for "${name}": run recordBpftraceReleases.ts`);
      const manifest = { ...emptyPack.manifest, tracers: { bpftrace: `0.${release}.0` } };
      const source = { text, path: '', pack: { ...emptyPack, manifest } };
      const script = bpftrace.parse(source);
      const errors = [...script.errors, ...bpftrace.check(script, source)].filter(
        ({ severity }) => severity === 'error',
      );
      if (verdict !== 'ok' && errors.length > 0) found++;
      const [first] = errors;
      if (verdict === 'ok' && first) falseAlarms.push(`${text.trim()} on 0.${release}: ${first.message}`);
    }
  }
  assert.deepEqual(falseAlarms, []);
  assert.ok(verdicts.size >= floor.verdicts, `only ${verdicts.size} verdicts`);
  assert.ok(found >= floor.found, `only ${found} refusals were found`);
});
