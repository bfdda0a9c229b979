// A target whose connections can be cut at any byte; its processes are real ones of this machine.
import { type ChildProcess, spawn } from 'node:child_process';
import { PassThrough, Transform } from 'node:stream';
import type { Connection, ConnectOptions, Target } from '../../client/src/targets/target.ts';

/** For each connection: how many bytes of output it lets through before it breaks. */
export type CutPlan = (connection: number) => number;

/** `environment` is what programs get on top of this process's own, `prefix` the words before each command line. */
export class CuttableTarget implements Target {
  readonly name = 'here';
  readonly address = { kind: 'local' } as const;
  readonly #cutAfter: CutPlan;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #prefix: readonly string[];
  connections = 0;
  /** Bytes of output that connections let through. */
  received = 0;

  constructor(
    cutAfter: CutPlan = () => Number.POSITIVE_INFINITY,
    environment: Readonly<Record<string, string>> = {},
    prefix: readonly string[] = [],
  ) {
    this.#cutAfter = cutAfter;
    this.#environment = environment;
    this.#prefix = prefix;
  }

  async connect(_options?: ConnectOptions): Promise<CuttableConnection> {
    return new CuttableConnection(this, this.#cutAfter(this.connections++), this.#environment, this.#prefix);
  }
}

export class CuttableConnection implements Connection {
  readonly target: CuttableTarget;
  readonly closed: Promise<Error | undefined>;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #prefix: readonly string[];
  readonly #children = new Set<ChildProcess>();
  #settle: (why: Error | undefined) => void = () => {};
  #left: number;

  constructor(
    target: CuttableTarget,
    cutAfter: number,
    environment: Readonly<Record<string, string>>,
    prefix: readonly string[],
  ) {
    this.target = target;
    this.#prefix = prefix;
    this.#left = cutAfter;
    this.#environment = environment;
    this.closed = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  async spawn(argv: readonly string[]) {
    const [program = '', ...words] = [...this.#prefix, ...argv];
    const child = spawn(program, words, { stdio: 'pipe', env: { ...process.env, ...this.#environment } });
    this.#children.add(child);
    const gate = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        const passed = chunk.subarray(0, this.#left);
        this.#left -= passed.length;
        this.target.received += passed.length;
        done(null, passed);
        if (this.#left === 0) this.cut();
      },
    });
    const stdout = child.stdout.pipe(gate).pipe(new PassThrough());
    const exited = new Promise<{ code: number | null; signal: string | null }>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => {
        this.#children.delete(child);
        resolve({ code, signal: signal?.slice(3) ?? null });
      });
      void this.closed.then((why) => {
        if (why) {
          stdout.destroy(why);
          reject(why);
        }
      });
    });
    exited.catch(() => {});
    child.stdin.on('error', () => {});
    return { stdin: child.stdin, stdout, stderr: child.stderr, exited, kill: () => void child.kill() };
  }

  async readFile(): Promise<Buffer> {
    throw new Error('not needed here');
  }

  /** Breaks after so many bytes from now on. */
  letThrough(bytes: number): void {
    this.#left = bytes;
  }

  /** As a lost network does it: both directions at once, in the middle of whatever was under way. */
  cut(): void {
    for (const child of this.#children) {
      child.stdin?.destroy();
      child.stdout?.destroy();
    }
    this.#settle(new Error('cut'));
  }

  close(): void {
    this.#settle(undefined);
  }
}
