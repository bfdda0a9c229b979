// Keeps the newest state of every map and histogram of a run, in the order they first came. Knows nothing of the editor.
import type { TraceRecord } from '../../runs/record.ts';
import type { Aggregate } from '../panelMessages.ts';

export class LatestAggregates {
  readonly #newest = new Map<string, Aggregate>();

  /** Whether anything changed. */
  add(records: readonly TraceRecord[]): boolean {
    let isChanged = false;
    for (const record of records) {
      if (record.kind !== 'map' && record.kind !== 'histogram') continue;
      this.#newest.set(record.kind === 'map' ? `map ${record.name}` : `histogram ${record.name} ${record.key}`, record);
      isChanged = true;
    }
    return isChanged;
  }

  get all(): readonly Aggregate[] {
    return [...this.#newest.values()];
  }
}
