// A run's output on the client's disk: the raw bytes of both streams, the decoded lines, and where each line begins.
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostRecord } from '../record.ts';
import type { OutputLine } from '../run.ts';
import { type Mark, markSize, readMark } from './mark.ts';
import { type PackedPiece, pieceSize, putPiece, readPieces, stretchesOf } from './packedPieces.ts';
import { rawTail } from './rawBytes.ts';
import { blocksFrom, readExactly, readLines, type SpoolReader } from './readLines.ts';
import { soundIndex } from './soundIndex.ts';
import { blocksOf, entrySize, type LineBlock, type MeasuredLine, plainBlocks, putBlocks } from './spoolIndex.ts';
import { spoolCounts as counts, countsInMark, spoolFiles as files, spoolNames } from './spoolNames.ts';
import { WriteBehind } from './writeBehind.ts';

/** A decoded line on its way into the spool. */
export interface SpooledLine {
  readonly text: string;
  readonly stream: 'stdout' | 'stderr';
  /** In a run group: the number of its host, from 0. */
  readonly host?: number;
  /** Milliseconds since the run's start, where it is not the same for all that is appended with it. */
  readonly at?: number;
  /** It spells a record: the script did not print it so. */
  readonly ofRecord?: true;
}

/** An unfinished line longer than this is not put together again. */
const longestUnfinished = 1024 * 1024;

/** One answer of `lines` holds no more than this many. */
const mostLines = 100_000;

/** Bytes of records that are kept. */
const mostRecordBytes = 64 * 1024 * 1024;

/** What is kept of a stream's bytes in their place: some bytes of a zstd frame, as the target packed them. */
export interface KeptPacked {
  /** None where those that are kept already stand for these bytes, too. */
  readonly bytes: Buffer;
  /** They begin a frame. */
  readonly isFirst: boolean;
}

/**
 * Appends are made in order by one caller, who may go on at once: what comes while the disk writes is written together. Each settles when it
 * is on the disk and rejects where that did not take it. Reads may come at any time and see what is written, whole appends only. Memory grows with
 * what is not yet written, not with what is.
 *
 * Files: `stdout` and `stderr` (every byte as it came, a newline for those that never did), `packed` (which of those bytes are packed, and
 * what they stand for), `lines` (each decoded line and a newline), `lines.index`, `records` (what is not a line, as JSON, one a line, with the
 * moment it came), and `whole` (the mark).
 */
export class Spool {
  readonly folder: string;
  readonly #files: WriteBehind;

  readonly #mark: Mark | undefined;

  private constructor(folder: string, opened: WriteBehind, mark: Mark | undefined) {
    this.folder = folder;
    this.#files = opened;
    this.#mark = mark;
  }

  /** Opens the spool in a folder and goes on where it ends; folder and files are made when missing. */
  static async open(folder: string): Promise<Spool> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const {
      files: handles,
      mark,
      marked,
      sizes,
      sound,
    } = await openFiles(folder, 'a', constants.O_RDWR | constants.O_CREAT);
    const index = handles[files.index];
    if (sound.size < (sizes[files.index] ?? 0)) await index?.truncate(sound.size);
    if (sound.cut !== undefined) await index?.write(putBlocks([sound.cut]));
    const known = standing(marked, sizes, sound.size + (sound.cut === undefined ? 0 : entrySize), sound.lines);
    return new Spool(folder, new WriteBehind(handles, mark, known), marked);
  }

  /** Opens what is there now only to be read: another process may still append. Rejects where there is no spool. */
  static async openToRead(folder: string): Promise<Spool> {
    const { files: handles, mark, marked, sizes, sound } = await openFiles(folder, 'r', 'r');
    const known = standing(marked, sizes, sound.size, sound.cut?.first ?? sound.lines);
    const spool = new Spool(folder, new WriteBehind(handles, mark, known), marked);
    await spool.close();
    return spool;
  }

  /**
   * Takes back what a process that died had written of its last appends only in part, so that bytes and lines tell the same: what is
   * missing then comes again from the target. Before anything is appended, and never where another process may still append.
   */
  async takeBack(): Promise<void> {
    const mark = this.#mark;
    if (mark === undefined) return;
    const isShorter = mark.sizes.some((size, file) => size > this.#files.sizeOf(file));
    await this.#files.cut(isShorter ? await this.#asTheyAre(mark) : mark);
  }

  /** Files that a machine's crash cut shorter than their mark tells are taken as they are, to their last whole piece. */
  async #asTheyAre(mark: Mark): Promise<Mark> {
    const sizes = mark.sizes.map((_, file) => this.#files.sizeOf(file));
    const known = mark.counts.map((_, count) => this.#files.counted(count));
    const entries = await this.#read('packed', 0, sizes[files.packed] ?? 0);
    const pieces = readPieces(entries);
    for (const stream of ['stdout', 'stderr'] as const) {
      const stretches = stretchesOf(pieces, stream, sizes[files[stream]] ?? 0);
      const last = stretches.at(-1);
      sizes[files[stream]] = last === undefined ? 0 : last.place + last.stored;
      known[counts.saved[stream]] = stretches.reduce((sum, { length, stored }) => sum + length - stored, 0);
    }
    const isThere = ({ stream, place, stored }: PackedPiece) => place + stored <= (sizes[files[stream]] ?? 0);
    sizes[files.packed] = pieces.filter(isThere).length * pieceSize;
    return { sizes, counts: known };
  }

  get lineCount(): number {
    return this.#files.counted(counts.lines);
  }

  /** Raw bytes of both streams. */
  get byteCount(): number {
    return this.rawSize('stdout') + this.rawSize('stderr');
  }

  /** Raw bytes of one stream, as the tracer wrote them. */
  rawSize(stream: 'stdout' | 'stderr'): number {
    return this.#files.sizeOf(files[stream]) + this.#files.counted(counts.saved[stream]);
  }

  /** The byte of a stream that comes next: also those that never came are counted. */
  position(stream: 'stdout' | 'stderr'): number {
    return this.rawSize(stream) + this.#files.counted(counts.skipped[stream]);
  }

  /** Bytes of a stream that never come, one at least, as the target dropped them. A newline stands for them: the line that they cut has ended. */
  skip(stream: 'stdout' | 'stderr', bytes: number): Promise<void> {
    this.#files.append(files[stream], Buffer.from('\n'));
    this.#files.count(counts.skipped[stream], bytes - 1);
    return this.written();
  }

  /** The raw bytes after the last newline of a stream; '' where that is too far back to be a line. */
  async unfinishedLine(stream: 'stdout' | 'stderr'): Promise<Buffer> {
    const tail = await rawTail(this.folder, stream, longestUnfinished);
    const newline = tail.lastIndexOf(10);
    return newline < 0 && tail.length < this.rawSize(stream) ? Buffer.alloc(0) : tail.subarray(newline + 1);
  }

  /** `packed`: what is kept in place of the bytes. */
  appendRaw(stream: 'stdout' | 'stderr', bytes: Buffer, packed?: KeptPacked): Promise<void> {
    const file = files[stream];
    if (packed !== undefined) {
      const { isFirst, bytes: kept } = packed;
      const [stored, length] = [kept.length, bytes.length];
      const piece = putPiece({ stream, isFirst, place: this.#files.endOf(file), stored, length });
      this.#files.append(files.packed, piece);
      this.#files.count(counts.saved[stream], length - stored);
    }
    this.#files.append(file, packed?.bytes ?? bytes);
    return this.written();
  }

  /** `at`: milliseconds since the run's start, for all that have no moment of their own. A newline in a line, as in the key of a map, is spelled. */
  appendLines(given: readonly SpooledLine[], at: number): Promise<void> {
    if (given.length === 0) return this.written();
    const hasNewline = given.some(({ text }) => text.includes('\n'));
    const lines = hasNewline ? given.map((line) => ({ ...line, text: line.text.replaceAll('\n', '\\n') })) : given;
    let whole = '';
    for (const { text } of lines) whole += `${text}\n`;
    const bytes = Buffer.from(whole);
    // Where every character is a byte, lines need not be measured one by one.
    const isPlain = bytes.length === whole.length;
    const measured = lines.map(({ text, at: own, ...origin }): MeasuredLine => {
      return { ...origin, length: isPlain ? text.length : Buffer.byteLength(text), at: own ?? at };
    });
    return this.#appendText(
      bytes,
      blocksOf(measured, this.#files.counting(counts.lines), this.#files.endOf(files.lines)),
    );
  }

  /** Whole lines of stdout as they came. `at`: milliseconds since the run's start. */
  appendPlainLines(bytes: Buffer, at: number): Promise<void> {
    const blocks = plainBlocks(bytes, this.#files.counting(counts.lines), this.#files.endOf(files.lines), at);
    return this.#appendText(bytes, blocks);
  }

  /** `at`: milliseconds since the run's start. Past a bound no more are kept: their text is among the lines. */
  appendRecords(records: readonly HostRecord[], at: number): Promise<void> {
    if (records.length > 0 && this.#files.endOf(files.records) <= mostRecordBytes) {
      const bytes = Buffer.from(records.map((record) => `${JSON.stringify({ at, record })}\n`).join(''));
      this.#files.append(files.records, bytes);
    }
    return this.written();
  }

  /** Settles when all that was appended is on the disk. */
  written(): Promise<void> {
    return this.#files.written();
  }

  #appendText(text: Buffer, blocks: readonly LineBlock[]): Promise<void> {
    this.#files.append(files.lines, text);
    this.#files.append(files.index, putBlocks(blocks));
    for (const { count } of blocks) this.#files.count(counts.lines, count);
    return this.written();
  }

  /** The records that were kept; a last one that is cut off is left out. */
  async records(): Promise<readonly { readonly at: number; readonly record: HostRecord }[]> {
    const text = (await readFile(join(this.folder, 'records'))).toString();
    return text.split('\n').slice(0, -1).flatMap(readRecord);
  }

  /** Up to `count` lines from number `first` (from 0); fewer at the end, and when they are very long. */
  async lines(first: number, count: number): Promise<readonly OutputLine[]> {
    const wanted = Math.min(count, this.lineCount - first, mostLines);
    if (first < 0 || wanted <= 0) return [];
    return readLines(this.#reader(), first, wanted);
  }

  /** How many lines there are of each host of a run group; hosts at the end that printed nothing are left out. */
  async hostLineCounts(): Promise<readonly number[]> {
    const lines: number[] = [];
    for await (const blocks of blocksFrom(this.#reader(), 0)) {
      for (const { host, count } of blocks) if (host !== undefined) lines[host] = (lines[host] ?? 0) + count;
    }
    return Array.from(lines, (count = 0) => count);
  }

  #reader(): SpoolReader {
    return {
      indexSize: this.#files.sizeOf(files.index),
      read: (name, position, length) => this.#read(name, position, length),
    };
  }

  /** Opened for each read, so that an ended run holds no file open. */
  async #read(name: string, position: number, length: number): Promise<Buffer> {
    const file = await open(join(this.folder, name), 'r');
    try {
      return await readExactly(file, position, length);
    } finally {
      await file.close();
    }
  }

  /** Forgets all of it. */
  clear(): Promise<void> {
    return this.#files.clear();
  }

  /** Ends appending; what is spooled can be read on. */
  close(): Promise<void> {
    return this.#files.close();
  }
}

/** A spool's files and how they were found; where one of them is missing, none stays open. */
async function openFiles(folder: string, flags: 'a' | 'r', markFlags: number | 'r') {
  const opened: FileHandle[] = [];
  try {
    for (const name of spoolNames) opened.push(await open(join(folder, name), flags, 0o600));
    const mark = await open(join(folder, 'whole'), markFlags, 0o600);
    const handles = [...opened];
    opened.push(mark);
    const sizes = await Promise.all(handles.map(async (file) => (await file.stat()).size));
    const [, , textSize = 0, indexSize = 0] = sizes;
    const { bytesRead, buffer } = await mark.read(Buffer.alloc(markSize(spoolNames.length, countsInMark)), {
      position: 0,
    });
    const marked = readMark(buffer.subarray(0, bytesRead), spoolNames.length, countsInMark);
    return { files: handles, mark, marked, sizes, sound: await soundIndex(folder, indexSize, textSize) };
  } catch (error) {
    await Promise.all(opened.map((file) => file.close()));
    throw error;
  }
}

/** Where the files stand with so much of the index. */
function standing(marked: Mark | undefined, found: readonly number[], indexSize: number, lines: number): Mark {
  const sizes = found.with(files.index, indexSize);
  const known = marked?.counts ?? Array<number>(countsInMark).fill(0);
  return { sizes, counts: known.with(counts.lines, lines) };
}

function readRecord(line: string): readonly { readonly at: number; readonly record: HostRecord }[] {
  try {
    return [JSON.parse(line) as { at: number; record: HostRecord }];
  } catch {
    return [];
  }
}
