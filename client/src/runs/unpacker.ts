// Unpacks a flood that the target packed, piece by piece, so that a cut costs no more than what was on its way.
import zlib from 'node:zlib';
import type { PackedFrame } from './frames.ts';

/** What a target may pack output with for this client, by the programs' names with blanks between; '' where this Node unpacks none of it. */
export const unpackable = typeof zlib.createZstdDecompress === 'function' ? 'zstd' : '';

/** Bytes that are unpacked at once. */
const chunkSize = 256 * 1024;

/** Unpacked bytes of a stream from an offset on. */
export interface Unpacked {
  readonly offset: number;
  readonly bytes: Buffer;
}

/** For the packed frames of one connection, in order and one at a time. */
export class Unpacker {
  #decompressor: ReturnType<typeof zlib.createZstdDecompress> | undefined;
  #unpacked: Unpacked[] = [];
  /** Bytes of the open frame that came out. */
  #length = 0;
  #fail: (error: Error) => void = () => {};

  /** Settles with the bytes that a piece of a frame completes; rejects where they are not what the frame's header says. */
  async unpack(frame: PackedFrame): Promise<readonly Unpacked[]> {
    const decompressor = this.#decompressor ?? this.#open(frame);
    await new Promise<void>((resolve, reject) => {
      this.#fail = reject;
      decompressor.write(frame.bytes, () => resolve());
    });
    const { stream, offset, size, isLast } = frame;
    if (isLast && this.#length < size) {
      throw new Error(`Stream ${stream} has ${this.#length} bytes packed at ${offset} instead of ${size}`);
    }
    if (isLast) this.end();
    const unpacked = this.#unpacked;
    this.#unpacked = [];
    return unpacked;
  }

  /** Forgets a frame whose rest does not come. */
  end(): void {
    this.#decompressor?.destroy();
    this.#decompressor = undefined;
    this.#length = 0;
  }

  #open({ offset, size }: PackedFrame): ReturnType<typeof zlib.createZstdDecompress> {
    const decompressor = zlib.createZstdDecompress({ chunkSize });
    decompressor.on('data', (bytes: Buffer) => {
      this.#unpacked.push({ offset: offset + this.#length, bytes });
      this.#length += bytes.length;
      // A few bytes can be packed that fill all memory.
      if (this.#length <= size) return;
      this.#fail(new Error(`More than the ${size} bytes that were told are packed`));
      decompressor.destroy();
    });
    decompressor.on('error', (error) => this.#fail(error));
    this.#decompressor = decompressor;
    return decompressor;
  }
}
