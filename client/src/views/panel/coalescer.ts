// Does something at once when asked, then at most once a period however often it is asked; the last request is never lost.
export class Coalescer {
  readonly #period: () => number;
  readonly #act: () => void;
  #timer: NodeJS.Timeout | undefined;
  #isAskedAgain = false;

  /** `period` in milliseconds, asked anew after each time. */
  constructor(period: () => number, act: () => void) {
    this.#period = period;
    this.#act = act;
  }

  request(): void {
    if (this.#timer !== undefined) {
      this.#isAskedAgain = true;
      return;
    }
    this.#timer = setTimeout(() => this.#rest(), this.#period());
    this.#act();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isAskedAgain = false;
  }

  #rest(): void {
    this.#timer = undefined;
    if (!this.#isAskedAgain) return;
    this.#isAskedAgain = false;
    this.request();
  }
}
