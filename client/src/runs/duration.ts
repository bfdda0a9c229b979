// Durations as people write them.

const factors: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of `10s`, `500ms`, `2m`, `1h`, or of a bare number of seconds; undefined for what is none, and for nothing. */
export function readDuration(text: string): number | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text) ?? [];
  const milliseconds = Math.round(Number(amount) * (factors[unit ?? 's'] ?? 0));
  return milliseconds > 0 ? milliseconds : undefined;
}

/** Milliseconds as `readDuration` reads them, in the largest unit that keeps them whole: `30s`, `1h`, `1500ms`. */
export function spellDuration(milliseconds: number): string {
  const [unit, factor] = Object.entries(factors).findLast(([, size]) => milliseconds % size === 0) ?? ['ms', 1];
  return `${milliseconds / factor}${unit}`;
}
