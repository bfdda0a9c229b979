// Looks through a spool's lines in a thread of its own: however long it takes, and whatever the expression costs, no one waits.
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { OutputFormat } from '../../../../server/src/protocol.ts';
import { LineFormats } from '../columns/lineFormats.ts';
import { type LineSearch, lineSearch } from '../columns/lineSearch.ts';
import { blocksFrom, readExactly, type SpoolReader } from './readLines.ts';
import { expressionOf, type SearchQuery } from './searchQuery.ts';
import type { LineOrigin } from './spoolIndex.ts';

/** What the thread is started with; each message to it is the number of lines that are whole by now. */
export interface SearchOrder {
  /** The run's. */
  readonly folder: string;
  readonly query: SearchQuery;
  /** What its script prints, and the hosts of a group by number: what may be named in the query. */
  readonly formats: readonly OutputFormat[];
  readonly hosts: readonly string[];
}

/** What the thread tells: the lines that matched since last time, and how many it has looked at. */
export interface SearchNews {
  readonly found: Uint32Array;
  readonly scanned: number;
}

/** Bytes read at once. */
const piece = 1 << 22;
const newline = 10;

const { folder, query, formats, hosts } = workerData as SearchOrder;
const expression = expressionOf(query);
const byColumns = query.isRegex ? undefined : lineSearch(query.text, new LineFormats(formats), hosts);
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

/** Lines that come while the file is being closed are not forgotten. */
async function scan(): Promise<void> {
  isScanning = true;
  let goal: number;
  do {
    goal = wanted;
    await read();
  } while (wanted > goal);
  isScanning = false;
}

async function read(): Promise<void> {
  const file = await open(join(folder, 'lines'), 'r');
  try {
    const buffer = Buffer.allocUnsafe(piece);
    while (scanned < wanted) {
      const { bytesRead } = await file.read(buffer, 0, piece, offset);
      if (bytesRead === 0) break;
      offset += bytesRead;
      await look(Buffer.concat([rest, buffer.subarray(0, bytesRead)]));
    }
  } finally {
    await file.close();
  }
}

async function look(bytes: Buffer): Promise<void> {
  const found: number[] = [];
  const takes = byColumns === undefined ? undefined : await columnTest(bytes, byColumns);
  const from = scanned;
  let start = 0;
  for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
    expression.lastIndex = 0;
    const text = bytes.toString('utf8', start, end);
    if (takes === undefined ? expression.test(text) : takes(text, scanned - from)) found.push(scanned);
    scanned++;
    start = end + 1;
  }
  rest = Buffer.from(bytes.subarray(start));
  const news: SearchNews = { found: Uint32Array.from(found), scanned };
  parentPort?.postMessage(news);
}

/** Takes one of the lines that begin in these bytes, by its text and its place among them; where it came from is in the index. */
async function columnTest(bytes: Buffer, search: LineSearch): Promise<(text: string, place: number) => boolean> {
  let count = 0;
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) count++;
  const origins = await originsOf(scanned, count);
  return (text, place) => {
    const { stream, host, ofRecord } = origins[place] ?? {};
    return stream === 'stdout' && ofRecord !== true && search.takes(text, host);
  };
}

async function originsOf(first: number, count: number): Promise<readonly LineOrigin[]> {
  const origins: LineOrigin[] = [];
  const index = await open(join(folder, 'lines.index'), 'r');
  const reader: SpoolReader = {
    indexSize: (await index.stat()).size,
    read: (_, position, length) => readExactly(index, position, length),
  };
  try {
    for await (const blocks of blocksFrom(reader, first)) {
      for (const block of blocks) {
        const end = Math.min(block.first + block.count, first + count);
        for (let line = Math.max(first, block.first); line < end; line++) origins.push(block);
      }
      if (origins.length >= count) break;
    }
  } finally {
    await index.close();
  }
  return origins;
}
