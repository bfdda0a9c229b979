// When a run attached and when it lost something: what its charts must not pretend to know. Knows nothing of the editor.
import type { TraceRecord } from '../../runs/record.ts';
import type { LossSpan, RunMoments } from '../panelMessages.ts';

/** Spans that are kept apart; beyond, the two that are nearest to each other become one. */
const mostSpans = 200;
/** A loss is told after it happened: it lies within this time before, in milliseconds. */
const reach = 1000;

export class MomentsOfRun {
  #attachedAt: number | null = null;
  #probes: number | undefined;
  #losses: LossSpan[] = [];

  /** `moments[i]`: when `records[i]` came, in milliseconds since the run's start. */
  add(records: readonly TraceRecord[], moments: readonly number[]): void {
    for (const [index, record] of records.entries()) {
      const at = moments[index] ?? 0;
      if (record.kind === 'attached') {
        this.#attachedAt ??= at;
        // Every host of a group attaches its own.
        if (record.probes !== undefined) this.#probes = (this.#probes ?? 0) + record.probes;
      }
      if (record.kind === 'loss' && record.count > 0) this.#addLoss(at, record.count);
    }
  }

  get all(): RunMoments {
    return { attachedAt: this.#attachedAt, losses: this.#losses };
  }

  /** When it attached, and how many probes where the tracer tells. */
  get attachment(): { readonly attachedAt: number | null; readonly probes: number | undefined } {
    return { attachedAt: this.#attachedAt, probes: this.#probes };
  }

  #addLoss(to: number, count: number): void {
    const from = Math.max(this.#attachedAt ?? 0, to - reach);
    const last = this.#losses.at(-1);
    if (last !== undefined && from <= last.to) {
      this.#losses = [...this.#losses.slice(0, -1), join(last, { from, to, count })];
      return;
    }
    this.#losses = [...this.#losses, { from, to, count }];
    if (this.#losses.length > mostSpans) this.#losses = joinNearest(this.#losses);
  }
}

function join(a: LossSpan, b: LossSpan): LossSpan {
  return { from: Math.min(a.from, b.from), to: Math.max(a.to, b.to), count: a.count + b.count };
}

function joinNearest(spans: readonly LossSpan[]): LossSpan[] {
  let nearest = 1;
  const gap = (index: number): number => (spans[index]?.from ?? 0) - (spans[index - 1]?.to ?? 0);
  for (let index = 2; index < spans.length; index++) if (gap(index) < gap(nearest)) nearest = index;
  const [a, b] = [spans[nearest - 1], spans[nearest]];
  if (a === undefined || b === undefined) return [...spans];
  return [...spans.slice(0, nearest - 1), join(a, b), ...spans.slice(nearest + 1)];
}
