// What a group's hosts come to: its state, its end, the host that stands out, and lines that keep their host.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type GroupHost, GroupRun } from '../../client/src/runs/group/groupRun.ts';
import { groupEnd, groupState } from '../../client/src/runs/group/groupState.ts';
import { HostTotals, oddHosts } from '../../client/src/runs/group/oddHosts.ts';
import type { Run, RunChange, RunEnd, RunState } from '../../client/src/runs/run.ts';
import { defaultRunSettings } from '../../client/src/runs/runSettings.ts';
import { Spool } from '../../client/src/runs/spool/spool.ts';

const finished: RunEnd = { how: 'finished', exitCode: 0, message: 'The script finished.', proof: 'no process is left' };
const failed: RunEnd = {
  how: 'failed',
  exitCode: null,
  message: 'No way.',
  proof: 'nothing was started on the target',
};
const ended: RunState = { kind: 'ended', end: finished };
const connecting: RunState = { kind: 'connecting', waitingFor: 'reaching web1' };

test('a group runs as soon as one host runs, since the first did', () => {
  const states: RunState[] = [connecting, { kind: 'running', since: 9 }, { kind: 'running', since: 5 }, ended];
  assert.deepEqual(groupState(states, false), { kind: 'running', since: 5 });
  assert.deepEqual(groupState([connecting, ended], false), { kind: 'connecting', waitingFor: 'reaching 1 of 2 hosts' });
  assert.deepEqual(groupState(states, true), { kind: 'stopping', rung: '1 of 4 hosts have ended' });
});

test('a group ends as its hosts did, and names those that failed', () => {
  const ends = [
    { host: 'web1', end: finished },
    { host: 'web2', end: failed },
    { host: 'web3', end: finished },
  ];
  assert.deepEqual(groupEnd(ends, false), {
    how: 'finished',
    exitCode: null,
    message: 'The script finished on 2 of 3 hosts. web2: No way.',
    proof: 'no process is left; nothing was started on the target',
  });
  assert.equal(groupEnd([{ host: 'web2', end: failed }], false).message, 'It ran on no host. web2: No way.');
  const lost: RunEnd = { how: 'lost', exitCode: null, message: 'Not reached.', proof: undefined };
  const noneLeft = groupEnd(
    [
      { host: 'web2', end: failed },
      { host: 'web5', end: lost },
    ],
    false,
  );
  assert.deepEqual(
    [noneLeft.how, noneLeft.message],
    ['lost', 'No host is followed any more. web2: No way. web5: Not reached.'],
  );
  const unproven = { ...finished, proof: undefined };
  assert.equal(groupEnd([...ends, { host: 'web4', end: unproven }], false).proof, undefined);
});

const odd: readonly (readonly [values: readonly number[], far: readonly number[]])[] = [
  [[10, 11, 9, 10, 300], [300]],
  [[10, 11, 9, 10, 12, 0], [0]],
  [[10, 11, 9, 10, 12, 7], []],
  [[1000, 1010, 990, 1005, 20], [20]],
  // All alike but for a trifle.
  [[100, 100, 100, 100, 101], []],
  [[0, 0, 0, 0, 1], []],
  // Too few to tell.
  [[1, 1, 1, 5000], []],
  // Two groups of hosts: none of them is odd.
  [[10, 10, 10, 900, 900, 900], []],
  [
    [50, 52, 48, 51, 49, 900, 1],
    [900, 1],
  ],
];
for (const [values, far] of odd) {
  test(`of ${values.join(' ')} ${far.join(' and ') || 'none'} stands out`, () => {
    const hosts = new Map(values.map((value, index) => [`web${index}`, value]));
    assert.deepEqual(
      oddHosts(hosts).map(({ value }) => value),
      far,
    );
  });
}

test('a host counts what it printed last, keys that came one by one added up', () => {
  const sums = new HostTotals();
  const map = (host: string, key: string, value: number) =>
    ({ kind: 'map', name: '@reads', entries: [{ key, value }], host }) as const;
  sums.add([map('web1', 'a', 5), map('web1', 'b', 7), map('web2', 'a', 1), map('web1', 'a', 2)], [10, 10, 10, 20]);
  assert.deepEqual(
    sums.all.get('@reads'),
    new Map([
      ['web1', 2],
      ['web2', 1],
    ]),
  );
});

test('hosts are not compared by sums of averages or of moments, and by extremes as they are', () => {
  const totals = new HostTotals();
  totals.know({ '@avg': 'average', '@start': 'value', '@max': 'maximum' });
  const map = (name: string, ...values: number[]) =>
    ({ kind: 'map', name, entries: values.map((value, index) => ({ key: `${index}`, value })), host: 'web1' }) as const;
  totals.add([map('@avg', 5, 7), map('@start', 1, 2), map('@max', 3, 9, 4), map('@reads', 3, 9)], [1, 1, 1, 1]);
  const told = [...totals.all].map(([name, hosts]) => [name, hosts.get('web1')]);
  assert.deepEqual(told, [
    ['@avg', undefined],
    ['@start', undefined],
    ['@max', 9],
    ['@reads', 12],
  ]);
});

test('a line keeps its host and its moment in the spool', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tracewright-spool-'));
  try {
    const spool = await Spool.open(folder);
    await spool.appendLines(
      [
        { text: 'a', stream: 'stderr', host: 31, at: 7 },
        { text: 'b', stream: 'stdout', host: 0 },
        { text: 'c', stream: 'stdout' },
      ],
      9,
    );
    assert.deepEqual(await spool.lines(0, 3), [
      { number: 0, text: 'a', stream: 'stderr', host: 31, at: 7 },
      { number: 1, text: 'b', stream: 'stdout', host: 0, at: 9 },
      { number: 2, text: 'c', stream: 'stdout', at: 9 },
    ]);
    const counts = await spool.hostLineCounts();
    assert.deepEqual([counts.length, counts[0], counts[1], counts[31]], [32, 1, 0, 1]);
    await spool.close();
  } finally {
    await rm(folder, { recursive: true });
  }
});

/** A host that prints a line whenever one is asked for, until `isOver`. */
class PrintingHost implements GroupHost {
  readonly name: string;
  readonly run: Run;
  #isOver = false;
  #listener: (change: RunChange) => void = () => {};
  #settle: (end: RunEnd) => void = () => {};

  constructor(name: string) {
    this.name = name;
    let lineCount = 0;
    const isOver = () => this.#isOver;
    const settle = new Promise<RunEnd>((resolve) => {
      this.#settle = resolve;
    });
    const run: Partial<Run> = {
      state: { kind: 'running', since: 0 },
      ended: settle,
      get lineCount() {
        return isOver() ? lineCount : lineCount + 1;
      },
      async lines(first) {
        if (isOver()) return [];
        lineCount = first + 1;
        return [{ number: first, text: name, stream: 'stdout', at: 0 }];
      },
      records: () => ({ next: 0, records: [], moments: [] }),
      onChange: (listener) => {
        this.#listener = listener;
        return { dispose() {} };
      },
    };
    this.run = run as Run;
  }

  readonly begin = (): void => this.#listener('output');

  end(): void {
    this.#isOver = true;
    this.#settle(finished);
  }
}

test('hosts that flood take turns', { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tracewright-spool-'));
  try {
    const spool = await Spool.open(folder);
    const hosts = ['web1', 'web2', 'web3'].map((name) => new PrintingHost(name));
    const subject = {
      script: { name: 'script.bt', text: '' },
      tracer: 'bpftrace',
      target: { name: 'web' },
      options: { arguments: [] },
      prompter: { acceptHostKey: async () => false, answer: async () => undefined },
      spoolFolder: folder,
    } as const;
    const group = new GroupRun(subject, { id: 'one', startedAt: 0 }, hosts);
    group.onChange(() => {
      if (group.lineCount > 30) for (const host of hosts) host.end();
    });
    const end = await group.conduct(spool, defaultRunSettings);
    assert.equal(end.message, 'The script finished on all 3 hosts.');
    const counts = await spool.hostLineCounts();
    assert.ok(counts.length === 3 && Math.max(...counts) - Math.min(...counts) <= 1, counts.join());
    await spool.close();
  } finally {
    await rm(folder, { recursive: true });
  }
});
