// The moments of a run: milliseconds since it started, which never go back, whatever is done to this machine's clock.

/** Follows the machine's clock, as that one counts the hours of a laptop that sleeps; where it is set back, the clock that no one sets. */
export class RunClock {
  readonly #wall: () => number;
  readonly #steady: () => number;
  #moment: number;
  #lastWall: number;
  #lastSteady: number;

  /** `startedAt`: milliseconds since 1970, as `wall` tells them; `steady` counts from anywhere. */
  constructor(startedAt: number, wall: () => number = Date.now, steady: () => number = () => performance.now()) {
    this.#wall = wall;
    this.#steady = steady;
    this.#lastWall = wall();
    this.#lastSteady = steady();
    this.#moment = Math.max(0, this.#lastWall - startedAt);
  }

  /** Whole milliseconds. */
  now(): number {
    const [wall, steady] = [this.#wall(), this.#steady()];
    const passed = wall - this.#lastWall;
    this.#moment += passed < 0 ? steady - this.#lastSteady : passed;
    this.#lastWall = wall;
    this.#lastSteady = steady;
    return Math.round(this.#moment);
  }
}
