// What a run counted, as its page shows it: the newest maps and histograms, their course, and when the run attached or lost something.
import type { Aggregation } from '../../../../server/src/protocol.ts';
import type { Run } from '../../runs/run.ts';
import type { ToPage } from '../panelMessages.ts';
import { AggregateHistory } from './aggregateHistory.ts';
import { GroupAggregates } from './groupAggregates.ts';
import { LatestAggregates } from './latestAggregates.ts';
import { MomentsOfRun } from './runMoments.ts';

export class CountedRun {
  readonly #run: Run;
  readonly #latest = new LatestAggregates();
  readonly #grouped = new GroupAggregates();
  readonly #history = new AggregateHistory();
  readonly #moments = new MomentsOfRun();
  #nextRecord = 0;

  /** `run`: also a run group, whose hosts are then added up. */
  constructor(run: Run) {
    this.#run = run;
  }

  /** What the values of the maps are, by the maps' names. */
  know(aggregations: Readonly<Record<string, Aggregation>>): void {
    this.#grouped.know(aggregations);
  }

  /** When it attached and to how many probes, as far as that was read. */
  get attachment(): MomentsOfRun['attachment'] {
    return this.#moments.attachment;
  }

  /** Reads what came since the last time, and tells all there is. */
  read(): Extract<ToPage, { kind: 'aggregates' }> {
    const { next, records, moments } = this.#run.records(this.#nextRecord);
    this.#nextRecord = next;
    const isGroup = this.#run.hosts !== undefined;
    if (isGroup) {
      const byHost = this.#grouped.add(records, moments);
      this.#history.add(byHost.records, byHost.moments);
    } else {
      this.#latest.add(records);
      this.#history.add(records, moments);
    }
    this.#moments.add(records, moments);
    const { maps, histograms } = this.#history;
    const aggregates = isGroup ? this.#grouped.all : this.#latest.all;
    return { kind: 'aggregates', runId: this.#run.id, aggregates, maps, histograms, moments: this.#moments.all };
  }
}
