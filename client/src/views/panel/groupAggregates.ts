// The newest maps, histograms and stacks of a run group: over all hosts added up, and each map host by host.
import type { Aggregation } from '../../../../server/src/protocol.ts';
import { totalOf } from '../../runs/group/mapTotal.ts';
import type { Bucket, HostRecord, TraceRecord } from '../../runs/record.ts';
import type { Aggregate } from '../panelMessages.ts';
import { LatestAggregates } from './latestAggregates.ts';

type MapRecord = Extract<TraceRecord, { kind: 'map' }>;
type Stacks = Extract<TraceRecord, { kind: 'stacks' }>;
type Histogram = Extract<TraceRecord, { kind: 'histogram' }>;

/** Milliseconds that count as one moment: hosts print the same map at nearly the same time. */
const sameMoment = 1000;

export class GroupAggregates {
  readonly #hosts = new Map<string, LatestAggregates>();
  #aggregations: Readonly<Record<string, Aggregation>> = {};
  #lastMoment = 0;

  /** What the values of the maps are, by the maps' names; until it is known they are taken for counts. */
  know(aggregations: Readonly<Record<string, Aggregation>>): void {
    this.#aggregations = aggregations;
  }

  /** `moments[i]`: when `records[i]` came. Gives what a history by host is made of. */
  add(records: readonly HostRecord[], moments: readonly number[]): { records: MapRecord[]; moments: number[] } {
    const byHost: { records: MapRecord[]; moments: number[] } = { records: [], moments: [] };
    for (const [index, { host, ...record }] of records.entries()) {
      if (host === undefined) continue;
      const latest = this.#hosts.get(host) ?? new LatestAggregates();
      this.#hosts.set(host, latest);
      latest.add([record]);
      if (record.kind !== 'map') continue;
      const value = totalOfMap(record, this.#aggregations[record.name]);
      if (value === undefined) continue;
      const at = Math.floor((moments[index] ?? 0) / sameMoment) * sameMoment;
      this.#lastMoment = Math.max(this.#lastMoment, at);
      byHost.records.push({
        kind: 'map',
        name: byHostName(record.name),
        entries: [{ key: host, value }],
      });
      byHost.moments.push(this.#lastMoment);
    }
    return byHost;
  }

  get all(): readonly Aggregate[] {
    const sums = new Map<string, Aggregate>();
    const maps = new Map<string, { key: string; value: number }[]>();
    for (const [host, latest] of this.#hosts) {
      for (const aggregate of latest.all) {
        const id = `${aggregate.kind} ${aggregate.name} ${aggregate.kind === 'histogram' ? aggregate.key : ''}`;
        const sum = sums.get(id);
        const aggregation = this.#aggregations[aggregate.name];
        sums.set(id, sum === undefined ? aggregate : added(sum, aggregate, aggregation));
        const value = aggregate.kind === 'map' ? totalOfMap(aggregate, aggregation) : undefined;
        if (value === undefined) continue;
        const rows = maps.get(aggregate.name) ?? [];
        maps.set(aggregate.name, rows);
        rows.push({ key: host, value });
      }
    }
    const byHost = [...maps].map(
      ([name, entries]): Aggregate => ({ kind: 'map', name: byHostName(name), entries, isByHost: true }),
    );
    return [...sums.values(), ...byHost];
  }
}

function byHostName(map: string): string {
  return `${map} by host`;
}

/** Of all keys. */
function totalOfMap({ entries }: MapRecord, aggregation: Aggregation | undefined): number | undefined {
  return totalOf(
    entries.flatMap(({ value }) => (typeof value === 'number' ? [value] : [])),
    aggregation,
  );
}

function added(one: Aggregate, other: Aggregate, aggregation: Aggregation | undefined): Aggregate {
  if (one.kind === 'map' && other.kind === 'map') return addedMaps(one, other, aggregation);
  if (one.kind === 'histogram' && other.kind === 'histogram') return addedHistograms(one, other);
  if (one.kind === 'stacks' && other.kind === 'stacks') return addedStacks(one, other);
  return one;
}

/** Texts and averages are not added: where hosts say different things, all of them are there. */
function addedMaps(one: MapRecord, other: MapRecord, aggregation: Aggregation | undefined): MapRecord {
  const entries = new Map(one.entries.map(({ key, value }) => [key, value]));
  for (const { key, value } of other.entries) {
    const before = entries.get(key);
    const both = typeof before === 'number' && typeof value === 'number' ? [before, value] : [];
    const sum = totalOf(both, aggregation);
    if (before === undefined) entries.set(key, value);
    else if (both.length > 0 && sum !== undefined) entries.set(key, sum);
    else if (before !== value) entries.set(key, `${before}, ${value}`);
  }
  return { ...one, entries: [...entries].map(([key, value]) => ({ key, value })) };
}

function addedHistograms(one: Histogram, other: Histogram): Histogram {
  const buckets = new Map<string, Bucket>();
  for (const bucket of [...one.buckets, ...other.buckets]) {
    const id = `${bucket.low} ${bucket.high}`;
    buckets.set(id, { ...bucket, count: bucket.count + (buckets.get(id)?.count ?? 0) });
  }
  const lowest = ({ low }: Bucket): number => low ?? Number.NEGATIVE_INFINITY;
  return { ...one, buckets: [...buckets.values()].sort((a, b) => lowest(a) - lowest(b)) };
}

function addedStacks(one: Stacks, other: Stacks): Stacks {
  const stacks = new Map<string, Stacks['stacks'][number]>();
  for (const stack of [...one.stacks, ...other.stacks]) {
    const id = JSON.stringify([stack.key, stack.frames]);
    stacks.set(id, { ...stack, count: stack.count + (stacks.get(id)?.count ?? 0) });
  }
  return { ...one, stacks: [...stacks.values()].sort((a, b) => b.count - a.count) };
}
