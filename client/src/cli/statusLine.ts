// The line at the bottom of a terminal that says how a run goes, while its output goes elsewhere.

/** Milliseconds between two changes: a rate that flickers cannot be read. */
const quiet = 500;

export interface StatusOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Says nothing where the output is no terminal. Whoever writes there, too, clears it first. */
export class StatusLine {
  readonly #output: StatusOutput | undefined;
  readonly #now: () => number;
  #shownAt = Number.NEGATIVE_INFINITY;
  #isShown = false;

  constructor(output: StatusOutput, now: () => number = () => performance.now()) {
    this.#output = output.isTTY ? output : undefined;
    this.#now = now;
  }

  show(text: () => string): void {
    if (this.#output === undefined || this.#now() - this.#shownAt < quiet) return;
    this.#shownAt = this.#now();
    this.#isShown = true;
    this.#output.write(`\r\u001b[K${text()}`);
  }

  clear(): void {
    if (this.#isShown) this.#output?.write('\r\u001b[K');
    this.#isShown = false;
  }
}
