// A group's maps, histograms and stacks: added up over its hosts, and each map host by host.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HostRecord } from '../../client/src/runs/record.ts';
import { GroupAggregates } from '../../client/src/views/panel/groupAggregates.ts';

type Maps = Extract<HostRecord, { kind: 'map' }>;

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
      isByHost: true,
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

test('extremes stay extremes, and averages are told side by side: what weighs them is not known', () => {
  const group = new GroupAggregates();
  group.know({ '@most': 'maximum', '@least': 'minimum', '@us': 'average', '@calls': 'count' });
  const map = (name: string, ...values: readonly number[]): HostRecord => {
    return { kind: 'map', name, entries: values.map((value, index) => ({ key: `k${index}`, value })) };
  };
  const { records } = group.add(
    [
      ...[map('@most', 7, 9), map('@least', 7, 9), map('@us', 7, 9), map('@calls', 7, 9)].map((one) => on('web1', one)),
      ...[map('@most', 8, 3), map('@least', 8, 3), map('@us', 8, 9), map('@calls', 8, 3)].map((one) => on('web2', one)),
    ],
    Array(8).fill(0),
  );
  const spell = (all: readonly { kind: string; name: string }[]): readonly string[] =>
    all.map(
      (one) => `${one.name}: ${'entries' in one ? (one as Maps).entries.map(({ value }) => value).join(' ') : ''}`,
    );
  assert.deepEqual(spell(group.all), [
    '@most: 8 9',
    '@least: 7 3',
    '@us: 7, 8 9',
    '@calls: 15 12',
    '@most by host: 9 8',
    '@least by host: 7 3',
    '@calls by host: 16 11',
  ]);
  assert.deepEqual(spell(records).slice(0, 3), ['@most by host: 9', '@least by host: 7', '@calls by host: 16']);
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
