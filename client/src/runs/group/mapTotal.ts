// One number for all keys of a map, where there is one.
import type { Aggregation } from '../../../../server/src/protocol.ts';

/** Undefined where several values make none, as averages whose weights nobody knows; what nobody told of is taken for counts. */
export function totalOf(values: readonly number[], aggregation: Aggregation | undefined): number | undefined {
  switch (aggregation) {
    case 'minimum':
      return extreme(values, Math.min);
    case 'maximum':
      return extreme(values, Math.max);
    case 'average':
    case 'value':
      return values.length === 1 ? values[0] : undefined;
    default:
      return values.reduce((sum, value) => sum + value, 0);
  }
}

/** One by one: a map may have more keys than a call takes arguments. */
function extreme(values: readonly number[], of: (a: number, b: number) => number): number | undefined {
  return values.length > 0 ? values.reduce((a, b) => of(a, b)) : undefined;
}
