// How long a spool's files were when all was there that belongs together, and what was counted by then: what a dying process wrote only in
// part can be told by it.

export interface Mark {
  /** Bytes of each file, in their order. */
  readonly sizes: readonly number[];
  readonly counts: readonly number[];
}

const numberSize = 8;

export function putMark({ sizes, counts }: Mark): Buffer {
  const numbers = [...sizes, ...counts];
  const bytes = Buffer.alloc(numbers.length * numberSize);
  for (const [place, number] of numbers.entries()) bytes.writeDoubleLE(number, place * numberSize);
  return bytes;
}

/** Undefined where there is no whole mark of so many files and counts. */
export function readMark(bytes: Buffer, files: number, counts: number): Mark | undefined {
  if (bytes.length !== markSize(files, counts)) return undefined;
  const numbers = Array.from({ length: files + counts }, (_, index) => bytes.readDoubleLE(index * numberSize));
  return { sizes: numbers.slice(0, files), counts: numbers.slice(files) };
}

/** Bytes. */
export function markSize(files: number, counts: number): number {
  return (files + counts) * numberSize;
}
