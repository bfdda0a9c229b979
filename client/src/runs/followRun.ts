// Stays attached to a run on the target: streams its output, renews its lease, and comes back at the next byte when cut off.
import type { Connection, RemoteProcess } from '../targets/target.ts';
import { FrameParser, type StreamName } from './frames.ts';
import type { Spawn } from './runPrivilege.ts';
import type { RunSettings } from './runSettings.ts';

/** Takes what a run says, in order; what it awaits holds the target back. */
export interface RunSink {
  data(stream: StreamName, bytes: Buffer): Promise<void>;
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
  /** Attaches again at these offsets. */
  readonly resume: (offsets: Readonly<Record<StreamName, number>>) => readonly string[];
  readonly settings: RunSettings;
}

export type FollowEnd =
  /** The run ended and all of its output is here. */
  | { readonly kind: 'eof' }
  /** Another client took the run over. */
  | { readonly kind: 'taken' }
  /** The target could not start the run or no longer knows it. */
  | { readonly kind: 'refused'; readonly said: string }
  /** `leave` was called. */
  | { readonly kind: 'left' }
  /** The target could not be reached again in time. */
  | { readonly kind: 'lost'; readonly error: Error | undefined };

/** Acknowledge at the latest after so many bytes, so that the target can let go of them. */
const ackEvery = 4 * 1024 * 1024;

/** Milliseconds that the target gets for taking the run's folder away. */
const patience = 3000;

/** Follows one run until its end; one use each. */
export class RunFollower {
  readonly #plan: FollowPlan;
  readonly #sink: RunSink;
  readonly #offsets: Record<StreamName, number>;
  readonly #acked: Record<StreamName, number>;
  readonly #renewEvery: number;
  /** Commands that hold for the whole run; said again after each reconnection. */
  readonly #standing = new Map<string, () => string | undefined>();
  #process: RemoteProcess | undefined;
  #hasAnswered = false;
  #hasLeft = false;
  /** Milliseconds spent on coming back since the target last said something new. */
  #waited = 0;
  #lastError: Error | undefined;

  constructor(plan: FollowPlan, sink: RunSink, offsets: Readonly<Record<StreamName, number>> = { o: 0, e: 0, l: 0 }) {
    this.#plan = plan;
    this.#sink = sink;
    this.#offsets = { ...offsets };
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

  async #attach(connection: Connection): Promise<FollowEnd | 'cut'> {
    const { spawn, start, resume } = this.#plan;
    let child: RemoteProcess;
    try {
      child = await spawn(connection, this.#hasAnswered ? resume(this.#offsets) : start);
    } catch (error) {
      this.#note(error);
      return 'cut';
    }
    let said = '';
    const ignore = () => {};
    child.stdin.on('error', ignore);
    child.stderr.on('error', ignore);
    child.stderr.on('data', (bytes: Buffer) => {
      said = (said + bytes.toString('utf8')).slice(-2000);
    });
    child.exited.catch(ignore);
    void connection.closed.then(() => child.stdout.destroy());
    this.#process = child;
    const renewal = setInterval(() => {
      this.#acknowledge();
      this.#send('renew');
    }, this.#renewEvery);
    let silence: NodeJS.Timeout | undefined;
    const hush = () => clearTimeout(silence);
    // Each renewal is answered, so that a dead connection shows even where TCP has not noticed.
    const listen = () => {
      hush();
      silence = setTimeout(() => child.stdout.destroy(new Error('no answer')), this.#renewEvery * 3 + 5000);
    };
    let hasAnswered = false;
    let hasEnded = false;
    let goodbye: NodeJS.Timeout | undefined;
    try {
      const parser = new FrameParser();
      listen();
      for await (const chunk of child.stdout) {
        hush();
        for (const frame of parser.push(chunk)) {
          switch (frame.kind) {
            case 'hello':
              hasAnswered = true;
              this.#hasAnswered = true;
              this.#sink.attached();
              for (const command of this.#standing.values()) this.#send(command());
              break;
            case 'data':
              await this.#take(frame.stream, frame.offset, frame.bytes);
              break;
            case 'gap':
              await this.#sink.gap(frame.stream, frame.to - frame.from);
              this.#offsets[frame.stream] = frame.to;
              break;
            case 'taken':
              return { kind: 'taken' };
            case 'eof':
              if (!hasEnded) {
                hasEnded = true;
                // The supervisor takes its folder away and this channel ends; a target that does not answer keeps it for a while.
                this.#send('bye');
                goodbye = setTimeout(() => child.stdout.destroy(), patience);
              }
              break;
            case 'alive':
              this.#waited = 0;
          }
        }
        listen();
      }
      const status = await child.exited;
      if (!hasAnswered && status.code !== null) return { kind: 'refused', said: said.trim() };
    } catch (error) {
      // Whatever broke, the supervisor holds the run and its output for us.
      this.#note(error);
    } finally {
      hush();
      clearInterval(renewal);
      clearTimeout(goodbye);
      this.#process = undefined;
      child.kill();
    }
    return hasEnded ? { kind: 'eof' } : 'cut';
  }

  async #take(stream: StreamName, offset: number, bytes: Buffer): Promise<void> {
    if (offset !== this.#offsets[stream]) {
      throw new Error(`Stream ${stream} goes on at byte ${offset} instead of ${this.#offsets[stream]}`);
    }
    await this.#sink.data(stream, bytes);
    this.#offsets[stream] = offset + bytes.length;
    this.#waited = 0;
    if (this.#offsets[stream] - this.#acked[stream] >= ackEvery) this.#acknowledge();
  }

  #acknowledge(): void {
    for (const stream of ['o', 'e'] as const) {
      if (this.#offsets[stream] === this.#acked[stream]) continue;
      this.#acked[stream] = this.#offsets[stream];
      this.#send(`ack ${stream} ${this.#offsets[stream]}`);
    }
  }

  #send(command: string | undefined): void {
    if (command !== undefined && this.#process?.stdin.writable) this.#process.stdin.write(`${command}\n`);
  }

  /** Counts the time spent waiting, not the clock's: a laptop that slept has not tried yet. */
  async #reconnect(): Promise<Connection | undefined> {
    const { grace } = this.#plan.settings;
    this.#sink.cutOff(Date.now() + Math.max(0, grace - this.#waited));
    for (let delay = 250; this.#waited < grace + 30_000; delay = Math.min(delay * 2, 4000)) {
      if (this.#waited > 0) await new Promise((resolve) => setTimeout(resolve, delay));
      const begun = Date.now();
      try {
        return await this.#plan.connect();
      } catch (error) {
        this.#note(error);
      } finally {
        this.#waited += delay + Math.min(Date.now() - begun, 15_000);
      }
    }
    return undefined;
  }

  #note(error: unknown): void {
    if (error instanceof Error) this.#lastError = error;
  }
}
