// A histogram as a script declares it, so that a printed table can be given its name.

/** One place in a script that makes a histogram. */
export interface Statistic {
  /** As the script calls it, without a key. */
  readonly name: string;
  readonly kind: 'log' | 'linear' | 'log-linear';
  /** Whether it is one of several, told apart by a key. */
  readonly isKeyed: boolean;
  /** Of a linear one: the least value and the width of a bucket. */
  readonly low?: number;
  readonly high?: number;
  readonly step?: number;
}

/** What can be seen of a printed table. */
export interface SeenTable {
  /** All labels are powers of two. */
  readonly isLogarithmic: boolean;
  /** Whether it stands under a key; left out where that cannot be seen. */
  readonly isKeyed?: boolean;
  /** The value under which, and the one above which, values are counted in one row. */
  readonly low?: number;
  readonly high?: number;
  /** The labels without a mark, top to bottom. */
  readonly labels: readonly number[];
}

/** The one statistic that a table can come from; undefined where several or none could. */
export function findStatistic(statistics: readonly Statistic[], table: SeenTable): Statistic | undefined {
  const possible = statistics.filter((statistic) => fits(statistic, table));
  // Rows of one width come from log-linear buckets, too; bounds that are the linear one's own tell them apart.
  const exact = possible.filter(({ low, high }) => low !== undefined && (low === table.low || high === table.high));
  const candidates = exact.length > 0 ? exact : possible;
  const [first] = candidates;
  return candidates.every(({ name }) => name === first?.name) ? first : undefined;
}

function fits(statistic: Statistic, { isLogarithmic, isKeyed, low, high, labels }: SeenTable): boolean {
  if (isKeyed !== undefined && isKeyed !== statistic.isKeyed) return false;
  if (statistic.kind === 'log') return isLogarithmic;
  if (statistic.low !== undefined && low !== undefined && statistic.low !== low) return false;
  if (statistic.high !== undefined && high !== undefined && statistic.high !== high) return false;
  const { low: start, step } = statistic;
  if (start === undefined || step === undefined) return true;
  const end = statistic.high ?? Number.POSITIVE_INFINITY;
  return labels.every((label) => (label - start) % step === 0 && label >= start && label <= end);
}
