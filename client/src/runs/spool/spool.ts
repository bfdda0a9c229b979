// A run's output on the client's disk: the raw bytes of both streams, the decoded lines, and where each line begins.
import { type FileHandle, mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostRecord } from '../record.ts';
import type { OutputLine } from '../run.ts';
import { endOfText, entrySize, plainEntries, putEntry, readExactly, readLines } from './spoolIndex.ts';

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

/**
 * Appends are made in order by one caller that awaits each. Reads may come at any time and see whole appends only. Memory
 * does not grow with what is spooled.
 *
 * Files: `stdout` and `stderr` (every byte as it came), `lines` (each decoded line and a newline), `lines.index`, and `records` (what
 * is not a line, as JSON, one a line, with the moment it came).
 */
export class Spool {
  readonly folder: string;
  readonly #raw: { readonly stdout: FileHandle; readonly stderr: FileHandle };
  readonly #text: FileHandle;
  readonly #index: FileHandle;
  readonly #records: FileHandle;
  readonly #rawSizes: { stdout: number; stderr: number };
  #textSize: number;
  #lineCount: number;
  #recordsSize: number;

  private constructor(
    folder: string,
    files: readonly [FileHandle, FileHandle, FileHandle, FileHandle, FileHandle],
    sizes: number[],
  ) {
    const [stdout, stderr, text, index, records] = files;
    this.folder = folder;
    this.#raw = { stdout, stderr };
    this.#text = text;
    this.#index = index;
    this.#records = records;
    this.#rawSizes = { stdout: sizes[0] ?? 0, stderr: sizes[1] ?? 0 };
    this.#textSize = sizes[2] ?? 0;
    this.#lineCount = Math.floor((sizes[3] ?? 0) / entrySize);
    this.#recordsSize = sizes[4] ?? 0;
  }

  /** Opens the spool in a folder and goes on where it ends; folder and files are made when missing. */
  static async open(folder: string): Promise<Spool> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const handle = (name: string) => open(join(folder, name), 'a', 0o600);
    const files = [
      await handle('stdout'),
      await handle('stderr'),
      await handle('lines'),
      await handle('lines.index'),
      await handle('records'),
    ] as const;
    const sizes = await Promise.all(files.map(async (file) => (await file.stat()).size));
    const [, , textSize = 0, indexSize = 0] = sizes;
    sizes[3] = await soundIndexSize(join(folder, 'lines.index'), indexSize, textSize);
    if (sizes[3] < indexSize) await files[3].truncate(sizes[3]);
    return new Spool(folder, files, sizes);
  }

  get lineCount(): number {
    return this.#lineCount;
  }

  /** Raw bytes of both streams. */
  get byteCount(): number {
    return this.#rawSizes.stdout + this.#rawSizes.stderr;
  }

  /** Raw bytes of one stream. */
  rawSize(stream: 'stdout' | 'stderr'): number {
    return this.#rawSizes[stream];
  }

  /** The raw bytes after the last newline of a stream; '' where that is too far back to be a line. */
  async unfinishedLine(stream: 'stdout' | 'stderr'): Promise<Buffer> {
    const size = this.#rawSizes[stream];
    const length = Math.min(size, longestUnfinished);
    if (length === 0) return Buffer.alloc(0);
    const tail = await this.#read(stream, size - length, length);
    const newline = tail.lastIndexOf(10);
    return newline < 0 && length < size ? Buffer.alloc(0) : tail.subarray(newline + 1);
  }

  async appendRaw(stream: 'stdout' | 'stderr', bytes: Buffer): Promise<void> {
    await writeAll(this.#raw[stream], bytes);
    this.#rawSizes[stream] += bytes.length;
  }

  /** `at`: milliseconds since the run's start, for all that have no moment of their own. */
  async appendLines(lines: readonly SpooledLine[], at: number): Promise<void> {
    if (lines.length === 0) return;
    let whole = '';
    for (const { text } of lines) whole += `${text}\n`;
    const bytes = Buffer.from(whole);
    // Where every character is a byte, lines need not be measured one by one.
    const isPlain = bytes.length === whole.length;
    const entries = Buffer.allocUnsafe(lines.length * entrySize);
    const view = new DataView(entries.buffer, entries.byteOffset, entries.length);
    let offset = this.#textSize;
    let place = 0;
    for (const line of lines) {
      const length = isPlain ? line.text.length : Buffer.byteLength(line.text);
      putEntry(view, place, line, offset, length, line.at ?? at);
      offset += length + 1;
      place += entrySize;
    }
    // At once, as each waits for the disk; `open` sees to it that the index names nothing that a dying process did not write.
    await Promise.all([writeAll(this.#text, bytes), writeAll(this.#index, entries)]);
    this.#textSize = offset;
    this.#lineCount += lines.length;
  }

  /** Whole lines of stdout as they came. `at`: milliseconds since the run's start. */
  async appendPlainLines(bytes: Buffer, at: number): Promise<void> {
    const entries = plainEntries(bytes, this.#textSize, at);
    await Promise.all([writeAll(this.#text, bytes), writeAll(this.#index, entries)]);
    this.#textSize += bytes.length;
    this.#lineCount += entries.length / entrySize;
  }

  /** `at`: milliseconds since the run's start. Past a bound no more are kept: their text is among the lines. */
  async appendRecords(records: readonly HostRecord[], at: number): Promise<void> {
    if (records.length === 0 || this.#recordsSize > mostRecordBytes) return;
    const bytes = Buffer.from(records.map((record) => `${JSON.stringify({ at, record })}\n`).join(''));
    await writeAll(this.#records, bytes);
    this.#recordsSize += bytes.length;
  }

  /** The records that were kept; a last one that is cut off is left out. */
  async records(): Promise<readonly { readonly at: number; readonly record: HostRecord }[]> {
    const text = (await readFile(join(this.folder, 'records'))).toString();
    return text.split('\n').slice(0, -1).flatMap(readRecord);
  }

  /** Up to `count` lines from number `first` (from 0); fewer at the end, and when they are very long. */
  async lines(first: number, count: number): Promise<readonly OutputLine[]> {
    const wanted = Math.min(count, this.#lineCount - first, mostLines);
    if (first < 0 || wanted <= 0) return [];
    return readLines((name, position, length) => this.#read(name, position, length), first, wanted);
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
  async clear(): Promise<void> {
    const files = [this.#raw.stdout, this.#raw.stderr, this.#text, this.#index, this.#records];
    await Promise.all(files.map((file) => file.truncate(0)));
    this.#rawSizes.stdout = 0;
    this.#rawSizes.stderr = 0;
    this.#textSize = 0;
    this.#lineCount = 0;
    this.#recordsSize = 0;
  }

  /** Ends appending; what is spooled can be read on. */
  async close(): Promise<void> {
    const files = [this.#raw.stdout, this.#raw.stderr, this.#text, this.#index, this.#records];
    await Promise.all(files.map((file) => file.close()));
  }
}

/** Bytes of an index up to its last entry whose text is there. */
async function soundIndexSize(path: string, size: number, textSize: number): Promise<number> {
  const file = await open(path, 'r');
  try {
    let sound = size - (size % entrySize);
    while (sound > 0 && endOfText(await readExactly(file, sound - entrySize, entrySize)) > textSize) sound -= entrySize;
    return sound;
  } finally {
    await file.close();
  }
}

async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  let written = 0;
  while (written < bytes.length) written += (await file.write(bytes, written)).bytesWritten;
}

function readRecord(line: string): readonly { readonly at: number; readonly record: HostRecord }[] {
  try {
    return [JSON.parse(line) as { at: number; record: HostRecord }];
  } catch {
    return [];
  }
}
