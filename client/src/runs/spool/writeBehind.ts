// Appends to several files behind their callers' backs: what comes while the disk is busy goes to it together.
import type { FileHandle } from 'node:fs/promises';
import { type Mark, putMark } from './mark.ts';

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
 * when all of it was there, so that what a dying process wrote only in part can be taken back.
 */
export class WriteBehind {
  readonly #files: readonly FileHandle[];
  readonly #mark: FileHandle;
  /** Bytes on the disk, by file. */
  readonly #sizes: number[];
  /** The same with what waits. */
  readonly #ends: number[];
  /** What was counted with what is on the disk, and the same with what waits. */
  readonly #counted: number[];
  readonly #counts: number[];
  #waiting: readonly Waiting[];
  /** What is being written, else empty. */
  #leaving: readonly Waiting[];
  #isWaiting = false;
  #hasFailed = false;
  #writing: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #shrinking: NodeJS.Timeout | undefined;

  /** `files` are open for appending, `mark` is open for writing at any place; `known`: where they stand. */
  constructor(files: readonly FileHandle[], mark: FileHandle, { sizes, counts }: Mark) {
    this.#files = files;
    this.#mark = mark;
    this.#sizes = [...sizes];
    this.#ends = [...sizes];
    this.#counted = [...counts];
    this.#counts = [...counts];
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

  /** What was counted with all that is on the disk. */
  counted(count: number): number {
    return this.#counted[count] ?? 0;
  }

  /** The same with what waits. */
  counting(count: number): number {
    return this.#counts[count] ?? 0;
  }

  /** Belongs to what is appended with it. */
  count(count: number, more: number): void {
    this.#counts[count] = this.counting(count) + more;
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

  /** Takes back what is beyond. Before anything is appended. */
  async cut({ sizes, counts }: Mark): Promise<void> {
    for (const [number, file] of this.#files.entries()) {
      const size = sizes[number] ?? 0;
      if (size < this.sizeOf(number)) await file.truncate(size);
      this.#sizes[number] = size;
      this.#ends[number] = size;
    }
    for (const [number, count] of counts.entries()) this.#counted[number] = this.#counts[number] = count;
  }

  /** Takes back everything. */
  async clear(): Promise<void> {
    await this.written();
    await this.cut({ sizes: this.#sizes.map(() => 0), counts: this.#counts.map(() => 0) });
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
    const counts = [...this.#counts];
    await Promise.all(leaving.map((waiting, number) => waiting.writeTo(this.#files[number] as FileHandle)));
    for (const waiting of leaving) waiting.length = 0;
    this.#shrinking?.refresh();
    this.#shrinking ??= setTimeout(() => this.#shrink(), keptFor).unref();
    const mark = putMark({ sizes: ends, counts });
    await this.#mark.write(mark, 0, mark.length, 0);
    for (const [file, end] of ends.entries()) this.#sizes[file] = end;
    for (const [number, count] of counts.entries()) this.#counted[number] = count;
  }

  #shrink(): void {
    for (const waiting of [...this.#waiting, ...this.#leaving]) waiting.shrink();
  }
}
