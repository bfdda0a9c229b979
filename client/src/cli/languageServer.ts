// The language server as a child process, asked over LSP like any editor would.
import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  type Diagnostic,
  DiagnosticSeverity,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  type ProtocolConnection,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import {
  type ComparePacksParams,
  comparePacks,
  type InitializationOptions,
  type PackComparison,
  type PackStatusParams,
  type ProbesParams,
  type ProbesResult,
  packStatus,
  probes,
} from '../../../server/src/protocol.ts';
import { answerTargetFiles, type TargetFiles } from '../packs/targetFiles.ts';
import type { ScriptFile } from './readScript.ts';
import { version } from './version.ts';

export class LanguageServer {
  readonly #connection: ProtocolConnection;
  readonly #exited: Promise<void>;
  readonly #files: TargetFiles | undefined;
  /** Why the pack could not be used, as the server said it. */
  packFailure: string | undefined;

  private constructor(connection: ProtocolConnection, exited: Promise<void>, files: TargetFiles | undefined) {
    this.#connection = connection;
    this.#files = files;
    this.#exited = exited;
    connection.onNotification(packStatus, (status: PackStatusParams) => {
      if (status.state === 'failed') this.packFailure = status.message;
    });
  }

  /** `files`: the target that the pack was taken from, where there is one; closed with the server. */
  static async start(options: InitializationOptions, files?: TargetFiles): Promise<LanguageServer> {
    const child = spawn(process.execPath, [serverPath(), '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const exited = new Promise<void>((done) => child.once('exit', () => done()));
    const connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    const server = new LanguageServer(connection, exited, files);
    if (files !== undefined) answerTargetFiles(connection, () => files);
    connection.listen();
    const initialized = connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      clientInfo: { name: 'tracewright', version },
      rootUri: null,
      capabilities: { textDocument: { diagnostic: {} } },
      initializationOptions: { ...options, ...(files && { targetFiles: true }) },
    });
    await server.#orExit(initialized);
    await connection.sendNotification(InitializedNotification.type, {});
    return server;
  }

  /** The findings of a script, in text order. */
  async findings(script: ScriptFile): Promise<readonly Diagnostic[]> {
    const uri = pathToFileURL(resolve(script.path)).href;
    const { languageId, text } = script;
    await this.#connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId, version: 1, text },
    });
    const asked = this.#connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri } });
    const report = await this.#orExit(asked);
    await this.#connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
    return report.kind === 'full' ? report.items : [];
  }

  probes(params: ProbesParams): Promise<ProbesResult> {
    return this.#orExit(this.#connection.sendRequest<ProbesResult>(probes, params));
  }

  /** Rejects with a message for the user where a pack cannot be used. */
  comparePacks(params: ComparePacksParams): Promise<PackComparison> {
    return this.#orExit(this.#connection.sendRequest<PackComparison>(comparePacks, params));
  }

  async stop(): Promise<void> {
    this.#files?.close();
    await this.#connection.sendRequest(ShutdownRequest.type);
    await this.#connection.sendNotification(ExitNotification.type);
    await this.#exited;
  }

  /** A server that dies must not leave its caller waiting. */
  #orExit<Value>(answer: Promise<Value>): Promise<Value> {
    const gone = this.#exited.then((): never => {
      throw new Error('the language server ended unexpectedly. What it said stands above; please report it.');
    });
    return Promise.race([answer, gone]);
  }
}

export { DiagnosticSeverity };

/** Beside the command line's own file: bundled in out/, or among the sources. */
function serverPath(): string {
  const own = realpathSync(process.argv[1] ?? '');
  const folder = dirname(own);
  return own.endsWith('.ts') ? join(folder, '../../server/src/main.ts') : join(folder, '../server/main.js');
}
