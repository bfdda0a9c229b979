// Signature help: the ways to call the function whose arguments the cursor is in.
import type { Signature } from '../syntax/candidate.ts';
import type { Cursor } from '../syntax/cursor.ts';
import type { Analysis } from './analysis.ts';
import { declarationCandidate } from './candidatesAt.ts';

/** The signatures of a call, and where in them the cursor is. */
export interface SignatureHelp {
  readonly signatures: readonly Signature[];
  /** Index of the first signature that takes that many arguments. */
  readonly active: number;
  /** Index of the argument that the cursor is in. */
  readonly argument: number;
}

/** For the innermost call around an offset; undefined outside of calls. */
export function signatureHelp(analysis: Analysis, offset: number): SignatureHelp | undefined {
  const call = innermostCall(analysis.language.cursorAt(analysis.source, offset));
  if (!call) return undefined;
  const declared = analysis.script.names.declarations.filter(({ parameters }) => parameters !== undefined);
  const words = analysis.language.vocabulary(analysis.source.pack);
  const candidates = [...declared.map(declarationCandidate), ...words.functions, ...words.operators, ...words.keywords];
  const signatures = candidates
    .filter(({ label }) => label === call.callee)
    .flatMap(({ signatures = [], documentation }) =>
      signatures.map((signature) => ({ ...(documentation !== undefined && { documentation }), ...signature })),
    );
  if (signatures.length === 0) return undefined;
  const fitting = signatures.findIndex(({ parameters }) => takes(parameters, call.index));
  return { signatures, active: Math.max(fitting, 0), argument: call.index };
}

/** Whether there is a parameter for an argument; a last one like `args…` takes any number. */
function takes(parameters: readonly string[], argument: number): boolean {
  return argument < parameters.length || /…|\.\.\./.test(parameters.at(-1) ?? '');
}

function innermostCall(cursor: Cursor): (Cursor & { kind: 'argument' }) | undefined {
  if (cursor.kind !== 'argument') return undefined;
  return innermostCall(cursor.inner) ?? cursor;
}
