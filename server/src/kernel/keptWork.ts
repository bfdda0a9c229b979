// Where a language keeps what preparing a pack made, so that the next start need not make it again.

/** Pieces of work by a name that tells all that went into them. */
export interface KeptWork {
  get(name: string): string | undefined;
  /** `text` on one line. */
  keep(name: string, text: string): void;
}

/** Keeps nothing and has nothing. */
export const noKeptWork: KeptWork = { get: () => undefined, keep: () => undefined };
