// Unpacks in a thread of its own, into memory that both see: buffers of a flood's size would have the collector of garbage go through all of an editor's heap.
import { parentPort, workerData } from 'node:worker_threads';
import zlib from 'node:zlib';

/** What the thread is started with. */
export interface UnpackOrder {
  /** Where each piece of what was packed comes from. */
  readonly packed: SharedArrayBuffer;
  /** Where a frame's bytes go, from the beginning on. */
  readonly unpacked: SharedArrayBuffer;
}

/** A piece is there. */
export interface PackedPiece {
  /** Bytes. */
  readonly length: number;
  /** A frame begins. */
  readonly isFirst: boolean;
}

/** The answer to each piece: how many bytes of its frame are unpacked by now, or what is wrong with them. */
export interface UnpackAnswer {
  readonly length: number;
  readonly error?: string;
}

/** Bytes that are unpacked at once. */
const chunkSize = 256 * 1024;

const order = workerData as UnpackOrder;
const packed = new Uint8Array(order.packed);
const unpacked = new Uint8Array(order.unpacked);
let decompressor: ReturnType<typeof zlib.createZstdDecompress> | undefined;
let length = 0;

function begin(): ReturnType<typeof zlib.createZstdDecompress> {
  decompressor?.destroy();
  length = 0;
  const begun = zlib.createZstdDecompress({ chunkSize });
  begun.on('data', (bytes: Buffer) => {
    if (length + bytes.length <= unpacked.length) {
      unpacked.set(bytes, length);
      length += bytes.length;
      return;
    }
    // A few bytes can be packed that fill all memory.
    answer(`more than ${unpacked.length} bytes are packed`);
    begun.destroy();
  });
  begun.on('error', (error) => answer(error.message));
  decompressor = begun;
  return begun;
}

function answer(error?: string): void {
  parentPort?.postMessage({ length, ...(error !== undefined && { error }) } satisfies UnpackAnswer);
}

parentPort?.on('message', (piece: PackedPiece) => {
  const current = piece.isFirst || decompressor === undefined ? begin() : decompressor;
  current.write(packed.subarray(0, piece.length), (error) => {
    if (!error) answer();
  });
});
