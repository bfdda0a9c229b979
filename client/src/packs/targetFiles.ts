// Files of a target for the language server: programs to read, folders to list, over a connection that is kept while it is of use.
import {
  type ListTargetParams,
  type ListTargetResult,
  listTarget,
  type ReadTargetParams,
  type ReadTargetResult,
  type RunningProgramsParams,
  readTarget,
  runningPrograms,
  type TargetUnavailable,
} from '../../../server/src/protocol.ts';
import type { Connection, Prompter, Target } from '../targets/target.ts';

/** Milliseconds that the connection is kept after the last question. */
const KEEP = 60_000;

/** After a failure nothing is tried for so many milliseconds: a host that is away must not be knocked at with every key. */
const GIVE_UP = 30_000;

/** A list is cut off here. */
const MOST_NAMES = 20_000;

/** Entries of a folder, folders with a slash. Hidden ones too: programs of containers lie below such. */
const listProgram = 'ls -1Ap -- "$1" 2>/dev/null';

/** Where the programs of all processes lie; kernel threads have none, and what was replaced is called deleted. */
const runningProgram = 'for p in /proc/[0-9]*/exe; do readlink "$p"; done 2>/dev/null | sort -u';

export class TargetFiles {
  readonly #target: Target;
  readonly #prompter: () => Prompter;
  #connection: Promise<Connection> | undefined;
  #closing: NodeJS.Timeout | undefined;
  #failed: { readonly at: number; readonly why: string } | undefined;

  constructor(target: Target, prompter: () => Prompter) {
    this.#target = target;
    this.#prompter = prompter;
  }

  async read({ path, offset, length }: ReadTargetParams): Promise<ReadTargetResult | TargetUnavailable> {
    return await this.#over(async (connection) => {
      try {
        return { data: (await connection.readFile(path, offset, length)).toString('base64') };
      } catch (error) {
        const isMissing = await isNotThere(connection, path);
        return { unavailable: wordsOf(error), isMissing };
      }
    });
  }

  async list(folder: string): Promise<ListTargetResult | TargetUnavailable> {
    return await this.#over((connection) => linesOf(connection, ['sh', '-c', listProgram, 'sh', folder]));
  }

  /** Programs of the running processes that the connection's user may see. */
  async running(): Promise<ListTargetResult | TargetUnavailable> {
    return await this.#over(async (connection) => {
      const { names } = await linesOf(connection, ['sh', '-c', runningProgram, 'sh']);
      return { names: names.filter((name) => name.startsWith('/') && !name.endsWith(' (deleted)')) };
    });
  }

  close(): void {
    clearTimeout(this.#closing);
    this.#connection?.then((connection) => connection.close()).catch(() => undefined);
    this.#connection = undefined;
  }

  async #over<Result>(use: (connection: Connection) => Promise<Result>): Promise<Result | TargetUnavailable> {
    if (this.#failed && Date.now() - this.#failed.at < GIVE_UP)
      return { unavailable: this.#failed.why, isMissing: false };
    clearTimeout(this.#closing);
    try {
      return await use(await this.#connected());
    } catch (error) {
      this.close();
      this.#failed = { at: Date.now(), why: wordsOf(error) };
      return { unavailable: this.#failed.why, isMissing: false };
    } finally {
      this.#closing = setTimeout(() => this.close(), KEEP).unref();
    }
  }

  async #connected(): Promise<Connection> {
    if (this.#connection === undefined) {
      const connection = this.#target.connect({ prompter: this.#prompter() });
      this.#connection = connection;
      const forget = (): void => {
        if (this.#connection === connection) this.#connection = undefined;
      };
      connection.then(({ closed }) => closed.then(forget)).catch(forget);
    }
    return await this.#connection;
  }
}

/** What of a connection to the server is needed here; each LSP library has its own. */
interface Requests {
  onRequest(method: string, answer: (params: never) => unknown): unknown;
}

/** Answers the server's questions; `filesOf` gives the target that a pack is of, undefined where it may not be asked. */
export function answerTargetFiles(requests: Requests, filesOf: (pack: string) => TargetFiles | undefined): void {
  const unknown: TargetUnavailable = { unavailable: 'no target may be asked', isMissing: false };
  requests.onRequest(readTarget, (params: ReadTargetParams) => filesOf(params.pack)?.read(params) ?? unknown);
  requests.onRequest(listTarget, ({ pack, folder }: ListTargetParams) => filesOf(pack)?.list(folder) ?? unknown);
  requests.onRequest(runningPrograms, ({ pack }: RunningProgramsParams) => filesOf(pack)?.running() ?? unknown);
}

async function isNotThere(connection: Connection, path: string): Promise<boolean> {
  const process = await connection.spawn(['test', '-e', path]);
  process.stdin.end();
  process.stdout.resume();
  process.stderr.resume();
  return (await process.exited).code === 1;
}

async function linesOf(connection: Connection, argv: readonly string[]): Promise<ListTargetResult> {
  const process = await connection.spawn(argv);
  process.stdin.end();
  process.stderr.resume();
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdout) chunks.push(Buffer.from(chunk));
  await process.exited;
  const lines = Buffer.concat(chunks).toString().split('\n');
  return { names: lines.filter((line) => line !== '').slice(0, MOST_NAMES) };
}

/** Without the full stop. */
function wordsOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
