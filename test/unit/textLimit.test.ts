// Strings that a tracer cut: by their length, by its mark, and what is said about them. The lengths were seen in the lab.
import assert from 'node:assert/strict';
import test from 'node:test';
import { LineFormats, whyCut } from '../../client/src/runs/columns/lineFormats.ts';
import { isCutBy } from '../../client/src/runs/textLimit.ts';
import { tracers } from '../../client/src/tracers/tracers.ts';
import { bpftrace } from '../../server/src/languages/bpftrace/bpftrace.ts';
import { dtrace } from '../../server/src/languages/dtrace/dtrace.ts';
import { analysed } from '../support/checkFeatures.ts';

const none = { arguments: [] };
const stap = (...tracerOptions: string[]) => tracers.stap.textLimit({ arguments: [], tracerOptions }, undefined);

test('SystemTap: 511 bytes, or one less than MAXSTRINGLEN; half a character at the end counts', () => {
  const usual = stap();
  assert.deepEqual(
    [510, 511, 512].map((length) => isCutBy('x'.repeat(length), usual)),
    [false, true, false],
  );
  assert.equal(isCutBy(Buffer.from('é'.repeat(300)).subarray(0, 511).toString(), usual), true);
  assert.equal(isCutBy('é'.repeat(255), usual), false);
  assert.deepEqual(stap('-DMAXSTRINGLEN=100').lengths, [99]);
  assert.deepEqual(stap('-g', '-D', 'MAXSTRINGLEN=2048').lengths, [2047]);
  assert.match(stap('-DMAXSTRINGLEN=100').why, /at 99 bytes\. The tracer option -DMAXSTRINGLEN=400 /);
});

test('bpftrace: by the config of the script, without or with its mark', () => {
  const size = bpftrace.stringSize?.(analysed(bpftrace, 'config = { max_strlen = 16 }\nBEGIN { }\n').script);
  assert.equal(size, 16);
  const limit = tracers.bpftrace.textLimit(none, size);
  assert.equal(isCutBy('0123456789012345..', limit), true);
  assert.equal(isCutBy('012345678901234', limit), true);
  assert.equal(isCutBy('01234567890123', limit), false);
  assert.equal(isCutBy('0123..', limit), false);
  const usual = tracers.bpftrace.textLimit(none, undefined);
  assert.equal(isCutBy('x'.repeat(1023), usual) && isCutBy('x'.repeat(63), usual), true);
});

test('DTrace: by strsize, of the pragma or the option', () => {
  const size = dtrace.stringSize?.(analysed(dtrace, '#pragma D option strsize=1k\nBEGIN { exit(0); }\n').script);
  assert.equal(size, 1024);
  assert.deepEqual(tracers.dtrace.textLimit(none, undefined).lengths, [255]);
  assert.deepEqual(tracers.dtrace.textLimit({ ...none, tracerOptions: ['-x', 'strsize=16'] }, undefined).lengths, [15]);
});

test('a line is marked where a text in it is as long as it can be, not where the line is', () => {
  const value = { kind: 'value', type: 'text', column: 's', expression: 's', width: 0, isLeft: false } as const;
  const formats = new LineFormats([{ line: 0, pieces: [{ kind: 'literal', text: 'got ' }, value] }], stap());
  assert.match(formats.whyCut(`got ${'x'.repeat(511)}`), /^SystemTap cuts strings at 511 bytes/);
  assert.equal(formats.whyCut(`got ${'x'.repeat(507)}`), '');
  const column = formats.shapes[0]?.columns[0];
  assert.ok(column);
  assert.match(whyCut('x'.repeat(511), column), /^SystemTap/);
});

test('the key of a histogram is whole, however long: others begin the same, and its length tells whether it was cut', () => {
  const keys = ['a', 'b'].map((last) => `${'x'.repeat(510)}${last}`);
  const table = 'value |-------------------------------------------------- count\n    4 |@@ 2\n\n';
  const text = Buffer.from(`${'\n'.repeat(3)}${keys.map((key) => `${key}\n\n${table}`).join('')}`);
  const plan = tracers.stap.launch(
    { name: 'a.stp', text: 'probe end { foreach (k in s) { println(k); print(@hist_log(s[k])) } }' },
    none,
    { version: '5.6', path: '/usr/bin/stap' },
  );
  const decoder = tracers.stap.decoder(plan);
  // A flood's first lines are not decoded one by one.
  const skipped = decoder.plainText?.(text).used ?? 0;
  assert.equal(text.toString('utf8', 0, skipped).trim(), keys[0]);
  const records = [...decoder.push('stdout', text.subarray(skipped)), ...decoder.end()];
  assert.deepEqual(
    records.flatMap((one) => (one.kind === 'histogram' ? [[one.name, one.key]] : [])),
    keys.map((key) => ['s', key]),
  );
});
