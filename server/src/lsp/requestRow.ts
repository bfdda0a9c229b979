// One row of the table of requests: an LSP method and what answers it, for documents and cursors as the session has them.
import type { Position, RequestType } from 'vscode-languageserver';
import { toOffset } from './positions.ts';
import type { OpenScript, Session } from './session.ts';

/** How long a target is waited for by who asks once for the whole answer, in milliseconds. */
export const FINDINGS_PATIENCE = 60_000;

/** One row: an LSP method and what answers it. */
export interface RequestRow {
  readonly method: string;
  answer(session: Session, params: never): unknown;
}

/** A row whose parameters and result are the request's own. */
export function on<Params, Result, Failure>(
  { method }: RequestType<Params, Result, Failure>,
  answer: (session: Session, params: Params) => Result | Promise<Result>,
): RequestRow {
  return { method, answer };
}

interface InDocument {
  readonly textDocument: { readonly uri: string };
}

/** Answers for an open script; null for others. */
export function inScript<Params extends InDocument, Result>(
  answer: (script: OpenScript, params: Params, session: Session) => Result,
): (session: Session, params: Params) => Result | null {
  return (session, params) => {
    const script = session.script(params.textDocument.uri);
    return script ? answer(script, params, session) : null;
  };
}

/** Answers for a cursor in an open script. */
export function atCursor<Params extends InDocument & { readonly position: Position }, Result>(
  answer: (script: OpenScript, offset: number, params: Params, session: Session) => Result,
): (session: Session, params: Params) => Result | null {
  return inScript((script, params, session) =>
    answer(script, toOffset(script.document, params.position), params, session),
  );
}
