// Unpacks xz: what ELF files keep packed, no more than is bearable, whatever the packed bytes say of themselves.
// xz-decompress: xz-embedded as WebAssembly, because Node has no xz and the server ships no native code.
import { setImmediate } from 'node:timers/promises';
import xz from 'xz-decompress';

/** The unpacked bytes; undefined where they are damaged, cut off, or more than `most`. */
export async function unpackXz(packed: Uint8Array, most: number): Promise<Uint8Array | undefined> {
  // The library reads on from the piece before when there is none.
  if (packed.length === 0) return undefined;
  const source = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(packed);
      controller.close();
    },
  });
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    // Leaving the loop cancels the stream, without which the library would keep all others waiting.
    for await (const piece of new xz.XzReadableStream(source)) {
      length += piece.length;
      if (length > most) return undefined;
      pieces.push(piece);
      // A piece takes less than a millisecond, and all of them together may not keep the editor waiting.
      if (pieces.length % 16 === 0) await setImmediate();
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(pieces, length);
}
