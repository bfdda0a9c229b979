// A stream's bytes in fewer pieces: of a flood, what came meanwhile is one.
import { finished, type Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';

/** A flood is taken in pieces of about so many bytes: each has its price, in the decoder and on the disk. */
const enough = 256 * 1024;

/**
 * What is given holds until the next piece is asked for, and what is not asked for stays in the stream. A trickle is given as it comes. Throws what
 * breaks the stream, also that it was destroyed before its end.
 */
export async function* gathered(stream: Readable): AsyncGenerator<Buffer, void, undefined> {
  let pieces: Buffer[] = [];
  let length = 0;
  let end: { readonly error: Error | null | undefined } | undefined;
  let wake = (): void => {};
  let room = Buffer.alloc(0);
  const stopWatching = finished(stream, { writable: false }, (error) => {
    end = { error };
    wake();
  });
  stream.on('data', (piece: Buffer) => {
    pieces.push(piece);
    length += piece.length;
    if (length >= enough) stream.pause();
    wake();
  });
  // Whoever read it before may have left it paused.
  stream.resume();
  try {
    for (;;) {
      while (length === 0 && end === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      for (let before = 0; length > before && length < enough; ) {
        before = length;
        await setImmediate();
      }
      if (length === 0) break;
      const [only] = pieces;
      if (pieces.length === 1 && only) {
        [pieces, length] = [[], 0];
        yield only;
      } else {
        if (room.length < length) room = Buffer.allocUnsafeSlow(length);
        let at = 0;
        for (const piece of pieces) at += piece.copy(room, at);
        [pieces, length] = [[], 0];
        yield room.subarray(0, at);
      }
      stream.resume();
    }
    if (end?.error) throw end.error;
  } finally {
    stopWatching();
    stream.destroy();
  }
}
