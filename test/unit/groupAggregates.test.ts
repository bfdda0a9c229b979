// A group's maps, histograms and stacks: added up over its hosts, and each map host by host.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HostRecord } from '../../client/src/runs/record.ts';
import { GroupAggregates } from '../../client/src/views/panel/groupAggregates.ts';

const on = (host: string, record: HostRecord): HostRecord => ({ ...record, host });

test('numbers are added key by key, and each host has its sum', () => {
  const group = new GroupAggregates();
  const reads = (a: number, b: number): HostRecord => ({
    kind: 'map',
    name: '@reads',
    entries: [
      { key: 'a', value: a },
      { key: 'b', value: b },
    ],
  });
  const history = group.add(
    [on('web1', reads(1, 2)), on('web2', reads(10, 20)), on('web1', reads(3, 4))],
    [100, 950, 1100],
  );
  assert.deepEqual(group.all, [
    reads(13, 24),
    {
      kind: 'map',
      name: '@reads by host',
      entries: [
        { key: 'web1', value: 7 },
        { key: 'web2', value: 30 },
      ],
    },
  ]);
  // What comes within a second is one moment of the chart.
  assert.deepEqual(history.moments, [0, 0, 1000]);
  assert.deepEqual(
    history.records.map(({ entries }) => entries[0]),
    [
      { key: 'web1', value: 3 },
      { key: 'web2', value: 30 },
      { key: 'web1', value: 7 },
    ],
  );
});

test('buckets and stacks are added, those of one host alone kept', () => {
  const group = new GroupAggregates();
  const bucket = (low: number | null, count: number) => ({ low, high: low === null ? 0 : low * 2, count });
  group.add(
    [
      on('web1', { kind: 'histogram', name: '@us', key: '', buckets: [bucket(4, 1), bucket(8, 2)] }),
      on('web2', { kind: 'histogram', name: '@us', key: '', buckets: [bucket(null, 5), bucket(8, 3)] }),
      on('web1', { kind: 'stacks', name: '@s', stacks: [{ key: '', frames: ['f', 'g'], count: 1 }] }),
      on('web2', {
        kind: 'stacks',
        name: '@s',
        stacks: [
          { key: '', frames: ['f', 'g'], count: 2 },
          { key: '', frames: ['h'], count: 9 },
        ],
      }),
    ],
    [0, 0, 0, 0],
  );
  const [histogram, stacks] = group.all;
  assert.deepEqual(histogram?.kind === 'histogram' && histogram.buckets, [bucket(null, 5), bucket(4, 1), bucket(8, 5)]);
  assert.deepEqual(stacks?.kind === 'stacks' && stacks.stacks, [
    { key: '', frames: ['h'], count: 9 },
    { key: '', frames: ['f', 'g'], count: 3 },
  ]);
});

test('texts that differ are all told', () => {
  const group = new GroupAggregates();
  const version = (value: string): HostRecord => ({ kind: 'map', name: '@v', entries: [{ key: '', value }] });
  group.add([on('web1', version('a')), on('web2', version('b')), on('web3', version('a'))], [0, 0, 0]);
  const [map] = group.all;
  assert.equal(map?.kind === 'map' && map.entries[0]?.value, 'a, b, a');
});
