// The language server's process: started, told which kernel pack is in force, and started anew when a setting asks for it.
import { type CodeLens, EventEmitter, type LogOutputChannel, Uri, workspace } from 'vscode';
// vscode-languageclient: the one client that VS Code itself maintains for the Language Server Protocol.
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import {
  type InitializationOptions,
  type PackStatusParams,
  packStatus,
  type UsePackParams,
  usePack,
} from '../../../server/src/protocol.ts';
import { answerTargetFiles, type TargetFiles } from '../packs/targetFiles.ts';
import { settings } from '../settings.ts';
import { traceLanguages } from './scripts/traceScript.ts';

export class LanguageServer {
  readonly #module: string;
  readonly #log: LogOutputChannel;
  readonly #settingsListener;
  #client: LanguageClient | undefined;
  #tellStarted: () => void = () => {};
  /** Settles when the server runs for the first time. */
  readonly started = new Promise<void>((resolve) => {
    this.#tellStarted = resolve;
  });
  readonly #ready = new EventEmitter<void>();
  /** A pack was loaded, or could not be. */
  readonly onPackReady = this.#ready.event;
  #pack: string | undefined;
  #files: TargetFiles | undefined;
  /** Packs of documents that have one of their own, by URI. */
  readonly #own = new Map<string, string | null>();

  constructor(extensionUri: Uri, log: LogOutputChannel) {
    this.#module = Uri.joinPath(extensionUri, 'out', 'server', 'main.js').fsPath;
    this.#log = log;
    this.#settingsListener = workspace.onDidChangeConfiguration(async (event) => {
      if (!event.affectsConfiguration('tracewright.checks')) return;
      await this.#client?.dispose();
      await this.start();
    });
  }

  async start(): Promise<void> {
    const initializationOptions: InitializationOptions = {
      checks: settings.checks(),
      targetFiles: true,
      ...(this.#pack !== undefined && { kernelPack: this.#pack }),
    };
    const client = new LanguageClient(
      'tracewright',
      'Tracewright',
      { module: this.#module, transport: TransportKind.ipc },
      {
        documentSelector: traceLanguages.map((language) => ({ language })),
        outputChannel: this.#log,
        initializationOptions,
        middleware: {
          provideCodeLenses: async (document, token, next) => withCommands(await next(document, token), document.uri),
        },
      },
    );
    this.#client = client;
    client.onNotification(packStatus, ({ state, message }: PackStatusParams) => {
      if (state !== 'loading') this.#ready.fire();
      this.#log.info(`server: pack ${state}: ${message}`);
    });
    answerTargetFiles(client, (pack) => (pack === this.#pack ? this.#files : undefined));
    await client.start();
    for (const uri of this.#own.keys()) this.#sendPackFor(uri);
    this.#log.info('server: started');
    this.#tellStarted();
  }

  /**
   * From now on this pack's folder is in force for all documents; undefined: none. `files`: the pack's target, where it
   * may be asked about its programs.
   */
  usePack(folder: string | undefined, files: TargetFiles | undefined): void {
    if (files !== this.#files) this.#files?.close();
    this.#files = files;
    if (folder === this.#pack) return;
    this.#pack = folder;
    if (this.#client?.isRunning() !== true) return;
    const params: UsePackParams = { pack: folder ?? null };
    void this.#client.sendNotification(usePack, params);
  }

  /** This pack is in force for one document; null: none is; undefined: that of all documents again. */
  usePackFor(document: Uri, folder: string | null | undefined): void {
    const uri = document.toString();
    if (folder === undefined) this.#own.delete(uri);
    else this.#own.set(uri, folder);
    this.#sendPackFor(uri);
  }

  #sendPackFor(uri: string): void {
    if (this.#client?.isRunning() !== true) return;
    const folder = this.#own.get(uri);
    const params: UsePackParams = { documents: [uri], ...(folder !== undefined && { pack: folder }) };
    void this.#client.sendNotification(usePack, params);
  }

  /** Folder of the pack in force. */
  get pack(): string | undefined {
    return this.#pack;
  }

  /** Asks the server something beyond LSP; undefined while it does not run. */
  async request<Result>(method: string, params: object): Promise<Result | undefined> {
    if (this.#client?.isRunning() !== true) return undefined;
    return await this.#client.sendRequest<Result>(method, params);
  }

  async dispose(): Promise<void> {
    this.#ready.dispose();
    this.#settingsListener.dispose();
    this.#files?.close();
    await this.#client?.dispose();
  }
}

/** The server's lenses are plain text in any editor; here a click on a count shows the places or the references. */
function withCommands(lenses: CodeLens[] | null | undefined, uri: Uri): CodeLens[] {
  for (const lens of lenses ?? []) {
    if (lens.command?.command !== '' || !('data' in lens)) continue;
    if (lens.data === 'places')
      lens.command = { ...lens.command, command: 'tracewright.showAttachPlan', arguments: [uri] };
    else
      lens.command = { ...lens.command, command: 'editor.action.findReferences', arguments: [uri, lens.range.start] };
  }
  return lenses ?? [];
}
