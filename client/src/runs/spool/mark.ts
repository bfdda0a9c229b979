// How long a spool's files were when all was there that belongs together: what a dying process wrote only in part can be told by it.

/** Each has a number for each file, in the order of the files. */
export interface Mark {
  /** Bytes. */
  readonly sizes: readonly number[];
  /** Bytes of the stream that a file holds which never came. */
  readonly skipped: readonly number[];
  /** By how many bytes what a file keeps packed is shorter than what it stands for. */
  readonly saved: readonly number[];
}

const numberSize = 8;

export function putMark({ sizes, skipped, saved }: Mark): Buffer {
  const numbers = [...sizes, ...skipped, ...saved];
  const bytes = Buffer.alloc(numbers.length * numberSize);
  for (const [place, number] of numbers.entries()) bytes.writeDoubleLE(number, place * numberSize);
  return bytes;
}

/** Bytes of the mark of so many files. */
export function markSize(files: number): number {
  return 3 * files * numberSize;
}

/** Undefined where there is no whole mark of so many files. */
export function readMark(bytes: Buffer, files: number): Mark | undefined {
  if (bytes.length !== markSize(files)) return undefined;
  const numbers = (nth: number) =>
    Array.from({ length: files }, (_, file) => bytes.readDoubleLE((nth * files + file) * numberSize));
  return { sizes: numbers(0), skipped: numbers(1), saved: numbers(2) };
}
