// Times calls and tells the spread.

export interface Spread {
  /** Milliseconds. */
  readonly median: number;
  readonly p99: number;
  readonly worst: number;
}

/** Calls once for warmth, then so many times. */
export function measure(times: number, call: (turn: number) => void): Spread {
  call(0);
  const samples = Array.from({ length: times }, (_, turn) => {
    const start = performance.now();
    call(turn);
    return performance.now() - start;
  });
  return spreadOf(samples);
}

/** Of samples in milliseconds, in any order. */
export function spreadOf(times: readonly number[]): Spread {
  const samples = [...times].sort((a, b) => a - b);
  const at = (share: number): number => samples[Math.min(Math.floor(samples.length * share), samples.length - 1)] ?? 0;
  return { median: at(0.5), p99: at(0.99), worst: at(1) };
}

export function row(name: string, { median, p99, worst }: Spread): string {
  return `${name.padEnd(52)} median ${median.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms, worst ${worst.toFixed(2)} ms`;
}
