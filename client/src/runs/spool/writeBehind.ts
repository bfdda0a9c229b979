// Appends to several files behind their callers' backs: what comes while the disk is busy goes to it together.
import type { FileHandle } from 'node:fs/promises';

/** Bytes of a number in the mark. */
const numberSize = 8;

/** Room of more bytes than this is not held where nothing came for some milliseconds. */
const keptRoom = 64 * 1024;
const keptFor = 1000;

/** What waits for a file; the room is used again, as buffers of a flood's size are what makes the collector of garbage work. */
class Waiting {
  #room = Buffer.alloc(0);
  length = 0;

  add(bytes: Buffer): void {
    const needed = this.length + bytes.length;
    if (needed > this.#room.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#room.length * 2));
      this.#room.copy(larger, 0, 0, this.length);
      this.#room = larger;
    }
    bytes.copy(this.#room, this.length);
    this.length = needed;
  }

  async writeTo(file: FileHandle): Promise<void> {
    for (let at = 0; at < this.length; ) at += (await file.write(this.#room, at, this.length - at)).bytesWritten;
  }

  /** Lets go of room that a flood needed. */
  shrink(): void {
    if (this.length === 0 && this.#room.length > keptRoom) this.#room = Buffer.alloc(0);
  }
}

/**
 * What is appended in one go, with nothing awaited in between, belongs together: a mark, rewritten after each write, tells how long each file was
 * when all of it was there, and how many bytes were skipped in it, so that what a dying process wrote only in part can be taken back.
 */
export class WriteBehind {
  readonly #files: readonly FileHandle[];
  readonly #mark: FileHandle;
  /** Bytes on the disk, by file. */
  readonly #sizes: number[];
  /** The same with what waits. */
  readonly #ends: number[];
  /** Bytes that never came, by file: those that the mark tells, and the same with what waits. */
  readonly #skipped: number[];
  readonly #skips: number[];
  #waiting: readonly Waiting[];
  /** What is being written, else empty. */
  #leaving: readonly Waiting[];
  #isWaiting = false;
  #hasFailed = false;
  #writing: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #shrinking: NodeJS.Timeout | undefined;

  /** `files` are open for appending and have these sizes, `mark` is open for reading and writing at any place. */
  constructor(files: readonly FileHandle[], sizes: readonly number[], mark: FileHandle) {
    this.#files = files;
    this.#mark = mark;
    this.#sizes = [...sizes];
    this.#ends = [...sizes];
    this.#skipped = sizes.map(() => 0);
    this.#skips = sizes.map(() => 0);
    this.#waiting = files.map(() => new Waiting());
    this.#leaving = files.map(() => new Waiting());
  }

  /** Bytes of a file that are on the disk. */
  sizeOf(file: number): number {
    return this.#sizes[file] ?? 0;
  }

  /** Where the next append to a file begins: behind what waits. */
  endOf(file: number): number {
    return this.#ends[file] ?? 0;
  }

  /** Where a file's end is in the stream that it holds: its bytes on the disk and those that were skipped. Known once `takeBack` looked. */
  positionOf(file: number): number {
    return this.sizeOf(file) + (this.#skipped[file] ?? 0);
  }

  /** Bytes of the stream that will never come. */
  skip(file: number, bytes: number): void {
    this.#skips[file] = (this.#skips[file] ?? 0) + bytes;
    this.#isWaiting = true;
  }

  append(file: number, bytes: Buffer): void {
    if (bytes.length === 0 || this.#hasFailed) return;
    this.#waiting[file]?.add(bytes);
    this.#ends[file] = this.endOf(file) + bytes.length;
    this.#isWaiting = true;
  }

  /** Settles when all that was appended is on the disk. Once the disk did not take something, it takes nothing any more, and this rejects. */
  written(): Promise<void> {
    if (!this.#isWaiting) return this.#next ?? this.#writing;
    if (this.#next === undefined) {
      this.#next = this.#writing.then(() => this.#write());
      // Whoever waits for it sees the rejection.
      this.#next.catch(() => {
        this.#hasFailed = true;
      });
    }
    return this.#next;
  }

  /** Takes back what was written after the mark; before anything is appended. */
  async takeBack(): Promise<void> {
    const count = this.#files.length;
    const { bytesRead, buffer } = await this.#mark.read(Buffer.alloc(2 * count * numberSize), { position: 0 });
    if (bytesRead < buffer.length) return;
    const marked = this.#files.map((_, file) => buffer.readDoubleLE(file * numberSize));
    this.#setSkipped(this.#files.map((_, file) => buffer.readDoubleLE((count + file) * numberSize)));
    // Files that a machine's crash cut shorter are taken as they are.
    if (marked.some((size, file) => size > this.sizeOf(file))) return;
    await this.#cut(marked);
  }

  /** Takes back everything. */
  async clear(): Promise<void> {
    await this.written();
    await this.#cut(this.#files.map(() => 0));
    this.#setSkipped(this.#files.map(() => 0));
    await this.#mark.truncate(0);
  }

  async close(): Promise<void> {
    // Whoever appended has been told.
    await this.written().catch(() => {});
    await Promise.all([...this.#files, this.#mark].map((file) => file.close()));
  }

  async #write(): Promise<void> {
    this.#writing = this.#next ?? this.#writing;
    this.#next = undefined;
    const leaving = this.#waiting;
    this.#waiting = this.#leaving;
    this.#leaving = leaving;
    this.#isWaiting = false;
    const ends = [...this.#ends];
    const skips = [...this.#skips];
    await Promise.all(leaving.map((waiting, number) => waiting.writeTo(this.#files[number] as FileHandle)));
    for (const waiting of leaving) waiting.length = 0;
    this.#shrinking?.refresh();
    this.#shrinking ??= setTimeout(() => this.#shrink(), keptFor).unref();
    const numbers = [...ends, ...skips];
    const mark = Buffer.alloc(numbers.length * numberSize);
    for (const [place, number] of numbers.entries()) mark.writeDoubleLE(number, place * numberSize);
    await this.#mark.write(mark, 0, mark.length, 0);
    for (const [file, end] of ends.entries()) this.#sizes[file] = end;
    for (const [file, skip] of skips.entries()) this.#skipped[file] = skip;
  }

  #shrink(): void {
    for (const waiting of [...this.#waiting, ...this.#leaving]) waiting.shrink();
  }

  #setSkipped(skipped: readonly number[]): void {
    for (const [file, bytes] of skipped.entries()) {
      this.#skipped[file] = bytes;
      this.#skips[file] = bytes;
    }
  }

  async #cut(sizes: readonly number[]): Promise<void> {
    for (const [number, file] of this.#files.entries()) {
      const size = sizes[number] ?? 0;
      if (size < this.sizeOf(number)) await file.truncate(size);
      this.#sizes[number] = size;
      this.#ends[number] = size;
    }
  }
}
