// Keeps the newest state of every map, histogram and stack of a run, in the order they first came. Knows nothing of the editor.
import type { TraceRecord } from '../../runs/record.ts';
import type { Aggregate } from '../panelMessages.ts';

/** So many are kept; those that come later are told by the log alone. */
const most = 1000;

export class LatestAggregates {
  readonly #newest = new Map<string, Aggregate>();

  /** Whether anything changed. */
  add(records: readonly TraceRecord[]): boolean {
    let isChanged = false;
    for (const record of records) {
      if (record.kind !== 'map' && record.kind !== 'histogram' && record.kind !== 'stacks') continue;
      const id = `${record.kind} ${record.name}${record.kind === 'histogram' ? ` ${record.key}` : ''}`;
      // Bounded: whoever makes a histogram for each process must not fill the memory.
      if (!this.#newest.has(id) && this.#newest.size >= most) continue;
      this.#newest.set(id, record);
      isChanged = true;
    }
    return isChanged;
  }

  get all(): readonly Aggregate[] {
    return [...this.#newest.values()];
  }
}
