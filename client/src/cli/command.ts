// The contract of a command of the command line.

export interface Command {
  /** The command's words, after `tracewright`. */
  readonly usage: string;
  /** What it does, one sentence. */
  readonly summary: string;
  /**
   * Does it and gives the exit code. Throws a `UsageError` for words it cannot take (exit code 2); any other error's
   * message is for the user (exit code 1).
   */
  run(words: readonly string[]): Promise<number>;
}

/** The words of the call are off. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
