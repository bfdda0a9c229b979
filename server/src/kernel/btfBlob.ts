// One raw BTF blob (vmlinux's, or a module's split one): where its types lie. Trusts no number it reads.
// The format: https://docs.kernel.org/bpf/btf.html

/** BTF's kinds, by their number in the format. */
export const BtfKind = {
  int: 1,
  pointer: 2,
  array: 3,
  struct: 4,
  union: 5,
  enum: 6,
  forward: 7,
  typedef: 8,
  volatile: 9,
  const: 10,
  restrict: 11,
  function: 12,
  prototype: 13,
  variable: 14,
  section: 15,
  float: 16,
  declarationTag: 17,
  typeTag: 18,
  enum64: 19,
} as const;

const MAGIC = 0xeb9f;
const TYPE_BYTES = 12;

/** Types that a blob may have; the kernel's own bound on ids is 2^20. */
const MOST_TYPES = 1 << 20;

/** Names longer than the kernel allows (`KSYM_NAME_LEN`) are read as ''. */
const LONGEST_NAME = 512;

/** One blob, opened. */
export class BtfBlob {
  /** Types in the blob; the void type 0 is not among them. */
  readonly count: number;
  /** Bytes of its string section. */
  readonly stringBytes: number;
  readonly #bytes: Buffer;
  readonly #view: DataView;
  readonly #littleEndian: boolean;
  readonly #offsets: Uint32Array;
  readonly #stringStart: number;

  private constructor(
    bytes: Buffer,
    view: DataView,
    littleEndian: boolean,
    offsets: Uint32Array,
    stringStart: number,
    stringBytes: number,
  ) {
    this.count = offsets.length;
    this.stringBytes = stringBytes;
    this.#bytes = bytes;
    this.#view = view;
    this.#littleEndian = littleEndian;
    this.#offsets = offsets;
    this.#stringStart = stringStart;
  }

  /** Opens a blob. A foreign one gives undefined, a cut-off one the types up to the cut. */
  static open(data: Uint8Array): BtfBlob | undefined {
    if (data.length < 24) return undefined;
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.length);
    const view = new DataView(data.buffer, data.byteOffset, data.length);
    const littleEndian = view.getUint16(0, true) === MAGIC;
    if (!littleEndian && view.getUint16(0, false) !== MAGIC) return undefined;
    const word = (at: number): number => view.getUint32(at, littleEndian);
    const headerBytes = word(4);
    const typeStart = headerBytes + word(8);
    const typeEnd = Math.min(typeStart + word(12), data.length);
    const stringStart = Math.min(headerBytes + word(16), data.length);
    const stringEnd = Math.min(headerBytes + word(16) + word(20), data.length);

    // The offsets are grown with what is really there: a header may claim gigabytes.
    let offsets = new Uint32Array(1024);
    let count = 0;
    for (let at = typeStart; at + TYPE_BYTES <= typeEnd && count < MOST_TYPES; ) {
      const info = word(at + 4);
      const size = TYPE_BYTES + extraBytes(info);
      if (at + size > typeEnd || ((info >>> 24) & 0x1f) === 0) break;
      if (count === offsets.length) {
        const grown = new Uint32Array(count * 2);
        grown.set(offsets);
        offsets = grown;
      }
      offsets[count++] = at;
      at += size;
    }
    return new BtfBlob(bytes, view, littleEndian, offsets.slice(0, count), stringStart, stringEnd - stringStart);
  }

  kind(index: number): number {
    return (this.#info(index) >>> 24) & 0x1f;
  }

  /** The kind's flag: bit-fields in a struct, a signed enum, `union` of a forward. */
  flag(index: number): boolean {
    return this.#info(index) >>> 31 === 1;
  }

  /** How many members, values or parameters follow. */
  length(index: number): number {
    return this.#info(index) & 0xffff;
  }

  /** Offset of the name in the strings; ids and offsets of a split blob go on after the base's. */
  nameOffset(index: number): number {
    return this.#word(this.#at(index));
  }

  /** The size or the type, by kind. */
  sizeOrType(index: number): number {
    return this.#word(this.#at(index) + 8);
  }

  /** The `n`th 32-bit word after the type's head; 0 past the blob's end. */
  extra(index: number, n: number): number {
    return this.#word(this.#at(index) + TYPE_BYTES + 4 * n);
  }

  /** A string by its offset in this blob's own section; '' past its end or where it is no name. */
  string(offset: number): string {
    const end = this.#stringEnd(offset);
    return end < 0 ? '' : this.#bytes.toString('utf8', this.#stringStart + offset, end);
  }

  /** Whether the string at an offset is `text` (as bytes). */
  stringIs(offset: number, text: Uint8Array): boolean {
    const start = this.#stringStart + offset;
    if (offset + text.length >= this.stringBytes || this.#bytes[start + text.length] !== 0) return false;
    for (let at = 0; at < text.length; at++) if (this.#bytes[start + at] !== text[at]) return false;
    return true;
  }

  /** A hash of the string at an offset, the same as `hashBytes` of its bytes. */
  stringHash(offset: number): number {
    const end = this.#stringEnd(offset);
    return end < 0 ? 0 : hashBytes(this.#bytes, this.#stringStart + offset, end);
  }

  #stringEnd(offset: number): number {
    const start = this.#stringStart + offset;
    const bound = Math.min(this.#stringStart + this.stringBytes, start + LONGEST_NAME);
    for (let at = start; at < bound; at++) if (this.#bytes[at] === 0) return at;
    return -1;
  }

  #info(index: number): number {
    return this.#word(this.#at(index) + 4);
  }

  #at(index: number): number {
    return this.#offsets[index] ?? this.#view.byteLength;
  }

  #word(at: number): number {
    return at + 4 <= this.#view.byteLength ? this.#view.getUint32(at, this.#littleEndian) : 0;
  }
}

/** FNV-1a. */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return hash >>> 0;
}

/** Bytes that follow a type's head. */
function extraBytes(info: number): number {
  const length = info & 0xffff;
  switch ((info >>> 24) & 0x1f) {
    case BtfKind.int:
    case BtfKind.variable:
    case BtfKind.declarationTag:
      return 4;
    case BtfKind.array:
      return 12;
    case BtfKind.struct:
    case BtfKind.union:
    case BtfKind.section:
    case BtfKind.enum64:
      return 12 * length;
    case BtfKind.enum:
    case BtfKind.prototype:
      return 8 * length;
    default:
      return 0;
  }
}
