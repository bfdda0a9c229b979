// Did-you-mean: the names that differ least from one that is not there.

import type { Finding, Fix } from './finding.ts';

const most = 5;

/** At most five names, the nearest first; none that differ in more than a third of their letters. */
export function nearestNames(name: string, known: Iterable<string>): readonly string[] {
  const limit = Math.max(1, Math.floor(name.length / 3));
  const near: { readonly name: string; readonly distance: number }[] = [];
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) > limit || candidate === name) continue;
    const distance = editDistance(name, candidate, limit);
    if (distance <= limit) near.push({ name: candidate, distance });
  }
  near.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return near.slice(0, most).map((one) => one.name);
}

/** A finding about a name that is not there, with the names it may have meant: in its sentence and as fixes. */
export function withNearest(finding: Finding, near: readonly string[]): Finding {
  if (near.length === 0) return finding;
  const { range, message } = finding;
  const fixes = near.map((name): Fix => ({ title: `Change to ${name}`, edits: [{ range, newText: name }] }));
  return { ...finding, message: `${message} Did you mean ${near.slice(0, 3).join(', ')}?`, fixes };
}

/** Letters added, left out, replaced or swapped with a neighbour; past the limit only that it is past. */
function editDistance(a: string, b: string, limit: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let value = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        value = Math.min(value, (beforeLast[j - 2] ?? 0) + 1);
      row.push(value);
      least = Math.min(least, value);
    }
    if (least > limit) return limit + 1;
    [beforeLast, last] = [last, row];
  }
  return last[b.length] ?? limit + 1;
}
