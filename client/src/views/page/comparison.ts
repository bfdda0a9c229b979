// What differs between a run and others: maps key by key against noise, histograms by share, stacks by share.
import type { Aggregation } from '../../../../server/src/protocol.ts';
import type { Bucket } from '../../runs/record.ts';
import { type CountedStack, type FlameNode, flameTree } from './flameTree.ts';
import { repeatNoise } from './repeatNoise.ts';

export interface ComparedRow {
  readonly key: string;
  /** Undefined where the key is not there: only of a count or a sum is that a zero. */
  readonly value: number | undefined;
  /** Of the other runs. */
  readonly mean: number | undefined;
  readonly difference: number | undefined;
  /** As much may differ without meaning anything; undefined where the other runs are too few to tell. */
  readonly noise: number | undefined;
}

interface Entry {
  readonly key: string;
  readonly value: number | string;
}

/**
 * The keys of a map, those first that differ most beyond noise, then those whose noise is not known. `aggregation`: what its values are;
 * undefined while nobody knows. `scales`: what each other run's counts and sums are multiplied by.
 *
 * Noise of counts is what repeats among the others differ by, and at least three standard deviations of counting, as events that come
 * independently have them. All else is measured, and the spread of what was measured is not in the map: there, noise is
 * what `repeatNoise` makes of the repeats.
 */
export function compareMap(
  entries: readonly Entry[],
  others: readonly (readonly Entry[])[],
  scales: readonly number[],
  aggregation: Aggregation | undefined,
): readonly ComparedRow[] {
  const grows = aggregation === 'count' || aggregation === 'sum';
  const mine = numbersOf(entries, 1);
  const theirs = others.map((one, index) => numbersOf(one, grows ? (scales[index] ?? 1) : 1));
  const keys = new Set([...mine.keys(), ...theirs.flatMap((one) => [...one.keys()])]);
  const rows = [...keys].map((key): ComparedRow => {
    const valueIn = (map: ReadonlyMap<string, number>): number | undefined => map.get(key) ?? (grows ? 0 : undefined);
    const value = valueIn(mine);
    const all = theirs.flatMap((one) => valueIn(one) ?? []);
    const mean = all.length > 0 ? all.reduce((sum, one) => sum + one, 0) / all.length : undefined;
    const difference = value === undefined || mean === undefined ? undefined : value - mean;
    const noise = aggregation === 'count' ? countingNoise(value ?? 0, mean ?? 0, all) : repeatNoise(all);
    return { key, value, mean, difference, noise };
  });
  return rows.sort((a, b) => beyond(b) - beyond(a));
}

/** What can be told for certain: not so where the noise is not known. */
export function isBeyondNoise(row: ComparedRow): boolean {
  return row.noise !== undefined && beyond(row) > 0;
}

/** Where it cannot be told whether a difference means something. */
export function isOfUnknownNoise({ difference, noise }: ComparedRow): boolean {
  return noise === undefined && difference !== 0;
}

/** How far beyond noise; behind all that is, where that is not known. */
function beyond({ difference, noise }: ComparedRow): number {
  return difference === undefined || noise === undefined ? 0 : Math.abs(difference) - noise;
}

function countingNoise(value: number, mean: number, others: readonly number[]): number {
  const counting = 3 * Math.sqrt(Math.abs(value) + Math.abs(mean));
  return Math.max(counting, Math.max(...others) - Math.min(...others));
}

function numbersOf(entries: readonly Entry[], scale: number): ReadonlyMap<string, number> {
  return new Map(
    entries.flatMap(({ key, value }) => {
      const number = typeof value === 'number' ? value : averageIn(value);
      return number === undefined ? [] : [[key, number * scale] as const];
    }),
  );
}

/** Of what bpftrace's `stats()` keeps. */
function averageIn(text: string): number | undefined {
  const average = /^count \d+, average (-?\d+), total -?\d+$/.exec(text)?.[1];
  return average === undefined ? undefined : Number(average);
}

/** A bucket that either has, with its part of all values on each side. */
export interface ComparedBucket {
  readonly low: number | null;
  readonly high: number | null;
  readonly share: number;
  readonly otherShare: number;
}

/** The smallest values first; the others count together. */
export function compareBuckets(
  mine: readonly Bucket[],
  others: readonly (readonly Bucket[])[],
): readonly ComparedBucket[] {
  const idOf = ({ low, high }: Bucket): string => `${low} ${high}`;
  const all = new Map([...mine, ...others.flat()].map((bucket) => [idOf(bucket), bucket]));
  const shares = (buckets: readonly Bucket[]): ReadonlyMap<string, number> => {
    const total = buckets.reduce((sum, { count }) => sum + count, 0) || 1;
    const sums = new Map<string, number>();
    for (const bucket of buckets) sums.set(idOf(bucket), (sums.get(idOf(bucket)) ?? 0) + bucket.count / total);
    return sums;
  };
  const [own, other] = [shares(mine), shares(others.flat())];
  return [...all]
    .map(([id, { low, high }]) => ({ low, high, share: own.get(id) ?? 0, otherShare: other.get(id) ?? 0 }))
    .sort((a, b) => (a.low ?? Number.NEGATIVE_INFINITY) - (b.low ?? Number.NEGATIVE_INFINITY));
}

/** A frame with what its part of all samples grew by, from -1 to 1. */
export interface ComparedFrame {
  readonly name: string;
  readonly value: number;
  readonly change: number;
  readonly children: readonly ComparedFrame[];
}

/** The tree of this run, each frame against the same path in the others. */
export function compareStacks(
  name: string,
  mine: readonly CountedStack[],
  others: readonly (readonly CountedStack[])[],
): ComparedFrame {
  const own = flameTree(name, mine);
  const other = flameTree(name, others.flat());
  const compared = (node: FlameNode, twin: FlameNode | undefined): ComparedFrame => ({
    name: node.name,
    value: node.value,
    change: node.value / (own.value || 1) - (twin?.value ?? 0) / (other.value || 1),
    children: node.children.map((child) =>
      compared(
        child,
        twin?.children.find((one) => one.name === child.name),
      ),
    ),
  });
  return compared(own, other);
}
