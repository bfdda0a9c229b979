// A language client over stdio for tests: starts the server as its own process and speaks the real protocol with it.
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
// The protocol's own framing, so that a test sends just what an editor would.
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';

const main = fileURLToPath(new URL('../../server/src/main.ts', import.meta.url));

/** A running server. */
export class LspClient {
  readonly #connection: MessageConnection;
  readonly #process: ChildProcess;
  readonly #exited: Promise<number | null>;
  readonly #notifications: { readonly method: string; readonly params: unknown }[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #answers = new Map<string, (params: unknown) => unknown>();
  /** What the server wrote to its stderr. */
  log = '';

  private constructor(process: ChildProcess) {
    const { stdin, stdout, stderr } = process;
    if (!stdin || !stdout || !stderr) throw new Error('the server has no stdio');
    this.#process = process;
    this.#exited = new Promise((resolve) => process.once('exit', (code) => resolve(code)));
    stderr.on('data', (data: Buffer) => {
      this.log += data.toString();
    });
    const reader = new StreamMessageReader(stdout);
    // Its timer for half a message is never cleared; a server killed in the middle of one would keep this process alive for ever.
    reader.partialMessageTimeout = 0;
    this.#connection = createMessageConnection(reader, new StreamMessageWriter(stdin));
    this.#connection.onError(([error]) => {
      this.log += error.message;
    });
    this.#connection.onNotification((method, params) => {
      this.#notifications.push({ method, params });
      for (const look of this.#waiting) look();
    });
    // Requests of the server (`workspace/…/refresh`) are taken for notifications by the tests.
    this.#connection.onRequest((method, params) => {
      this.#notifications.push({ method, params });
      for (const look of this.#waiting) look();
      return this.#answers.get(method)?.(params) ?? null;
    });
    this.#connection.listen();
  }

  /** Starts the server and shakes hands; `capabilities` are the client's. */
  static async start(initializationOptions: unknown = {}, capabilities: object = {}): Promise<LspClient> {
    const client = new LspClient(spawn(process.execPath, [main, '--stdio'], { stdio: 'pipe' }));
    await client.request('initialize', { processId: process.pid, rootUri: null, capabilities, initializationOptions });
    await client.notify('initialized', {});
    return client;
  }

  // biome-ignore lint/suspicious/noExplicitAny: a test reads an answer's fields as the protocol spells them.
  async request(method: string, params: unknown): Promise<any> {
    return await this.#connection.sendRequest(method, params);
  }

  /** From now on answers a request of the server. */
  answer<Params>(method: string, answer: (params: Params) => unknown): void {
    this.#answers.set(method, answer as (params: unknown) => unknown);
  }

  async notify(method: string, params: unknown): Promise<void> {
    await this.#connection.sendNotification(method, params);
  }

  async open(uri: string, languageId: string, text: string): Promise<void> {
    await this.notify('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
  }

  /** The first notification or request of the server that fits, among those that came already and those to come. */
  next<Params>(method: string, wanted: (params: Params) => boolean = () => true): Promise<Params> {
    return new Promise((resolve) => {
      const look = (): void => {
        const at = this.#notifications.findIndex((told) => told.method === method && wanted(told.params as Params));
        if (at < 0) return;
        this.#waiting.delete(look);
        resolve(this.#notifications.splice(at, 1)[0]?.params as Params);
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** Leaves as LSP wants it; gives the exit code. */
  async leave(): Promise<number | null> {
    await this.request('shutdown', null);
    await this.notify('exit', null);
    return await this.exited();
  }

  /** Waits for the process' end. */
  async exited(): Promise<number | null> {
    const code = await this.#exited;
    this.#connection.dispose();
    return code;
  }

  /** Ends a server that a failed test has left. */
  kill(): void {
    this.#connection.dispose();
    this.#process.kill('SIGKILL');
  }
}
