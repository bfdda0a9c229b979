// Splits a stream of bytes into lines of text without ever holding more than a bound.

const newline = 0x0a;

/** Bytes of room that are kept for the next unfinished line. */
const keptRoom = 64 * 1024;

/** A line, and whether the bound cut it before its newline came. */
export interface SplitLine {
  readonly text: string;
  readonly isCut: boolean;
}

/** One stream's lines. Malformed UTF-8 becomes U+FFFD; a character that two chunks share stays whole. */
export class LineSplitter {
  readonly #longest: number;
  #held = Buffer.alloc(0);
  #length = 0;

  /** A line of more than `longest` bytes is given out in pieces. */
  constructor(longest: number) {
    this.#longest = longest;
  }

  push(bytes: Buffer): readonly SplitLine[] {
    const lines: SplitLine[] = [];
    let start = 0;
    while (start < bytes.length) {
      const room = start + this.#longest - this.#length;
      if (this.#length === 0) {
        // Many lines are one text first, as making one is much cheaper than making thousands.
        const last = bytes.lastIndexOf(newline, room);
        if (last >= start) {
          for (const text of bytes.toString('utf8', start, last).split('\n')) lines.push({ text, isCut: false });
          start = last + 1;
          continue;
        }
      } else {
        const found = bytes.indexOf(newline, start);
        if (found >= 0 && found <= room) {
          lines.push({ text: this.#take(bytes.subarray(start, found)), isCut: false });
          start = found + 1;
          continue;
        }
      }
      if (bytes.length <= room) break;
      this.#hold(bytes.subarray(start, room));
      const whole = this.#held.subarray(0, this.#length);
      const end = lastCharacterEnd(whole);
      const rest = Buffer.from(whole.subarray(end));
      const text = whole.toString('utf8', 0, end);
      this.#clear();
      this.#hold(rest);
      lines.push({ text, isCut: true });
      start = room;
    }
    this.#hold(bytes.subarray(start));
    return lines;
  }

  /** The unfinished line, if there is one. */
  *end(): Generator<SplitLine> {
    if (this.#length > 0) yield { text: this.#take(Buffer.alloc(0)), isCut: false };
  }

  #take(rest: Buffer): string {
    if (this.#length === 0) return rest.toString('utf8');
    this.#hold(rest);
    const text = this.#held.toString('utf8', 0, this.#length);
    this.#clear();
    return text;
  }

  #hold(bytes: Buffer): void {
    const needed = this.#length + bytes.length;
    if (needed > this.#held.length) {
      const grown = Buffer.alloc(Math.max(needed, this.#held.length * 2, 256));
      this.#held.copy(grown, 0, 0, this.#length);
      this.#held = grown;
    }
    bytes.copy(this.#held, this.#length);
    this.#length = needed;
  }

  #clear(): void {
    this.#length = 0;
    if (this.#held.length > keptRoom) this.#held = Buffer.alloc(0);
  }
}

/** Where the last character that is complete ends; the whole length where the bytes are no UTF-8 anyway. */
function lastCharacterEnd(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back < bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) {
      const width = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return width > back ? bytes.length - back : bytes.length;
    }
  }
  return bytes.length;
}
