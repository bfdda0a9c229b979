// Which hosts of a group stand out: far from the median, measured by how far hosts are from it as a rule (MAD).
import type { Aggregation } from '../../../../server/src/protocol.ts';
import type { HostRecord } from '../record.ts';
import { totalOf } from './mapTotal.ts';

/** With fewer hosts there is no telling who is the odd one. */
const fewestHosts = 5;
/** Standard deviations, as the median absolute deviation estimates them. */
const farAway = 5;
const perDeviation = 1.4826;
/** Hosts that are nearly all alike differ by less than this share of the median, or by less than one, as a matter of course. */
const leastShare = 0.05;

export interface OddHost {
  readonly host: string;
  readonly value: number;
  readonly median: number;
}

/** The farthest first. */
export function oddHosts(values: ReadonlyMap<string, number>): readonly OddHost[] {
  if (values.size < fewestHosts) return [];
  const median = medianOf([...values.values()]);
  const deviation = medianOf([...values.values()].map((value) => Math.abs(value - median)));
  const spread = Math.max(perDeviation * deviation, leastShare * Math.abs(median), 1);
  return [...values]
    .filter(([, value]) => Math.abs(value - median) > farAway * spread)
    .sort(([, a], [, b]) => Math.abs(b - median) - Math.abs(a - median))
    .map(([host, value]) => ({ host, value, median }));
}

/** What each host's maps come to, by the map's name, as they were printed last. */
export class HostTotals {
  readonly #values = new Map<string, Map<string, { at: number; values: readonly number[] }>>();
  #aggregations: Readonly<Record<string, Aggregation>> = {};

  /** What the values of the maps are, by the maps' names; until it is known they are taken for counts. */
  know(aggregations: Readonly<Record<string, Aggregation>>): void {
    this.#aggregations = aggregations;
  }

  /** `moments[i]`: when `records[i]` came. */
  add(records: readonly HostRecord[], moments: readonly number[]): void {
    for (const [index, record] of records.entries()) {
      if (record.kind !== 'map' || record.host === undefined) continue;
      const at = moments[index] ?? 0;
      const values = record.entries.flatMap(({ value }) => (typeof value === 'number' ? [value] : []));
      const hosts = this.#values.get(record.name) ?? new Map<string, { at: number; values: readonly number[] }>();
      this.#values.set(record.name, hosts);
      // A map that is printed key by key comes as several records of one moment.
      const last = hosts.get(record.host);
      hosts.set(record.host, { at, values: last?.at === at ? [...last.values, ...values] : values });
    }
  }

  /** By map, what the hosts' values come to; hosts of which that cannot be told are left out. */
  get all(): ReadonlyMap<string, ReadonlyMap<string, number>> {
    const all = new Map<string, Map<string, number>>();
    for (const [name, hosts] of this.#values) {
      const totals = [...hosts].flatMap(([host, { values }]): [string, number][] => {
        const total = totalOf(values, this.#aggregations[name]);
        return total === undefined ? [] : [[host, total]];
      });
      all.set(name, new Map(totals));
    }
    return all;
  }
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
