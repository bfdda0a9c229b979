// One number for all keys of a map, where there is one.
import type { Aggregation } from '../../../../server/src/protocol.ts';

/** Undefined where several values make none, as averages whose weights nobody knows; what nobody told of is taken for counts. */
export function totalOf(values: readonly number[], aggregation: Aggregation | undefined): number | undefined {
  switch (aggregation) {
    case 'minimum':
      return values.length > 0 ? Math.min(...values) : undefined;
    case 'maximum':
      return values.length > 0 ? Math.max(...values) : undefined;
    case 'average':
    case 'value':
      return values.length === 1 ? values[0] : undefined;
    default:
      return values.reduce((sum, value) => sum + value, 0);
  }
}
