// The files of a spool, and what is counted beside them.

/** In the order of the mark; what is in them is told in `spool.ts`. */
export const spoolNames = ['stdout', 'stderr', 'lines', 'lines.index', 'records', 'packed'] as const;

/** By their places among the files. */
export const spoolFiles = { stdout: 0, stderr: 1, lines: 2, index: 3, records: 4, packed: 5 } as const;

/**
 * By their places among the counts: bytes of each stream that never came, by how many bytes what is kept packed of it is shorter than what it stands
 * for, and lines.
 */
export const spoolCounts = { skipped: { stdout: 0, stderr: 1 }, saved: { stdout: 2, stderr: 3 }, lines: 4 } as const;

export const countsInMark = 5;
