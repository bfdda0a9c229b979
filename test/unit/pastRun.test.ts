// A run read back from its bundle is what it was, and goes out in every format whole.
import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { exportFormats } from '../../client/src/runs/history/exportRun.ts';
import { keepRun } from '../../client/src/runs/history/keepRun.ts';
import { openPastRun, type PastRun } from '../../client/src/runs/history/pastRun.ts';
import { LiveRun } from '../../client/src/runs/liveRun.ts';
import { defaultRunSettings } from '../../client/src/runs/runSettings.ts';
import { createLocalTarget } from '../../client/src/targets/local.ts';
import { tracers } from '../../client/src/tracers/tracers.ts';
import type { OutputFormat } from '../../server/src/protocol.ts';

const output = [
  { type: 'attached_probes', data: { probes: 2 } },
  { type: 'printf', data: 'plain, "quoted" ```line```\n' },
  { type: 'printf', data: '=cmd|x\n' },
  { type: 'map', data: { '@calls': { 'a|b': 5, c: 70 } } },
  {
    type: 'hist',
    data: {
      '@us': [
        { min: 0, max: 1, count: 3 },
        { min: 2, max: 3, count: 9 },
      ],
    },
  },
  { type: 'lost_events', data: { events: 42 } },
];

const spell = (record: (typeof output)[number]) => `{"type": ${JSON.stringify(record).slice(8)}\n`;
const raw = output.map(spell).join('');

let folder: string;
let live: LiveRun;
let past: PastRun;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracewright-history-'));
  live = new LiveRun({
    script: { name: 'calls.bt', text: 'BEGIN { printf("`"); }\n' },
    tracer: 'bpftrace',
    target: createLocalTarget(),
    options: { arguments: ['one'] },
    prompter: { acceptHostKey: async () => false, answer: async () => undefined },
    spoolFolder: folder,
  });
  live.kernelRelease = '6.12.0';
  await keepRun(live, defaultRunSettings, async (spool) => {
    live.spoolInto(spool);
    const facts = { version: '0.27.0', path: '/usr/bin/bpftrace' };
    const { bpftrace } = tracers;
    const plan = bpftrace.launch(live.request.script, live.request.options, facts);
    assert.equal(plan.output, 'json');
    live.decodeWith(bpftrace, plan);
    for (const record of output) await live.receive('stdout', Buffer.from(spell(record)));
    await live.receive('stderr', Buffer.from('Attached\n'));
    await live.flush();
    return { how: 'stopped', exitCode: 0, message: 'Stopped.', proof: 'no BPF program of pid 1 is left' };
  });
  past = (await openPastRun(folder, live.id)) ?? assert.fail('it can be opened');
});

after(() => rm(folder, { recursive: true }));

test('a past run has the lines, records, losses and the end of the run it was', async () => {
  assert.deepEqual(await past.lines(0, 100), await live.lines(0, 100));
  assert.deepEqual(past.records(0), live.records(0));
  assert.ok(past.records(0).records.some(({ kind }) => kind === 'histogram'));
  assert.deepEqual(past.losses, live.losses);
  assert.deepEqual(past.state, live.state);
  assert.equal(past.request.script.text, live.request.script.text);
  assert.deepEqual([past.kernelRelease, past.startedAt, past.lineCount], ['6.12.0', live.startedAt, live.lineCount]);
});

/** As if the script printed `plain, ` and a text. */
const formats: readonly OutputFormat[] = [
  {
    line: 4,
    pieces: [
      { kind: 'value', type: 'word', column: 'how', expression: '', width: 0, isLeft: false },
      { kind: 'literal', text: ', ' },
      { kind: 'value', type: 'text', column: 'what', expression: '', width: 0, isLeft: false },
    ],
  },
];

async function exported(id: string): Promise<string> {
  const format = exportFormats.find((one) => one.id === id) ?? assert.fail(id);
  let text = '';
  for await (const piece of format.write(past, formats)) text += piece;
  return text;
}

test('every format', async () => {
  assert.match(await exported('text'), /^plain, "quoted" ```line```\n=cmd\|x\n/);
  const csv = await exported('csv');
  assert.match(csv, /^ms,stream,text\r\n\d+,stdout,"plain, ""quoted"" ```line```"\r\n\d+,stdout,'=cmd\|x\r\n/);
  const columns = await exported('columns');
  assert.match(columns, /^ms,script line,how,what\r\n\d+,5,plain,"""quoted"" ```line```"\r\n$/);
  const maps = await exported('maps');
  assert.match(maps, /\d+,@calls,a\|b,,,5\r\n/);
  assert.match(maps, /\d+,@us,,2,3,9\r\n/);
  const records = (await exported('ndjson'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.equal(records[0].kind, 'run');
  assert.equal(records.filter(({ kind }) => kind === 'line').length, past.lineCount);
  const { traceEvents } = JSON.parse(await exported('trace')) as { traceEvents: { ph: string; args?: object }[] };
  assert.equal(traceEvents[0]?.ph, 'M');
  assert.deepEqual(traceEvents.find(({ ph }) => ph === 'C')?.args, { 'a|b': 5, c: 70 });
  assert.equal(traceEvents.filter(({ ph }) => ph === 'i').length, past.lineCount + 1);
  assert.equal(await exported('stdout'), raw);
  assert.equal(await exported('stderr'), 'Attached\n');
  const markdown = await exported('markdown');
  assert.match(markdown, /^# calls\.bt on local\n/);
  assert.match(markdown, /- Target: local, kernel 6\.12\.0\n/);
  assert.match(markdown, /- Lost: 42 lost events: totals are at least/);
  assert.match(markdown, /- Kernel left clean: no BPF program of pid 1 is left\n/);
  assert.match(markdown, /\| c \| 70 \|\n\| a\\\|b \| 5 \|\n/);
  assert.match(markdown, /\n````\nplain, "quoted" ```line```\n/);
});

test('a bundle whose records are cut off opens with those that are whole', async () => {
  await appendFile(join(folder, live.id, 'records'), '{"at":1,"rec');
  const opened = await openPastRun(folder, live.id);
  assert.deepEqual(opened?.records(0), live.records(0));
  assert.equal(await openPastRun(folder, 'nosuch'), undefined);
});
