// Stays attached to a run on the target: streams its output, renews its lease, and comes back at the next byte when cut off.
import type { Connection, RemoteProcess } from '../targets/target.ts';
import { type Frame, FrameParser, type StreamName } from './frames.ts';
import { gathered } from './gathered.ts';
import type { Spawn } from './runPrivilege.ts';
import type { RunSettings } from './runSettings.ts';
import type { KeptPacked } from './spool/spool.ts';
import { UnderWay } from './underWay.ts';
import { Unpacker, unpackable } from './unpacker.ts';

/** Takes what a run says, in order. */
export interface RunSink {
  /**
   * Settles when the bytes are on this machine's disk. More may come meanwhile, up to a bound; then it holds the target back. `packed`: as they
   * came, to be kept in their place.
   */
  data(stream: StreamName, bytes: Buffer, packed?: KeptPacked): Promise<void>;
  /** Bytes that the target dropped before they could be fetched. */
  gap(stream: StreamName, bytes: number): Promise<void>;
  attached(): void;
  /** The connection went; tries to come back until then (milliseconds since 1970). */
  cutOff(graceEndsAt: number): void;
}

export interface FollowPlan {
  /** Opens the connection anew. */
  readonly connect: () => Promise<Connection>;
  readonly spawn: Spawn;
  /** Begins the run or claims it; repeated until it answered once. */
  readonly start: readonly string[];
  /** Has a program that stands ready on the first connection do the same, in place of a new one. */
  readonly begin?: () => RemoteProcess;
  /** Attaches again at these offsets; `unpacks` as in `unpacker.ts`. */
  readonly resume: (offsets: Readonly<Record<StreamName, number>>, unpacks: string) => readonly string[];
  readonly settings: RunSettings;
}

export type FollowEnd =
  /** The run ended and all of its output is here. */
  | { readonly kind: 'eof' }
  /** Another client took the run over. */
  | { readonly kind: 'taken' }
  /** The target could not start the run. */
  | { readonly kind: 'refused'; readonly said: string }
  /** The target no longer knows the run. */
  | { readonly kind: 'gone' }
  /** `leave` was called. */
  | { readonly kind: 'left' }
  /** The target could not be reached again in time. */
  | { readonly kind: 'lost'; readonly error: Error | undefined };

/** Acknowledge at the latest after so many bytes, so that the target can let go of them. */
const ackEvery = 4 * 1024 * 1024;

/** So many bytes may be on their way to the disk before the target is held back. */
const mostUnderWay = 2 * 1024 * 1024;

/** What was packed is taken in pieces of so many bytes. */
const pieceSize = 256 * 1024;

/** Milliseconds beyond the grace time during which a client tries to come back: the target may have been slow to stop the run. */
export const longestReturn = 30_000;

/** Milliseconds that the target gets for taking the run's folder away. */
const patience = 3000;

/** Milliseconds after which a target that answers nothing, no renewal either, is taken for unreachable: well before it loses patience with us. */
function longestSilence({ grace }: RunSettings): number {
  return Math.max(3000, (grace * 2) / 3);
}

/** The program on the target by which this client is attached for now. */
interface Attachment {
  readonly child: RemoteProcess;
  readonly silence: Silence;
  readonly underWay: UnderWay;
  readonly unpacker: Unpacker;
  /** The supervisor is there. */
  hasAnswered: boolean;
  /** Set once all of the run is here. */
  goodbye: NodeJS.Timeout | undefined;
}

/** Follows one run until its end; one use each. */
export class RunFollower {
  readonly #plan: FollowPlan;
  readonly #sink: RunSink;
  /** How far each stream came, how far it is on this machine's disk, and how far the target knows that. */
  readonly #offsets: Record<StreamName, number>;
  readonly #kept: Record<StreamName, number>;
  readonly #acked: Record<StreamName, number>;
  readonly #renewEvery: number;
  /** Commands that hold for the whole run; said again after each reconnection. */
  readonly #standing = new Map<string, () => string | undefined>();
  #process: RemoteProcess | undefined;
  #hasAnswered = false;
  #begin: (() => RemoteProcess) | undefined;
  /** What a target may pack output with. */
  #unpacks = unpackable;
  #hasLeft = false;
  /** Milliseconds spent on coming back since the target last said something new. */
  #waited = 0;
  #lastError: Error | undefined;

  constructor(plan: FollowPlan, sink: RunSink, offsets: Readonly<Record<StreamName, number>> = { o: 0, e: 0, l: 0 }) {
    this.#plan = plan;
    this.#begin = plan.begin;
    this.#sink = sink;
    this.#offsets = { ...offsets };
    this.#kept = { ...offsets };
    this.#acked = { ...offsets };
    this.#renewEvery = Math.max(500, plan.settings.grace / 6);
  }

  /** Tells the supervisor something now and, until it returns undefined, after each reconnection. */
  tell(name: string, command: () => string | undefined): void {
    this.#standing.set(name, command);
    this.#send(command());
  }

  /** Gives up following; the run on the target is left to its supervisor. */
  leave(): void {
    this.#hasLeft = true;
    this.#process?.stdout.destroy();
  }

  /** Settles when the run is over for this client. The connection given is used first and closed in the end. */
  async follow(first: Connection): Promise<FollowEnd> {
    let connection = first;
    for (;;) {
      const end = await this.#attach(connection).finally(() => connection.close());
      if (end !== 'cut') return end;
      if (this.#hasLeft) return { kind: 'left' };
      const next = await this.#reconnect();
      if (!next) return { kind: 'lost', error: this.#lastError };
      connection = next;
    }
  }

  /** One attachment, from its program's start to its end. */
  async #attach(connection: Connection): Promise<FollowEnd | 'cut'> {
    const { settings } = this.#plan;
    let child: RemoteProcess;
    try {
      child = await this.#programOn(connection);
    } catch (error) {
      this.#note(error);
      return 'cut';
    }
    void connection.closed.then(() => child.stdout.destroy());
    this.#process = child;
    const said = lastWords(child);
    const silence = new Silence(longestSilence(settings), () => child.stdout.destroy(new Error('no answer')));
    const renewal = setInterval(() => {
      this.#acknowledge();
      this.#send('renew');
    }, this.#renewEvery);
    const underWay = new UnderWay();
    const unpacker = new Unpacker();
    const attachment: Attachment = { child, silence, underWay, unpacker, hasAnswered: false, goodbye: undefined };
    try {
      const end = await this.#read(attachment);
      if (end) return end;
      const { code } = await child.exited;
      // Ended by a signal, it met an earlier attempt of ours that came to the target after it.
      if (!attachment.hasAnswered && code !== null && code < 128) {
        return this.#hasAnswered ? { kind: 'gone' } : { kind: 'refused', said: said() };
      }
    } catch (error) {
      // Whatever broke, the supervisor holds the run and its output for us.
      this.#note(error);
    } finally {
      silence.end();
      unpacker.end();
      clearInterval(renewal);
      clearTimeout(attachment.goodbye);
      this.#process = undefined;
      child.kill();
      await underWay.downTo(0).catch((error) => this.#note(error));
      Object.assign(this.#offsets, this.#kept);
    }
    return attachment.goodbye ? { kind: 'eof' } : 'cut';
  }

  async #programOn(connection: Connection): Promise<RemoteProcess> {
    const { spawn, start, resume } = this.#plan;
    if (this.#hasAnswered) return spawn(connection, resume(this.#offsets, this.#unpacks));
    const begin = this.#begin;
    this.#begin = undefined;
    return begin === undefined ? spawn(connection, start) : begin();
  }

  /** Takes what comes until the channel ends; gives an end that was said before. */
  async #read(attachment: Attachment): Promise<FollowEnd | undefined> {
    const { child, silence, underWay } = attachment;
    const parser = new FrameParser();
    silence.begin();
    for await (const chunk of gathered(child.stdout)) {
      // What takes long now is this machine's disk, not the target.
      silence.end();
      for (const frame of parser.push(chunk)) {
        if (frame.kind === 'taken') return { kind: 'taken' };
        await this.#obey(frame, attachment);
      }
      await underWay.downTo(mostUnderWay);
      silence.begin();
    }
    return undefined;
  }

  async #obey(frame: Frame, attachment: Attachment): Promise<void> {
    switch (frame.kind) {
      case 'hello':
        attachment.hasAnswered = true;
        this.#hasAnswered = true;
        this.#sink.attached();
        for (const command of this.#standing.values()) this.#send(command());
        break;
      case 'data':
        this.#take(frame.stream, frame.offset, frame.bytes, attachment);
        break;
      case 'packed': {
        const { offset, bytes, isFirst } = await attachment.unpacker.unpack(frame).catch((error) => {
          // What this target's program makes of it would be no better the next time.
          this.#unpacks = '';
          throw error;
        });
        let packed: KeptPacked = { bytes: frame.bytes, isFirst };
        let at = 0;
        do {
          this.#take(frame.stream, offset + at, bytes.subarray(at, at + pieceSize), attachment, packed);
          packed = { bytes: Buffer.alloc(0), isFirst: false };
          at += pieceSize;
          await attachment.underWay.downTo(mostUnderWay);
        } while (at < bytes.length);
        break;
      }
      case 'gap':
        await this.#sink.gap(frame.stream, frame.to - frame.from);
        this.#offsets[frame.stream] = frame.to;
        this.#kept[frame.stream] = frame.to;
        break;
      case 'eof':
        if (attachment.goodbye) break;
        await attachment.underWay.downTo(0);
        // The supervisor takes its folder away and this channel ends; a target that does not answer keeps it for a while.
        this.#send('bye');
        attachment.goodbye = setTimeout(() => attachment.child.stdout.destroy(), patience);
        break;
      case 'alive':
        this.#waited = 0;
    }
  }

  #take(stream: StreamName, offset: number, bytes: Buffer, { underWay }: Attachment, packed?: KeptPacked): void {
    if (offset !== this.#offsets[stream]) {
      throw new Error(`Stream ${stream} goes on at byte ${offset} instead of ${this.#offsets[stream]}`);
    }
    const end = offset + bytes.length;
    this.#offsets[stream] = end;
    this.#waited = 0;
    underWay.add(bytes.length, this.#sink.data(stream, bytes, packed), () => {
      // A gap behind it may have been noted already.
      this.#kept[stream] = Math.max(this.#kept[stream], end);
      if (end - this.#acked[stream] >= ackEvery) this.#acknowledge();
    });
  }

  #acknowledge(): void {
    for (const stream of ['o', 'e'] as const) {
      if (this.#kept[stream] === this.#acked[stream]) continue;
      this.#acked[stream] = this.#kept[stream];
      this.#send(`ack ${stream} ${this.#kept[stream]}`);
    }
  }

  #send(command: string | undefined): void {
    if (command !== undefined && this.#process?.stdin.writable) this.#process.stdin.write(`${command}\n`);
  }

  /** Counts the time spent waiting, not the clock's: a laptop that slept has not tried yet. */
  async #reconnect(): Promise<Connection | undefined> {
    const { grace } = this.#plan.settings;
    this.#sink.cutOff(Date.now() + Math.max(0, grace - this.#waited));
    for (let delay = 250; this.#waited < grace + longestReturn; delay = Math.min(delay * 2, 4000)) {
      if (this.#waited > 0) await new Promise((resolve) => setTimeout(resolve, delay));
      const begun = performance.now();
      try {
        return await this.#plan.connect();
      } catch (error) {
        this.#note(error);
      } finally {
        this.#waited += delay + Math.min(performance.now() - begun, 15_000);
      }
    }
    return undefined;
  }

  #note(error: unknown): void {
    if (error instanceof Error) this.#lastError = error;
  }
}

/** Each renewal is answered, so that a dead connection shows even where TCP has not noticed. */
class Silence {
  readonly #longest: number;
  readonly #broken: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(longest: number, broken: () => void) {
    this.#longest = longest;
    this.#broken = broken;
  }

  begin(): void {
    this.end();
    this.#timer = setTimeout(this.#broken, this.#longest);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

/** What a program complains of, from now on; the end of it where it is long. Its broken pipes are nobody's. */
function lastWords(child: RemoteProcess): () => string {
  let said = '';
  child.stdin.on('error', () => {});
  child.stderr.on('error', () => {});
  child.exited.catch(() => {});
  child.stderr.on('data', (bytes: Buffer) => {
    said = (said + bytes.toString('utf8')).slice(-2000);
  });
  return () => said.trim();
}
