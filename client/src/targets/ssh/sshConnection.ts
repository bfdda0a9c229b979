// A live SSH connection, shared by all who use the same target at the same time.
import type { Client, ClientChannel, SFTPWrapper } from 'ssh2';
import { quote } from '../quote.ts';
import { type Connection, type ExitStatus, type RemoteProcess, type Target, TargetError } from '../target.ts';

/** Bytes that OpenSSH's sftp-server answers in one message, and how many such are asked for at a time. */
const PIECE = 32 * 1024;
const AT_ONCE = 32;

/** What a link stands on beside its clients: the system's ssh. */
export interface LinkOwner {
  /** Why it went, in its own words and when it has gone; '' for no reason given. */
  readonly lastWords: Promise<string>;
  end(): void;
}

export class SshLink {
  readonly #clients: readonly Client[];
  readonly #client: Client;
  readonly #name: string;
  readonly #owner: LinkOwner | undefined;
  #sftp: Promise<SFTPWrapper> | undefined;
  #reason: Error | undefined;
  /** Settles when the connection is gone, with why unless it was ended here. */
  readonly closed: Promise<Error | undefined>;
  isOpen = true;

  /** `clients`: the hops, the target's own last. */
  constructor(name: string, clients: readonly Client[], owner?: LinkOwner) {
    const client = clients.at(-1);
    if (client === undefined) throw new RangeError('A link needs at least one connected client.');
    this.#name = name;
    this.#clients = clients;
    this.#owner = owner;
    this.#client = client;
    this.closed = new Promise((resolve) => {
      client.on('error', (error: Error) => {
        this.#reason ??= new TargetError(`The connection to ${name} was lost: ${error.message}.`);
      });
      client.once('close', () => {
        const wasOpen = this.isOpen;
        this.isOpen = false;
        owner?.end();
        if (!wasOpen) resolve(undefined);
        else void this.#whyClosed().then(resolve);
      });
    });
    for (const hop of clients.slice(0, -1)) hop.on('error', () => client.destroy());
  }

  end(): void {
    this.isOpen = false;
    for (const client of [...this.#clients].reverse()) client.end();
    this.#owner?.end();
  }

  /** Whether the target answers within so many milliseconds. */
  isAnswering(patience: number): Promise<boolean> {
    if (!this.isOpen) return Promise.resolve(false);
    return new Promise((resolve) => {
      setTimeout(() => resolve(false), patience).unref();
      void this.closed.then(() => resolve(false));
      // A question that each server answers and that changes nothing: nothing comes in through this port.
      this.#client.unforwardIn('127.0.0.1', 1, () => resolve(true));
    });
  }

  async #whyClosed(): Promise<Error> {
    const words = (await this.#owner?.lastWords)?.split('\n').at(-1) ?? '';
    if (words !== '') return new TargetError(`The connection to ${this.#name} was lost: ${words}`);
    return this.#reason ?? new TargetError(`${this.#name} closed the connection.`);
  }

  async spawn(argv: readonly string[]): Promise<RemoteProcess> {
    return this.#open<RemoteProcess>((done) =>
      this.#client.exec(quote(argv), (error, channel) => {
        // Listened to at once: how a quick program ended may be in the same packet as that it began.
        done(error, error ? (undefined as never) : processOf(this.#name, channel));
      }),
    );
  }

  async readFile(path: string, offset: number, length: number): Promise<Buffer> {
    const sftp = await this.#sftpChannel();
    const refuse = (error: Error): never => {
      throw new TargetError(`${path} cannot be read on ${this.#name}: ${error.message}.`);
    };
    const handle = await promised<Buffer>((done) => sftp.open(path, 'r', done)).catch(refuse);
    try {
      const buffer = Buffer.alloc(length);
      /** Fills a stretch of the buffer; gives where the file ended, or the stretch. */
      const fill = async (from: number, to: number): Promise<number> => {
        for (let at = from; at < to; ) {
          const read = await promised<number>((done) =>
            // A read past the end is an error with code 1 (SSH_FX_EOF), not a short read.
            sftp.read(handle, buffer, at, to - at, offset + at, (error, count) =>
              done((error as { code?: number } | undefined)?.code === 1 ? undefined : error, count ?? 0),
            ),
          ).catch(refuse);
          if (read === 0) return at;
          at += read;
        }
        return to;
      };
      // One request after the other would cost a round trip each.
      const ends: number[] = [];
      for (let from = 0; from < length; from += AT_ONCE * PIECE) {
        const pieces = Array.from({ length: AT_ONCE }, (_, index) => from + index * PIECE).filter((at) => at < length);
        ends.push(...(await Promise.all(pieces.map((at) => fill(at, Math.min(at + PIECE, length))))));
        const last = Math.min(from + AT_ONCE * PIECE, length);
        if (ends.at(-1) !== last) break;
      }
      const end = ends.find((at, index) => at < Math.min((index + 1) * PIECE, length));
      return buffer.subarray(0, end ?? length);
    } finally {
      sftp.close(handle, () => undefined);
    }
  }

  #sftpChannel(): Promise<SFTPWrapper> {
    this.#sftp ??= this.#open<SFTPWrapper>((done) => this.#client.sftp(done));
    return this.#sftp;
  }

  /** ssh2 calls back only on a connection that stays up; one that goes first must not leave the caller waiting. */
  #open<Channel>(open: (done: (error: Error | null | undefined, channel: Channel) => void) => void): Promise<Channel> {
    const gone = this.closed.then((reason): never => {
      throw reason ?? new TargetError(`The connection to ${this.#name} is closed.`);
    });
    const opened = promised<Channel>(open).catch((error: Error): never => {
      throw new TargetError(
        `${this.#name} did not start a program: ${error.message}. It may allow no more sessions (MaxSessions).`,
      );
    });
    return Promise.race([opened, gone]);
  }
}

/** One user's hold on a link; `release` is called once. */
export function connectionOver(target: Target, link: SshLink, release: () => void): Connection {
  let letGo: (reason: undefined) => void = () => undefined;
  const closedHere = new Promise<undefined>((resolve) => {
    letGo = resolve;
  });
  let held = true;
  return {
    target,
    spawn: (argv) => link.spawn(argv),
    readFile: (path, offset, length) => link.readFile(path, offset, length),
    closed: Promise.race([link.closed, closedHere]),
    close: () => {
      if (!held) return;
      held = false;
      letGo(undefined);
      release();
    },
  };
}

function processOf(name: string, channel: ClientChannel): RemoteProcess {
  const exited = new Promise<ExitStatus>((resolve, reject) => {
    let status: ExitStatus | undefined;
    channel.once('exit', (code: number | null, signal?: string) => {
      status = { code, signal: signal === undefined ? null : signal.replace(/^SIG/, '') };
    });
    channel.once('close', () => {
      if (status === undefined)
        reject(new TargetError(`The connection to ${name} went before the program on it ended.`));
      else resolve(status);
    });
  });
  // Whoever waits for it sees the rejection; whoever does not must not bring the process down.
  exited.catch(() => undefined);
  channel.on('error', () => undefined);
  return { stdin: channel, stdout: channel, stderr: channel.stderr, exited, kill: () => channel.close() };
}

function promised<Value>(
  call: (done: (error: Error | null | undefined, value: Value) => void) => void,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    call((error, value) => (error ? reject(error) : resolve(value)));
  });
}
