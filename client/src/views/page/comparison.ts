// What differs between a run and others: maps key by key against noise, histograms by share, stacks by share.
import type { Bucket } from '../../runs/record.ts';
import { type CountedStack, type FlameNode, flameTree } from './flameTree.ts';

export interface ComparedRow {
  readonly key: string;
  readonly value: number;
  /** Of the other runs. */
  readonly mean: number;
  readonly difference: number;
  /** As much may differ without meaning anything. */
  readonly noise: number;
}

interface Entry {
  readonly key: string;
  readonly value: number | string;
}

/**
 * The keys of a map, those first that differ most beyond noise. Noise is what repeats among the others differ by, and at least
 * three standard deviations of counting. `scales`: what each other run's values are multiplied by.
 */
export function compareMap(
  entries: readonly Entry[],
  others: readonly (readonly Entry[])[],
  scales: readonly number[],
): readonly ComparedRow[] {
  const mine = numbersOf(entries, 1);
  const theirs = others.map((one, index) => numbersOf(one, scales[index] ?? 1));
  const keys = new Set([...mine.keys(), ...theirs.flatMap((one) => [...one.keys()])]);
  const rows = [...keys].map((key): ComparedRow => {
    const value = mine.get(key) ?? 0;
    const all = theirs.map((one) => one.get(key) ?? 0);
    const mean = all.reduce((sum, one) => sum + one, 0) / Math.max(1, all.length);
    const counting = 3 * Math.sqrt(Math.abs(value) + Math.abs(mean));
    const noise = Math.max(counting, Math.max(...all) - Math.min(...all));
    return { key, value, mean, difference: value - mean, noise };
  });
  const beyond = ({ difference, noise }: ComparedRow): number => Math.abs(difference) - noise;
  return rows.sort((a, b) => beyond(b) - beyond(a));
}

export function isBeyondNoise({ difference, noise }: ComparedRow): boolean {
  return Math.abs(difference) > noise;
}

function numbersOf(entries: readonly Entry[], scale: number): ReadonlyMap<string, number> {
  return new Map(
    entries.flatMap(({ key, value }) => (typeof value === 'number' ? [[key, value * scale] as const] : [])),
  );
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
