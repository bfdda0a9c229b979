// The index of a spool's lines: they are entered in blocks, as an entry for each line of a flood would be as long as the line.
import type { OutputLine } from '../run.ts';

/** Bytes of an entry: number of the first line (8), text offset (8), lines (4), bytes of text (4), ms since the run's start (4), origin (4). */
export const entrySize = 32;

const newline = 10;

/** A block of more than one line has no more bytes of text than this, so that each line is found fast. */
export const longestBlock = 64 * 1024;

/** Where a line came from: stderr in the lowest bit, whether it spells a record in the highest, the host's number plus one between. */
export type LineOrigin = Pick<OutputLine, 'stream' | 'host' | 'ofRecord'>;

/** Lines in a row that came from one origin at one moment. */
export interface LineBlock extends LineOrigin {
  /** The number of its first line, from 0. */
  readonly first: number;
  readonly count: number;
  /** Where its text begins among that of all lines, and how long it is with each line's newline; in bytes. */
  readonly offset: number;
  readonly length: number;
  /** Milliseconds since the run's start. */
  readonly at: number;
}

const stderrBit = 1;
const recordBit = 0x8000;

/** Entries of blocks. */
export function putBlocks(blocks: readonly LineBlock[]): Buffer {
  const entries = Buffer.allocUnsafe(blocks.length * entrySize);
  let place = 0;
  for (const block of blocks) {
    entries.writeDoubleLE(block.first, place);
    entries.writeDoubleLE(block.offset, place + 8);
    entries.writeUInt32LE(block.count, place + 16);
    entries.writeUInt32LE(block.length, place + 20);
    entries.writeUInt32LE(Math.min(block.at, 0xffff_ffff), place + 24);
    entries.writeUInt32LE(originBits(block), place + 28);
    place += entrySize;
  }
  return entries;
}

export function readBlocks(entries: Buffer): readonly LineBlock[] {
  const blocks: LineBlock[] = [];
  for (let place = 0; place + entrySize <= entries.length; place += entrySize) {
    blocks.push({
      first: entries.readDoubleLE(place),
      offset: entries.readDoubleLE(place + 8),
      count: entries.readUInt32LE(place + 16),
      length: entries.readUInt32LE(place + 20),
      at: entries.readUInt32LE(place + 24),
      ...readOrigin(entries.readUInt32LE(place + 28)),
    });
  }
  return blocks;
}

function originBits({ stream, host, ofRecord }: LineOrigin): number {
  const number = host === undefined ? 0 : (host + 1) << 1;
  return (stream === 'stderr' ? stderrBit : 0) | number | (ofRecord ? recordBit : 0);
}

function readOrigin(bits: number): LineOrigin {
  const host = ((bits & ~recordBit) >> 1) - 1;
  return {
    stream: bits & stderrBit ? 'stderr' : 'stdout',
    ...(host >= 0 && { host }),
    ...(bits & recordBit && { ofRecord: true }),
  };
}

/** A line that is to be entered. */
export interface MeasuredLine extends LineOrigin {
  /** Bytes of its text, without its newline. */
  readonly length: number;
  readonly at: number;
}

/** Puts lines in a row together; the first has the number `first` and begins at `offset` of the text. */
export function blocksOf(lines: Iterable<MeasuredLine>, first: number, offset: number): readonly LineBlock[] {
  const blocks: LineBlock[] = [];
  let last: (LineOrigin & { first: number; count: number; offset: number; length: number; at: number }) | undefined;
  let [number, place] = [first, offset];
  for (const { length, ...line } of lines) {
    const bytes = length + 1;
    if (last !== undefined && belongsTo(last, line) && last.length + bytes <= longestBlock) {
      last.count++;
      last.length += bytes;
    } else {
      last = { ...line, first: number, count: 1, offset: place, length: bytes };
      blocks.push(last);
    }
    number++;
    place += bytes;
  }
  return blocks;
}

function belongsTo(block: Omit<MeasuredLine, 'length'>, line: Omit<MeasuredLine, 'length'>): boolean {
  const { at, stream, host, ofRecord } = line;
  return block.at === at && block.stream === stream && block.host === host && block.ofRecord === ofRecord;
}

/** The same for whole lines of stdout that are not measured yet and all have one moment. */
export function plainBlocks(text: Buffer, first: number, offset: number, at: number): readonly LineBlock[] {
  const blocks: LineBlock[] = [];
  let [number, start] = [first, 0];
  while (start < text.length) {
    const end = blockEnd(text, start);
    const count = linesIn(text, start, end);
    blocks.push({ stream: 'stdout', first: number, count, offset: offset + start, length: end - start, at });
    number += count;
    start = end;
  }
  return blocks;
}

/** As many whole lines as a block may have, one at least. */
function blockEnd(text: Buffer, start: number): number {
  if (text.length - start <= longestBlock) return text.length;
  const last = text.lastIndexOf(newline, start + longestBlock - 1);
  return (last >= start ? last : text.indexOf(newline, start)) + 1;
}

function linesIn(text: Buffer, start: number, end: number): number {
  let count = 0;
  for (let at = text.indexOf(newline, start); at >= 0 && at < end; at = text.indexOf(newline, at + 1)) count++;
  return count;
}
