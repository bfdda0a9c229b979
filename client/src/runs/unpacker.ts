// Unpacks a flood that the target packed, as it comes, so that a cut costs no more than what was on its way.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import zlib from 'node:zlib';
import { mostPacked, type PackedFrame, type StreamName } from './frames.ts';
import type { PackedPiece, UnpackAnswer, UnpackOrder } from './unpackWorker.ts';

/** What a target may pack output with for this client, by the programs' names with blanks between; '' where this Node unpacks none of it. */
export const unpackable = typeof zlib.createZstdDecompress === 'function' ? 'zstd' : '';

/** Unpacked bytes of a stream from an offset on. */
export interface Unpacked {
  readonly offset: number;
  /** They hold until the next piece is given. */
  readonly bytes: Buffer;
  /** The piece began a frame. */
  readonly isFirst: boolean;
}

/** Packed bytes that the thread gets at once. */
const pieceSize = 1024 * 1024;

/** Begun with the first packed frame: most runs have none. */
interface UnpackThread extends UnpackOrder {
  readonly worker: Worker;
}

/** For the packed frames of one connection, in order and one piece at a time. */
export class Unpacker {
  #thread: UnpackThread | undefined;
  /** Bytes of the open frame that came out. */
  #length = 0;
  #isOpen = false;

  /** Settles with the bytes that a piece of a frame completes; rejects where they are not what the frame's header says. */
  async unpack({ stream, offset, size, bytes, isLast }: PackedFrame): Promise<Unpacked> {
    this.#thread ??= beginThread();
    const { unpacked } = this.#thread;
    const before = this.#length;
    const isFirst = !this.#isOpen;
    for (let at = 0; at < bytes.length; at += pieceSize) {
      const { length, error } = await this.#ask(this.#thread, bytes.subarray(at, at + pieceSize));
      if (error !== undefined) throw new Error(`${damaged(stream, offset)}: ${error}`);
      this.#length = length;
    }
    const length = this.#length;
    if (length > size || (isLast && length < size)) {
      throw new Error(`${damaged(stream, offset)}: ${length} bytes came instead of ${size}`);
    }
    this.#isOpen = !isLast;
    if (isLast) this.#length = 0;
    return { offset: offset + before, bytes: Buffer.from(unpacked, before, length - before), isFirst };
  }

  /** Ends it. */
  end(): void {
    void this.#thread?.worker.terminate();
  }

  #ask({ worker, packed }: UnpackThread, piece: Buffer): Promise<UnpackAnswer> {
    new Uint8Array(packed).set(piece);
    const isFirst = !this.#isOpen;
    this.#isOpen = true;
    return new Promise((resolve, reject) => {
      worker.once('error', reject);
      worker.once('message', (answer: UnpackAnswer) => {
        worker.off('error', reject);
        resolve(answer);
      });
      worker.postMessage({ length: piece.length, isFirst } satisfies PackedPiece);
    });
  }
}

function damaged(stream: StreamName, offset: number): string {
  return `What was packed of stream ${stream} at byte ${offset} is damaged`;
}

function beginThread(): UnpackThread {
  const order: UnpackOrder = {
    packed: new SharedArrayBuffer(pieceSize),
    unpacked: new SharedArrayBuffer(mostPacked),
  };
  return { ...order, worker: new Worker(workerFile(), { workerData: order }) };
}

/** Beside the extension's bundle, or among the sources. */
function workerFile(): string {
  const folder = dirname(fileURLToPath(import.meta.url));
  const bundled = join(folder, 'unpackWorker.js');
  return existsSync(bundled) ? bundled : join(folder, 'unpackWorker.ts');
}
