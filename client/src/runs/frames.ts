// The wire between a supervisor's `attach` and the client: header lines, each `data` or `packed` header followed by its bytes.

/** A stream of a run: the tracer's stdout and stderr, the supervisor's log. */
export type StreamName = 'o' | 'e' | 'l';

export type Frame =
  /** The supervisor is there and speaks this protocol. */
  | { readonly kind: 'hello'; readonly version: number }
  /** Bytes of a stream from an offset on; a long frame comes in several pieces. */
  | { readonly kind: 'data'; readonly stream: StreamName; readonly offset: number; readonly bytes: Buffer }
  | PackedFrame
  /** The target dropped these bytes, as nobody fetched them before its bound was reached. */
  | { readonly kind: 'gap'; readonly stream: StreamName; readonly from: number; readonly to: number }
  /** Nothing new, but the connection lives. */
  | { readonly kind: 'alive' }
  /** Another client attached to the run since. */
  | { readonly kind: 'taken' }
  /** The run ended and everything was sent. */
  | { readonly kind: 'eof' };

/** Some of the packed bytes by which `size` bytes of a stream come, from an offset on; `unpacker.ts` reads them. */
export interface PackedFrame {
  readonly kind: 'packed';
  readonly stream: StreamName;
  readonly offset: number;
  readonly size: number;
  readonly bytes: Buffer;
  /** These bytes end what is packed. */
  readonly isLast: boolean;
}

/** No frame of ours packs more bytes (`attachProgram.ts`). */
export const mostPacked = 16 * 1024 * 1024;

/** No header of ours is longer; more without a newline is not a supervisor talking. */
const longestHeader = 200;

/** Cuts a supervisor's bytes into frames, however the transport chopped them. Throws on what no supervisor says. */
export class FrameParser {
  #header = '';
  #stream: StreamName = 'o';
  #offset = 0;
  #left = 0;
  /** How many bytes are packed in what comes; 0 for bytes as they are. */
  #size = 0;

  *push(chunk: Buffer): Generator<Frame, void, undefined> {
    let at = 0;
    while (at < chunk.length) {
      if (this.#left > 0) {
        const bytes = chunk.subarray(at, at + this.#left);
        const stream = this.#stream;
        at += bytes.length;
        this.#left -= bytes.length;
        if (this.#size > 0) {
          yield { kind: 'packed', stream, offset: this.#offset, size: this.#size, bytes, isLast: this.#left === 0 };
        } else {
          yield { kind: 'data', stream, offset: this.#offset, bytes };
          this.#offset += bytes.length;
        }
        continue;
      }
      const newline = chunk.indexOf(10, at);
      this.#header += chunk.toString('latin1', at, newline < 0 ? chunk.length : newline);
      if (this.#header.length > longestHeader) {
        throw new Error(`The target answered something else than a supervisor does: ${this.#header.slice(0, 80)}`);
      }
      if (newline < 0) return;
      at = newline + 1;
      const frame = this.#open(this.#header);
      this.#header = '';
      if (frame) yield frame;
    }
  }

  #open(header: string): Frame | undefined {
    const [word, ...rest] = header.split(' ');
    switch (word) {
      case 'data': {
        const [stream, offset, length] = rest;
        this.#stream = streamName(stream, header);
        this.#offset = wholeNumber(offset, header);
        this.#size = 0;
        this.#left = wholeNumber(length, header);
        return undefined;
      }
      case 'packed': {
        const [stream, offset, size, length] = rest;
        this.#stream = streamName(stream, header);
        this.#offset = wholeNumber(offset, header);
        this.#size = wholeNumber(size, header);
        this.#left = wholeNumber(length, header);
        if (this.#left > 0 && this.#size > 0 && this.#size <= mostPacked) return undefined;
        throw new Error(`Nothing that could be packed is in the frame "${header}"`);
      }
      case 'gap': {
        const [stream, from, to] = rest;
        return {
          kind: 'gap',
          stream: streamName(stream, header),
          from: wholeNumber(from, header),
          to: wholeNumber(to, header),
        };
      }
      case 'hello':
        return { kind: 'hello', version: wholeNumber(rest[0], header) };
      case 'alive':
      case 'taken':
      case 'eof':
        return { kind: word };
      default:
        throw new Error(`The target answered something else than a supervisor does: ${header}`);
    }
  }
}

function streamName(word: string | undefined, header: string): StreamName {
  if (word === 'o' || word === 'e' || word === 'l') return word;
  throw new Error(`No stream in the frame "${header}"`);
}

function wholeNumber(word: string | undefined, header: string): number {
  if (word !== undefined && /^\d+$/.test(word)) return Number(word);
  throw new Error(`No number in the frame "${header}"`);
}
