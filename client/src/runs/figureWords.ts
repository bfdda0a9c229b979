// Hits, times and shares of a CPU as the panel, the editor and the command line spell them.

const grouped = new Intl.NumberFormat('en-US');

/** Nanoseconds in the unit that keeps them short: `812 ns`, `1.9 µs`, `38 ms`, `1.2 s`. */
export function spellTime(nanoseconds: number): string {
  const units = ['ns', 'µs', 'ms', 's'];
  let value = nanoseconds;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** A part of one CPU: `3.4 %`, `< 0.1 %`, `140 %` of a machine that has several. */
export function spellShare(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return '< 0.1 %';
  return `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`;
}

/** Hits a second: `0.3`, `12`, `12,418`. */
export function spellPerSecond(rate: number): string {
  return grouped.format(rate < 10 ? Math.round(rate * 10) / 10 : Math.round(rate));
}

/** The same where there is little room: `850/s`, `12.4k/s`, `3.1M/s`. */
export function spellShortRate(rate: number): string {
  const [value, unit] = rate >= 999_500 ? [rate / 1e6, 'M'] : rate >= 10_000 ? [rate / 1000, 'k'] : [rate, ''];
  return `${unit === '' ? spellPerSecond(value) : value.toFixed(1)}${unit}/s`;
}
