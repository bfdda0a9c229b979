// How often the page hears of a run: lines that come faster than anybody reads are not drawn as often as they could be.

/** Lines a second that count as a flood. */
const flood = 10_000;

/** Milliseconds between two drawings; each costs a processor without a graphics card some 20 ms. */
const usual = 100;
const underFlood = 250;

/** For one run after the other; a new run has fewer lines than the one before, or is no flood yet. */
export class FloodPace {
  #lines = 0;
  #since = performance.now();

  /** Milliseconds that the next message may wait for, now that there are so many lines. */
  next(lineCount: number): number {
    const now = performance.now();
    const isFlood = lineCount - this.#lines > ((now - this.#since) / 1000) * flood;
    this.#lines = lineCount;
    this.#since = now;
    return isFlood ? underFlood : usual;
  }
}
