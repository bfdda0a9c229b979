// Output on its way to this machine's disk: how much of it there is, and what went wrong.

/** One for each attachment to a run. */
export class UnderWay {
  #bytes = 0;
  #failure: { readonly error: unknown } | undefined;
  #wake: () => void = () => {};

  /** `kept` settles when these bytes are on the disk, after those that were added before; then `onKept` is called, unless something failed. */
  add(bytes: number, kept: Promise<void>, onKept: () => void): void {
    this.#bytes += bytes;
    kept
      .then(
        () => {
          if (this.#failure === undefined) onKept();
        },
        (error: unknown) => {
          this.#failure ??= { error };
        },
      )
      .finally(() => {
        this.#bytes -= bytes;
        this.#wake();
      });
  }

  /** Settles when no more bytes than these are on their way. Rejects, then too, with what failed first. For one caller at a time. */
  async downTo(most: number): Promise<void> {
    while (this.#bytes > most) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
