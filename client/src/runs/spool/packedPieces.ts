// What of a stream's bytes is kept as the target packed it, and how it is read: a flood takes a fraction of the disk, and nothing is packed here.
import zlib from 'node:zlib';

/** Bytes of a piece's entry: stream and place in its frame (4), stored bytes (4), bytes of the stream (4), 0 (4), place in the stream's file (8). */
export const pieceSize = 24;

/** Some of a zstd frame's bytes as they came, and what they stand for. */
export interface PackedPiece {
  readonly stream: 'stdout' | 'stderr';
  /** Begins a frame; others go on with the one before. */
  readonly isFirst: boolean;
  /** Where they lie in the stream's file. */
  readonly place: number;
  /** Bytes in the file; 0 where what lies there already stands for more of the stream. */
  readonly stored: number;
  /** Bytes of the stream. */
  readonly length: number;
}

const stderrBit = 1;
const firstBit = 2;

export function putPiece({ stream, isFirst, place, stored, length }: PackedPiece): Buffer {
  const entry = Buffer.alloc(pieceSize);
  entry.writeUInt32LE((stream === 'stderr' ? stderrBit : 0) | (isFirst ? firstBit : 0), 0);
  entry.writeUInt32LE(stored, 4);
  entry.writeUInt32LE(length, 8);
  entry.writeDoubleLE(place, 16);
  return entry;
}

/** An entry that is cut off is left out. */
export function readPieces(entries: Buffer): readonly PackedPiece[] {
  const pieces: PackedPiece[] = [];
  for (let at = 0; at + pieceSize <= entries.length; at += pieceSize) {
    const bits = entries.readUInt32LE(at);
    pieces.push({
      stream: bits & stderrBit ? 'stderr' : 'stdout',
      isFirst: (bits & firstBit) !== 0,
      stored: entries.readUInt32LE(at + 4),
      length: entries.readUInt32LE(at + 8),
      place: entries.readDoubleLE(at + 16),
    });
  }
  return pieces;
}

/** A part of a stream's file: bytes as they are, or a frame that stands for `length` bytes. */
export interface Stretch {
  readonly isPacked: boolean;
  readonly place: number;
  readonly stored: number;
  readonly length: number;
}

/** A stream's file from its beginning on, in order; without a piece that ends beyond `size`, where the file was cut short, and what comes after it. */
export function stretchesOf(
  pieces: readonly PackedPiece[],
  stream: 'stdout' | 'stderr',
  size: number,
): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let end = 0;
  const plainTo = (place: number) => {
    if (place > end) stretches.push({ isPacked: false, place: end, stored: place - end, length: place - end });
  };
  for (const piece of pieces) {
    if (piece.stream !== stream) continue;
    if (piece.place + piece.stored > size) {
      plainTo(piece.place);
      return stretches;
    }
    const last = stretches.at(-1);
    if (!piece.isFirst && last?.isPacked) {
      stretches[stretches.length - 1] = {
        ...last,
        stored: last.stored + piece.stored,
        length: last.length + piece.length,
      };
    } else {
      plainTo(piece.place);
      stretches.push({ isPacked: true, place: piece.place, stored: piece.stored, length: piece.length });
    }
    end = piece.place + piece.stored;
  }
  plainTo(size);
  return stretches;
}

/** The first `length` bytes that a frame, which may be cut off, stands for. Rejects where there are fewer. */
export function unpackFrame(frame: Buffer, length: number): Promise<Buffer> {
  if (typeof zlib.createZstdDecompress !== 'function') {
    const next = 'Export it from the VS Code that ran it, or with a Node from 22.15 on.';
    return Promise.reject(new Error(`The output was kept packed with zstd, which this Node does not read. ${next}`));
  }
  return new Promise((resolve, reject) => {
    const unpacked = Buffer.allocUnsafe(length);
    let end = 0;
    const decompressor = zlib.createZstdDecompress({ chunkSize: 256 * 1024 });
    decompressor.on('data', (bytes: Buffer) => {
      end += bytes.copy(unpacked, end);
    });
    decompressor.on('error', reject);
    decompressor.write(frame, () => {
      decompressor.destroy();
      if (end === length) resolve(unpacked);
      else reject(new Error(`The spool is damaged: ${end} bytes are packed where ${length} were.`));
    });
  });
}
