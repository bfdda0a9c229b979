// Keeps one bad message from taking the server down: what throws is logged, and a request answered with an error.
import {
  type CancellationToken,
  type Connection,
  ErrorCodes,
  LSPErrorCodes,
  ResponseError,
} from 'vscode-languageserver';

/** Wraps a request's handler. */
export function guardedRequest<Params>(
  connection: Connection,
  method: string,
  answer: (params: Params, token: CancellationToken) => unknown,
): (params: Params, token: CancellationToken) => Promise<unknown> {
  return async (params, token) => {
    const cancelled = new ResponseError(LSPErrorCodes.RequestCancelled, `${method} was cancelled`);
    if (token.isCancellationRequested) return cancelled;
    try {
      const result = await answer(params, token);
      return token.isCancellationRequested ? cancelled : result;
    } catch (error) {
      if (error instanceof ResponseError) return error;
      logFailure(connection, method, error);
      const message = error instanceof Error ? error.message : String(error);
      return new ResponseError(ErrorCodes.InternalError, `${method} failed: ${message}`);
    }
  };
}

/** Wraps a notification's handler. */
export function guardedNotification<Params>(
  connection: Connection,
  method: string,
  handle: (params: Params) => void | Promise<void>,
): (params: Params) => Promise<void> {
  return async (params) => {
    try {
      await handle(params);
    } catch (error) {
      logFailure(connection, method, error);
    }
  };
}

/** Logs what went wrong with its stack, for a log that a user could send in. */
export function logFailure(connection: Connection, what: string, error: unknown): void {
  connection.console.error(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
}
