// Writes raw BTF blobs for tests, byte by byte, so that a test can also forge one.
import { BtfKind } from '../../server/src/kernel/btfBlob.ts';

/** A member: its name ('' for an anonymous one), type, bit offset, and width where it is a bit-field. */
export type WrittenMember = readonly [name: string, type: number, bitOffset: number, bitWidth?: number];

/** Collects types; each method returns the new type's id. */
export class BtfWriter {
  readonly #words: number[] = [];
  readonly #base: BtfWriter | undefined;
  #strings = Buffer.from([0]);
  #count = 0;

  /** `base`: makes a module's split BTF, whose ids and strings go on after the base's. */
  constructor(base?: BtfWriter) {
    this.#base = base;
    if (base) this.#strings = Buffer.alloc(0);
  }

  get lastId(): number {
    return (this.#base?.lastId ?? 0) + this.#count;
  }

  get stringBytes(): number {
    return (this.#base?.stringBytes ?? 0) + this.#strings.length;
  }

  int(name: string, size: number, signed: boolean): number {
    return this.raw(name, BtfKind.int, 0, size, [(signed ? 1 << 24 : 0) | (size * 8)]);
  }

  pointer(target: number): number {
    return this.raw('', BtfKind.pointer, 0, target);
  }

  array(element: number, length: number, index: number): number {
    return this.raw('', BtfKind.array, 0, 0, [element, index, length]);
  }

  typedef(name: string, target: number): number {
    return this.raw(name, BtfKind.typedef, 0, target);
  }

  constant(target: number): number {
    return this.raw('', BtfKind.const, 0, target);
  }

  struct(name: string, size: number, members: readonly WrittenMember[], kind: 'struct' | 'union' = 'struct'): number {
    const bitFields = members.some(([, , , width]) => width !== undefined);
    const words = members.flatMap(([member, type, offset, width = 0]) => [
      this.#string(member),
      type,
      bitFields ? (width << 24) | offset : offset,
    ]);
    return this.raw(name, BtfKind[kind], members.length, size, words, bitFields);
  }

  enumeration(name: string, values: Readonly<Record<string, number>>): number {
    const words = Object.entries(values).flatMap(([value, number]) => [this.#string(value), number]);
    return this.raw(name, BtfKind.enum, words.length / 2, 4, words);
  }

  prototype(result: number, parameters: Readonly<Record<string, number>>): number {
    const words = Object.entries(parameters).flatMap(([name, type]) => [this.#string(name), type]);
    return this.raw('', BtfKind.prototype, words.length / 2, result, words);
  }

  /** A function with its prototype; returns the function's id. */
  function(name: string, result: number, parameters: Readonly<Record<string, number>>): number {
    return this.raw(name, BtfKind.function, 0, this.prototype(result, parameters));
  }

  /** Any type at all, well formed or not. */
  raw(
    name: string,
    kind: number,
    length: number,
    sizeOrType: number,
    extra: readonly number[] = [],
    flag = false,
  ): number {
    this.#words.push(this.#string(name), ((flag ? 1 << 31 : 0) | (kind << 24) | length) >>> 0, sizeOrType, ...extra);
    this.#count++;
    return this.lastId;
  }

  /** The blob. */
  bytes(littleEndian = true): Uint8Array {
    const types = this.#words.length * 4;
    const view = new DataView(new ArrayBuffer(24 + types + this.#strings.length));
    view.setUint16(0, 0xeb9f, littleEndian);
    view.setUint8(2, 1);
    const header = [24, 0, types, types, this.#strings.length];
    for (const [i, word] of [...header, ...this.#words].entries()) view.setUint32(4 + 4 * i, word >>> 0, littleEndian);
    const bytes = new Uint8Array(view.buffer);
    bytes.set(this.#strings, 24 + types);
    return bytes;
  }

  #string(text: string): number {
    if (text === '') return 0;
    const offset = this.stringBytes;
    this.#strings = Buffer.concat([this.#strings, Buffer.from(`${text}\0`)]);
    return offset;
  }
}
