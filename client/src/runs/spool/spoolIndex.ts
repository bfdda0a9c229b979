// The index of a spool's lines, and how lines are read by it.
import type { FileHandle } from 'node:fs/promises';
import type { OutputLine } from '../run.ts';

/** Bytes of an index entry: text offset (6), origin (2), text length (4), ms since the run's start (4). */
export const entrySize = 16;

const newline = 10;

/** Longer lines are cut where they are shown; the raw file has them whole. */
const longestShown = 64 * 1024;

/** One answer holds no more bytes of text than this. */
const mostBytes = 32 * 1024 * 1024;

/** Reads bytes of one of the spool's files. */
export type ReadSpool = (file: 'lines' | 'lines.index', position: number, length: number) => Promise<Buffer>;

/** Where a line came from: stderr in the lowest bit, whether it spells a record in the highest, the host's number plus one between. */
export type LineOrigin = Pick<OutputLine, 'stream' | 'host' | 'ofRecord'>;

const stderrBit = 1;
const recordBit = 0x8000;

/** Writes an entry at a byte of a view; `offset` and `length` of the text in bytes, `moment` in milliseconds since the run's start. */
export function putEntry(
  into: DataView,
  place: number,
  { stream, host, ofRecord }: LineOrigin,
  offset: number,
  length: number,
  moment: number,
): void {
  const number = host === undefined ? 0 : (host + 1) << 1;
  const origin = (stream === 'stderr' ? stderrBit : 0) | number | (ofRecord ? recordBit : 0);
  into.setUint32(place, offset % 2 ** 32, true);
  into.setUint16(place + 4, Math.floor(offset / 2 ** 32), true);
  into.setUint16(place + 6, origin, true);
  into.setUint32(place + 8, length, true);
  into.setUint32(place + 12, Math.min(moment, 0xffff_ffff), true);
}

/**
 * The entries of whole lines of stdout, all with one moment; the first begins at `offset` of the text. The same as `putEntry` for each, which
 * floods of short lines have no time for. What is given holds until the next call: a flood's worth of buffers costs more than what is put into them.
 */
export function plainEntries(text: Buffer, offset: number, moment: number): Buffer {
  if (plainRoom.length < text.length)
    plainRoom = Buffer.allocUnsafeSlow(text.length - (text.length % entrySize) + entrySize);
  let entries = plainRoom;
  let view = viewOf(entries);
  const at = Math.min(moment, 0xffff_ffff);
  let low = offset % 2 ** 32;
  let high = Math.floor(offset / 2 ** 32);
  let [start, place] = [0, 0];
  for (let end = text.indexOf(newline); end >= 0; end = text.indexOf(newline, start)) {
    if (place === entries.length) {
      entries = Buffer.concat([entries], entries.length * 2);
      plainRoom = entries;
      view = viewOf(entries);
    }
    view.setUint32(place, low, true);
    view.setUint32(place + 4, high, true);
    view.setUint32(place + 8, end - start, true);
    view.setUint32(place + 12, at, true);
    low += end + 1 - start;
    if (low >= 2 ** 32) {
      low -= 2 ** 32;
      high++;
    }
    start = end + 1;
    place += entrySize;
  }
  return entries.subarray(0, place);
}

/** Where `plainEntries` puts them; as large as the largest text so far, or twice that for lines shorter than their entries. */
let plainRoom = Buffer.alloc(0);

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Where the text of an entry ends, its newline included. */
export function endOfText(entry: Buffer): number {
  return entry.readUIntLE(0, 6) + entry.readUInt32LE(8) + 1;
}

/** What the index holds of a line beside its text, out of the bytes of its entry. */
export function originAt(entries: Buffer, entry: number): LineOrigin {
  return readOrigin(entries.readUInt16LE(entry * entrySize + 6));
}

/** Adds each entry's line to the count of its host; lines of no host are left out. */
export function countHosts(entries: Buffer, counts: number[]): void {
  for (let place = 6; place < entries.length; place += entrySize) {
    const host = hostOf(entries.readUInt16LE(place));
    if (host >= 0) counts[host] = (counts[host] ?? 0) + 1;
  }
}

/** -1 where there is none. */
function hostOf(bits: number): number {
  return ((bits & ~recordBit) >> 1) - 1;
}

function readOrigin(bits: number): LineOrigin {
  const host = hostOf(bits);
  return {
    stream: bits & stderrBit ? 'stderr' : 'stdout',
    ...(host >= 0 && { host }),
    ...(bits & recordBit && { ofRecord: true }),
  };
}

/** `count` lines from number `first` (from 0), all of which there are; fewer when they are very long. */
export async function readLines(read: ReadSpool, first: number, count: number): Promise<readonly OutputLine[]> {
  const entries = await read('lines.index', first * entrySize, count * entrySize);
  const begin = entries.readUIntLE(0, 6);
  const spans: Span[] = [];
  let held = 0;
  for (let entry = 0; entry < entries.length; entry += entrySize) {
    const length = entries.readUInt32LE(entry + 8);
    const shown = Math.min(length, longestShown);
    if (spans.length > 0 && held + shown > mostBytes) break;
    held += shown;
    spans.push({ start: entries.readUIntLE(entry, 6) - begin, length, shown });
  }
  const texts = await textsOf(read, begin, spans);
  return texts.map((text, i) => ({
    number: first + i,
    text,
    ...readOrigin(entries.readUInt16LE(i * entrySize + 6)),
    at: entries.readUInt32LE(i * entrySize + 12),
  }));
}

interface Span {
  readonly start: number;
  readonly length: number;
  readonly shown: number;
}

async function textsOf(read: ReadSpool, begin: number, spans: readonly Span[]): Promise<readonly string[]> {
  const last = spans.at(-1);
  if (last && spans.every((span) => span.shown === span.length)) {
    const bytes = await read('lines', begin, last.start + last.length);
    return spans.map((span) => bytes.toString('utf8', span.start, span.start + span.length));
  }
  const texts: string[] = [];
  for (const span of spans) {
    const text = (await read('lines', begin + span.start, span.shown)).toString('utf8');
    texts.push(span.shown === span.length ? text : `${text}… (${span.length - span.shown} bytes more in this line)`);
  }
  return texts;
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
