// Sizes as people write them.

const factors: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };

/** Bytes of `500`, `64K`, `10M`, `1G` (also `10MB`, `10 MiB`); undefined for what is none, and for nothing. */
export function readSize(text: string): number | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*(?:([KMG])i?)?B?$/i.exec(text.trim()) ?? [];
  const bytes = Math.round(Number(amount) * (factors[(unit ?? '').toUpperCase()] ?? 0));
  return bytes > 0 ? bytes : undefined;
}

/** Bytes as `readSize` reads them, in the largest unit that keeps them whole: `64K`, `10M`. */
export function spellSize(bytes: number): string {
  const [unit, factor] = Object.entries(factors).findLast(([, size]) => bytes % size === 0) ?? ['', 1];
  return `${bytes / factor}${unit}`;
}
