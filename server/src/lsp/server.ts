// The server on a connection: the life of a session, its notifications, and the table of requests put in place.
import {
  CodeLensRefreshRequest,
  type Connection,
  DiagnosticRefreshRequest,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  type InitializeResult,
  InlayHintRefreshRequest,
  NotificationType,
  SemanticTokensRefreshRequest,
} from 'vscode-languageserver';
import { type InitializationOptions, packStatus, type UsePackParams, usePack } from '../protocol.ts';
import { abilitiesOf, capabilities } from './capabilities.ts';
import { FindingsPusher } from './findingsPusher.ts';
import { guardedNotification, guardedRequest, logFailure } from './guard.ts';
import { requests } from './requests.ts';
import { Session } from './session.ts';

/** Serves until the client leaves. */
export function serve(connection: Connection): void {
  connection.onInitialize(({ initializationOptions, capabilities: client }): InitializeResult => {
    const { checks = 'all', kernelPack, targetFiles } = readOptions(initializationOptions);
    const session: Session = new Session(
      {
        status: (status) => void connection.sendNotification(packStatus, status),
        changed: (folder) => lookAnew(session.uris.filter((uri) => session.packFolder(uri) === folder)),
        failed: (error) => logFailure(connection, 'the preparation of a kernel pack', error),
      },
      checks,
      abilitiesOf(client),
      targetFiles ? (method, params) => connection.sendRequest(method, params) : undefined,
    );
    const pusher = new FindingsPusher(connection, session);
    const lookAnew = (uris: readonly string[]): void => {
      if (uris.length === 0) return;
      pusher.schedule(uris);
      askToRefresh(connection, session);
    };
    listen(connection, session, pusher, lookAnew);
    connection.onInitialized(
      guardedNotification(connection, 'initialized', async () => {
        if (kernelPack !== undefined) await session.usePack({ pack: kernelPack });
      }),
    );
    return { capabilities, serverInfo: { name: 'tracewright' } };
  });
  connection.listen();
}

/** Puts the handlers in place: before the handshake there is no session, and the library refuses all requests. */
function listen(
  connection: Connection,
  session: Session,
  pusher: FindingsPusher,
  lookAnew: (uris: readonly string[]) => void,
): void {
  const onNotification = <Params>(
    type: NotificationType<Params>,
    handle: (params: Params) => void | Promise<void>,
  ): void => {
    connection.onNotification(type.method, guardedNotification(connection, type.method, handle));
  };
  onNotification(DidOpenTextDocumentNotification.type, async ({ textDocument: { uri, languageId, version, text } }) => {
    pusher.schedule([uri]);
    await session.open(uri, languageId, version, text);
  });
  onNotification(DidChangeTextDocumentNotification.type, ({ textDocument: { uri, version }, contentChanges }) => {
    session.change(uri, contentChanges, version);
    pusher.schedule([uri]);
  });
  onNotification(DidCloseTextDocumentNotification.type, ({ textDocument: { uri } }) => {
    session.close(uri);
    pusher.clear(uri);
  });
  onNotification(new NotificationType<UsePackParams>(usePack), async (params) => {
    const used = session.usePack(params);
    lookAnew(params.documents ?? session.uris);
    await used;
  });
  for (const { method, answer } of requests) {
    connection.onRequest(
      method,
      guardedRequest(connection, method, (params: never) => answer(session, params)),
    );
  }
  connection.onShutdown(() => pusher.stop());
}

/** What a pack answers has changed: all that was shown by it is asked for again. */
function askToRefresh(connection: Connection, { abilities: { refreshes, pullsDiagnostics } }: Session): void {
  const ask = (type: { readonly method: string }): void => {
    connection.sendRequest(type.method).catch((error) => logFailure(connection, type.method, error));
  };
  if (pullsDiagnostics && refreshes.diagnostics) ask(DiagnosticRefreshRequest.type);
  if (refreshes.codeLenses) ask(CodeLensRefreshRequest.type);
  if (refreshes.semanticTokens) ask(SemanticTokensRefreshRequest.type);
  if (refreshes.inlayHints) ask(InlayHintRefreshRequest.type);
}

/** The options of any editor, trusted no further than their types. */
function readOptions(value: unknown): InitializationOptions {
  const given: Record<string, unknown> = typeof value === 'object' && value !== null ? { ...value } : {};
  return {
    ...(typeof given.kernelPack === 'string' && { kernelPack: given.kernelPack }),
    ...(given.checks === 'syntax' && { checks: 'syntax' }),
    ...(given.targetFiles === true && { targetFiles: true }),
  };
}
