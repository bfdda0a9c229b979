// Percentiles of a histogram: the bucket that each lies in, as nothing finer is known.
import type { Bucket } from '../../runs/record.ts';
import { spellBounds } from './words.ts';

const wanted = [50, 90, 99];

/** `p50 1 · p90 2 – 3 · p99 64 – 127`; the buckets go from the smallest values to the largest. '' where nothing was counted. */
export function spellPercentiles(buckets: readonly Bucket[]): string {
  const total = buckets.reduce((sum, { count }) => sum + count, 0);
  if (total <= 0) return '';
  return wanted.map((percent) => `p${percent} ${spellBounds(bucketAt(buckets, (total * percent) / 100))}`).join(' · ');
}

/** The bucket of the value that has so many values up to and with it. */
function bucketAt(buckets: readonly Bucket[], rank: number): Bucket {
  let sum = 0;
  for (const bucket of buckets) {
    sum += bucket.count;
    if (sum >= rank) return bucket;
  }
  return { low: null, high: null, count: 0 };
}
