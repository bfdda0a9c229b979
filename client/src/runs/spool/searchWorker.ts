// Looks through a spool's lines in a thread of its own: however long it takes, and whatever the expression costs, no one waits.
import { open } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { expressionOf, type SearchQuery } from './searchQuery.ts';

/** What the thread is started with; each message to it is the number of lines that are whole by now. */
export interface SearchOrder {
  /** The spool's file of lines. */
  readonly file: string;
  readonly query: SearchQuery;
}

/** What the thread tells: the lines that matched since last time, and how many it has looked at. */
export interface SearchNews {
  readonly found: Uint32Array;
  readonly scanned: number;
}

/** Bytes read at once. */
const piece = 1 << 22;
const newline = 10;

const { file: path, query } = workerData as SearchOrder;
const expression = expressionOf(query);
let wanted = 0;
let isScanning = false;
/** Lines looked at, where the next one begins in the file, and bytes of it that were read already. */
let scanned = 0;
let offset = 0;
let rest = Buffer.alloc(0);

parentPort?.on('message', (lines: number) => {
  wanted = lines;
  if (!isScanning) void scan();
});

async function scan(): Promise<void> {
  isScanning = true;
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(piece);
    while (scanned < wanted) {
      const { bytesRead } = await file.read(buffer, 0, piece, offset);
      if (bytesRead === 0) break;
      offset += bytesRead;
      look(Buffer.concat([rest, buffer.subarray(0, bytesRead)]));
    }
  } finally {
    await file.close();
    isScanning = false;
  }
}

function look(bytes: Buffer): void {
  const found: number[] = [];
  let start = 0;
  for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
    expression.lastIndex = 0;
    if (expression.test(bytes.toString('utf8', start, end))) found.push(scanned);
    scanned++;
    start = end + 1;
  }
  rest = Buffer.from(bytes.subarray(start));
  const news: SearchNews = { found: Uint32Array.from(found), scanned };
  parentPort?.postMessage(news);
}
