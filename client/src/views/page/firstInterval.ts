// Where a chart of lines begins.
import type { RunMoments } from '../panelMessages.ts';

/** One curve after the other, a value for each interval. */
type Values = readonly (readonly (number | null)[])[];

/**
 * Of the intervals that begin at these moments, the first to be shown: the one in which the probes were attached, or an earlier one that has
 * a value. What lies before is preparation, in which nothing could come.
 */
export function firstInterval({ attachedAt }: RunMoments, times: readonly number[], values: Values): number {
  const later = times.findIndex((time) => time > (attachedAt ?? 0));
  const attached = Math.max(0, (later < 0 ? times.length : later) - 1);
  const first = times.findIndex((_, index) => values.some((curve) => (curve[index] ?? 0) !== 0));
  return first < 0 ? attached : Math.min(first, attached);
}
