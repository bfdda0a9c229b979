// The files of a spool.

/** In the order of the mark; what is in them is told in `spool.ts`. */
export const spoolNames = ['stdout', 'stderr', 'lines', 'lines.index', 'records', 'packed'] as const;

/** By their places among the files. */
export const spoolFiles = { stdout: 0, stderr: 1, lines: 2, index: 3, records: 4, packed: 5 } as const;
