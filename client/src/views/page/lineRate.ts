// Lines a second over the last seconds, from counts that come at irregular times.

/** Milliseconds of the past that count. */
const span = 3000;

export class LineRate {
  #samples: { readonly at: number; readonly count: number }[] = [];

  add(at: number, count: number): void {
    this.#samples.push({ at, count });
    // The newest sample older than the span stays: it is where the span begins.
    while (this.#samples.length > 2 && (this.#samples[1]?.at ?? at) < at - span) this.#samples.shift();
  }

  /** Over the time since the oldest sample kept; 0 before there are two. */
  perSecond(now: number): number {
    const oldest = this.#samples[0];
    const newest = this.#samples.at(-1);
    if (oldest === undefined || newest === undefined || now <= oldest.at) return 0;
    return ((newest.count - oldest.count) * 1000) / Math.max(now - oldest.at, 500);
  }

  reset(): void {
    this.#samples = [];
  }
}
