// A connection to one host of a fleet: programs on it, each with its own streams, over the clush process that all hosts share.
import { Readable, Writable } from 'node:stream';
import { quote } from '../quote.ts';
import { type Connection, type ExitStatus, type RemoteProcess, type Target, TargetError } from '../target.ts';
import type { ClushSession, RelayListener } from './clushSession.ts';

/** A started program, as its relay tells of it. */
interface Program {
  readonly out: Inflow;
  readonly err: Inflow;
  readonly end: (status: ExitStatus) => void;
  readonly fail: (why: Error) => void;
}

const readStretch = 'exec <"$0" && tail -c +"$1" | head -c "$2"';

/** `session` was entered for the host, and is left when the connection closes. Rejects with a `TargetError` where the host cannot be had. */
export async function connectThrough(session: ClushSession, target: Target): Promise<Connection> {
  const host = target.name;
  const programs = new Map<number, Program>();
  let last = 0;
  let goneBecause: TargetError | undefined;
  let settle: (why: Error | undefined) => void = () => undefined;
  const closed = new Promise<Error | undefined>((resolve) => {
    settle = resolve;
  });
  const listener: RelayListener = {
    line: ([number, word, value = '']) => {
      const program = programs.get(Number(number));
      if (program === undefined) return undefined;
      if (word === 'o') return program.out.add(Buffer.from(value, 'base64'));
      if (word === 'e') return program.err.add(Buffer.from(value, 'base64'));
      if (word !== 'x') return undefined;
      programs.delete(Number(number));
      program.end({ code: Number(value), signal: null });
      return undefined;
    },
    closed: (why) => {
      goneBecause = why;
      for (const program of programs.values()) program.fail(why);
      programs.clear();
      settle(why);
    },
  };
  try {
    await session.ready(host, listener);
  } catch (error) {
    session.leave(host);
    throw error;
  }
  let isHeld = true;

  const spawn = async (argv: readonly string[]): Promise<RemoteProcess> => {
    if (goneBecause) throw goneBecause;
    const number = ++last;
    const [out, err] = [new Inflow(), new Inflow()];
    const exited = new Promise<ExitStatus>((resolve, reject) => {
      const finish = (): void => {
        out.push(null);
        err.push(null);
      };
      programs.set(number, {
        out,
        err,
        end: (status) => {
          finish();
          resolve(status);
        },
        fail: (why) => {
          finish();
          reject(why);
        },
      });
    });
    exited.catch(() => undefined);
    // Word by word, so that the long ones, which hosts have in common, are sent once for all.
    const words = argv.flatMap((word) => [Buffer.from(quote([word])), Buffer.from(' ')]);
    session.send(host, `spawn ${number}`, joinShort(words));
    const stdin = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        session.send(host, `in ${number}`, [chunk]);
        done();
      },
      final: (done) => {
        session.send(host, `eof ${number}`);
        done();
      },
    });
    stdin.on('error', () => undefined);
    const kill = (): void => {
      const program = programs.get(number);
      if (program === undefined) return;
      programs.delete(number);
      session.send(host, `kill ${number}`);
      program.fail(new TargetError(`The program on ${host} was let go.`));
    };
    return { stdin, stdout: out, stderr: err, exited, kill };
  };

  return {
    target,
    isOverheard: true,
    spawn,
    readFile: async (path, offset, length) => {
      // By tail and head, as dd skips bytes one block at a time; a file that cannot be opened ends the shell.
      const program = await spawn(['sh', '-c', readStretch, path, `${offset + 1}`, `${length}`]);
      program.stdin.end();
      const [chunks, words, { code }] = await Promise.all([
        program.stdout.toArray(),
        program.stderr.toArray(),
        program.exited,
      ]);
      if (code !== 0) {
        const why = Buffer.concat(words).toString('utf8').trim().split('\n').at(-1) ?? '';
        throw new TargetError(`${path} cannot be read on ${host}: ${why}.`);
      }
      return Buffer.concat(chunks);
    },
    closed,
    close: () => {
      if (!isHeld) return;
      isHeld = false;
      settle(undefined);
      session.leave(host);
    },
  };
}

/** What comes from a program; tells whoever adds to it when there is room again. */
class Inflow extends Readable {
  #wake: () => void = () => undefined;

  constructor() {
    super({ highWaterMark: 1024 * 1024 });
  }

  /** Nothing is to be awaited where there is room, or nobody reads any more. */
  add(bytes: Buffer): Promise<void> | undefined {
    if (this.destroyed || this.push(bytes)) return undefined;
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  override _read(): void {
    this.#wake();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#wake();
    done(error);
  }
}

/** Neighbours that are short as one, so that a line has few pieces. */
function joinShort(words: readonly Buffer[]): readonly Buffer[] {
  const pieces: Buffer[] = [];
  let short: Buffer[] = [];
  const flush = (): void => {
    if (short.length > 0) pieces.push(Buffer.concat(short));
    short = [];
  };
  for (const word of words) {
    if (word.length < 200) short.push(word);
    else {
      flush();
      pieces.push(word);
    }
  }
  flush();
  return pieces;
}
