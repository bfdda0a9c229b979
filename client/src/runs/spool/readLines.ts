// Reads a spool's lines by their numbers.
import type { FileHandle } from 'node:fs/promises';
import type { OutputLine } from '../run.ts';
import { entrySize, type LineBlock, longestBlock, readBlocks } from './spoolIndex.ts';

const newline = 10;

/** Longer lines are cut where they are shown; the file has them whole. */
const longestShown = 64 * 1024;

/** One answer holds no more bytes of text than this, a block aside. */
const mostBytes = 32 * 1024 * 1024;

/** Entries that are read at once. */
const entriesAtOnce = 128;

/** What is read of a spool. */
export interface SpoolReader {
  /** Bytes of the index that are there. */
  readonly indexSize: number;
  /** Bytes of one of the spool's files. */
  read(file: 'lines' | 'lines.index', position: number, length: number): Promise<Buffer>;
}

/** `count` lines from number `first` (from 0); fewer at the end, and when they are very long. */
export async function readLines(reader: SpoolReader, first: number, count: number): Promise<readonly OutputLine[]> {
  const lines: OutputLine[] = [];
  const end = first + count;
  let held = 0;
  for await (const batch of blocksFrom(reader, first)) {
    const wanted: LineBlock[] = [];
    for (const block of batch) {
      if (block.first >= end || held > mostBytes) break;
      wanted.push(block);
      held += Math.min(block.length, longestShown);
    }
    for (const [block, text] of await textsOf(reader, wanted)) addLines(lines, block, text, first, end);
    if (wanted.length < batch.length) break;
  }
  return lines;
}

/** Blocks, some at a time, from the one on that has this line. */
export async function* blocksFrom(reader: SpoolReader, line: number): AsyncGenerator<readonly LineBlock[], void, void> {
  const entries = Math.floor(reader.indexSize / entrySize);
  for (let entry = await entryOf(reader, entries, line); entry < entries; entry += entriesAtOnce) {
    const count = Math.min(entriesAtOnce, entries - entry);
    yield readBlocks(await reader.read('lines.index', entry * entrySize, count * entrySize));
  }
}

/** The last block that begins at this line or before it; `entries` where there is none. */
async function entryOf(reader: SpoolReader, entries: number, line: number): Promise<number> {
  let [low, high] = [0, entries];
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    const [block] = readBlocks(await reader.read('lines.index', middle * entrySize, entrySize));
    if (block !== undefined && block.first <= line) low = middle;
    else high = middle;
  }
  return low;
}

/** The text of each block, of a single long line no more than is shown. */
async function textsOf(
  reader: SpoolReader,
  blocks: readonly LineBlock[],
): Promise<readonly (readonly [LineBlock, Buffer])[]> {
  const [first, last] = [blocks[0], blocks.at(-1)];
  if (first === undefined || last === undefined) return [];
  if (blocks.every(({ length }) => length <= longestBlock)) {
    const text = await reader.read('lines', first.offset, last.offset + last.length - first.offset);
    return blocks.map((block) => {
      const start = block.offset - first.offset;
      return [block, text.subarray(start, start + block.length)] as const;
    });
  }
  const texts: [LineBlock, Buffer][] = [];
  for (const block of blocks) {
    texts.push([block, await reader.read('lines', block.offset, Math.min(block.length, longestShown + 1))]);
  }
  return texts;
}

function addLines(lines: OutputLine[], block: LineBlock, text: Buffer, first: number, end: number): void {
  const { first: number, count, offset, length, ...shared } = block;
  let start = 0;
  for (let line = number; line < Math.min(number + count, end); line++) {
    const next = text.indexOf(newline, start);
    if (line >= first) lines.push({ number: line, text: spell(text, start, next, length), ...shared });
    start = next + 1;
  }
}

function spell(text: Buffer, start: number, end: number, length: number): string {
  if (end >= 0) return text.toString('utf8', start, end);
  return `${text.toString('utf8', 0, longestShown)}… (${length - 1 - longestShown} bytes more in this line)`;
}

/** Rejects where the file ends before. */
export async function readExactly(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let read = 0;
  while (read < length) {
    const { bytesRead } = await file.read(bytes, read, length - read, position + read);
    if (bytesRead === 0) throw new Error(`The spool ends at byte ${position + read}; someone else wrote to its files.`);
    read += bytesRead;
  }
  return bytes;
}
