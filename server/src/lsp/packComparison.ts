// Answers `tracewright/comparePacks`: loads both packs, reads the script against each, puts lines in place of offsets.
import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { analyse } from '../features/analysis.ts';
import { compareForScript } from '../features/compareForScript.ts';
import { touchedNames } from '../features/touchedNames.ts';
import { comparePacks } from '../kernel/comparePacks.ts';
import { languageFor } from '../languages/registry.ts';
import type { ComparePacksParams, PackComparison } from '../protocol.ts';
import { TextDocument } from './positions.ts';
import type { Session } from './session.ts';

/** Rejects with a message for the user where a pack cannot be used. */
export async function answerComparison(session: Session, params: ComparePacksParams): Promise<PackComparison> {
  try {
    return await compare(session, params);
  } finally {
    session.forgetUnusedPacks();
  }
}

async function compare({ packs }: Session, { before, after, script }: ComparePacksParams): Promise<PackComparison> {
  for (const folder of [before, after]) {
    const failure = await packs.use(folder);
    if (failure !== undefined) throw new ResponseError(LSPErrorCodes.RequestFailed, failure);
  }
  if (script === undefined) return await comparePacks(packs.pack(before), packs.pack(after));
  const { languageId, path, text } = script;
  const language = languageFor(languageId, path);
  if (!language) throw new ResponseError(LSPErrorCodes.RequestFailed, `No language is called ${languageId}.`);
  await packs.prepare(before, language);
  await packs.prepare(after, language);
  const old = analyse(language, { text, path, pack: packs.pack(before) });
  const fresh = analyse(language, { text, path, pack: packs.pack(after) });
  const comparison = await comparePacks(old.source.pack, fresh.source.pack, touchedNames([old, fresh]));
  const document = TextDocument.create(path, languageId, 0, text);
  const atLines = <Row extends { readonly offset: number }>(rows: readonly Row[]) =>
    rows.map(({ offset, ...row }) => ({ line: document.positionAt(offset).line, ...row }));
  const { points, variables, findings } = compareForScript(old, fresh);
  return {
    ...comparison,
    script: { points: atLines(points), variables: atLines(variables), findings: atLines(findings) },
  };
}
