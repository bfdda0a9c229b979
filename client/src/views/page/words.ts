// Numbers, sizes and times as the panel spells them: separators, units, and digits that stand in columns.

const grouped = new Intl.NumberFormat('en-US');

/** `521377` → `521,377`. */
export function spellCount(count: number): string {
  return grouped.format(count);
}

/** `1 line`, `2 lines`. */
export function spellLines(count: number): string {
  return `${spellCount(count)} ${count === 1 ? 'line' : 'lines'}`;
}

/** Bytes in the unit that keeps them short: `812 B`, `38 kB`, `1.2 MB`. */
export function spellBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** Milliseconds as a clock: `0:42`, `1:02:03`. */
export function spellClock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** Milliseconds of one step: `850 ms`, `4.2 s`. */
export function spellDuration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** When a line came, from the run's start: `0:42.118`. */
export function spellMoment(ms: number): string {
  return `${spellClock(ms)}.${String(Math.floor(ms % 1000)).padStart(3, '0')}`;
}

/** Lines per second: `12,418 lines/s`. */
export function spellRate(perSecond: number): string {
  const value = perSecond < 10 ? Math.round(perSecond * 10) / 10 : Math.round(perSecond);
  return `${spellCount(value)} lines/s`;
}

/** `64 – 127`; open ends as they are. */
export function spellBounds({ low, high }: { readonly low: number | null; readonly high: number | null }): string {
  if (low === null) return high === null ? 'all' : `≤ ${spellCount(high)}`;
  if (high === null) return `≥ ${spellCount(low)}`;
  return low === high ? spellCount(low) : `${spellCount(low)} – ${spellCount(high)}`;
}
