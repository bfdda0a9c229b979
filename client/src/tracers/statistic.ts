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
  readonly step?: number;
}

/** What can be seen of a printed table. */
export interface SeenTable {
  /** All labels are powers of two. */
  readonly isLogarithmic: boolean;
  /** The labels without a mark, top to bottom. */
  readonly labels: readonly number[];
}

/** The one statistic that a table can come from; undefined where several or none could. */
export function findStatistic(statistics: readonly Statistic[], table: SeenTable): Statistic | undefined {
  const possible = statistics.filter((statistic) => fits(statistic, table));
  const [first] = possible;
  return possible.every(({ name }) => name === first?.name) ? first : undefined;
}

function fits({ kind, low, step }: Statistic, { isLogarithmic, labels }: SeenTable): boolean {
  if (kind === 'log') return isLogarithmic;
  if (low === undefined || step === undefined) return true;
  return labels.every((label) => (label - low) % step === 0);
}
