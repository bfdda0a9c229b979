// The requests that are our own (`tracewright/…`), as rows of the same table: about packs, probes, and scripts that need not be open.
import { LSPErrorCodes, RequestType, ResponseError } from 'vscode-languageserver';
import { analyse } from '../features/analysis.ts';
import { attachPlan } from '../features/attachPlan.ts';
import { browseProbes, searchProbes } from '../features/browseProbes.ts';
import { clauseFor } from '../features/clause.ts';
import { narrow } from '../features/narrow.ts';
import { outputFormats, printingClauses } from '../features/outputFormats.ts';
import { probes } from '../features/probes.ts';
import { scriptClauses } from '../features/scriptClauses.ts';
import type { Language } from '../languages/language.ts';
import { languageFor, registry } from '../languages/registry.ts';
import {
  type AttachPlanParams,
  type AttachPlanResult,
  attachPlan as attachPlanMethod,
  type BrowseProbesParams,
  type BrowseProbesResult,
  browseProbes as browseProbesMethod,
  type ClauseParams,
  type ClauseResult,
  type ComparePacksParams,
  clause as clauseMethod,
  comparePacks as comparePacksMethod,
  type NarrowParams,
  type NarrowResult,
  narrow as narrowMethod,
  type OutputFormatsParams,
  type OutputFormatsResult,
  outputFormats as outputFormatsMethod,
  type PackComparison,
  type ProbeNode,
  type ProbesParams,
  type ProbesResult,
  probes as probesMethod,
  type ScriptClausesParams,
  type ScriptClausesResult,
  scriptClauses as scriptClausesMethod,
} from '../protocol.ts';
import { answerComparison } from './packComparison.ts';
import { FINDINGS_PATIENCE, on, type RequestRow } from './requestRow.ts';

/** How long the target's programs are waited for in the tree of probes, in milliseconds. */
const BROWSE_PATIENCE = 10_000;

/** Rejects with a sentence for the user where there is no such language. */
function languageNamed(id: string): Language {
  const language = languageFor(id, '');
  if (!language) throw new ResponseError(LSPErrorCodes.RequestFailed, `No language is called ${id}.`);
  return language;
}

/** Rows whose parameters and results `protocol.ts` describes. */
export const ownRequests: readonly RequestRow[] = [
  on(new RequestType<ProbesParams, ProbesResult, void>(probesMethod), async (session, params) => {
    const language = languageNamed(params.languageId);
    const folder = params.pack ?? session.defaultPack;
    if (folder === undefined) return { names: [], total: 0, unknown: 'No kernel pack is in use.' };
    await session.packs.use(folder);
    await session.packs.prepare(folder, language);
    const source = { text: '', path: '', pack: session.packs.pack(folder) };
    const found = probes(language, source, params.pattern, params.limit);
    if (!(await session.packs.programsCame(folder, FINDINGS_PATIENCE))) return found;
    return probes(language, source, params.pattern, params.limit);
  }),
  on(new RequestType<BrowseProbesParams, BrowseProbesResult, void>(browseProbesMethod), async (session, params) => {
    const folder = params.pack ?? session.defaultPack;
    if (folder === undefined) return { nodes: [] };
    await session.packs.use(folder);
    const look = (): readonly ProbeNode[] => {
      const pack = session.packs.pack(folder);
      if (params.typed !== undefined) return searchProbes(pack, params.typed, params.limit, registry);
      return browseProbes(pack, params.parent, registry).slice(0, params.limit);
    };
    const nodes = look();
    return { nodes: (await session.packs.programsCame(folder, BROWSE_PATIENCE)) ? look() : nodes };
  }),
  on(new RequestType<ClauseParams, ClauseResult, void>(clauseMethod), async (session, { languageId, place, pack }) => {
    const language = languageNamed(languageId);
    const folder = pack ?? session.defaultPack;
    if (folder !== undefined) {
      await session.packs.use(folder);
      await session.packs.prepare(folder, language);
    }
    return clauseFor(language, place, { text: '', path: '', pack: session.packs.pack(folder) });
  }),
  on(new RequestType<AttachPlanParams, AttachPlanResult, void>(attachPlanMethod), async (session, { uri, limit }) => {
    await session.settled(uri);
    const points = await session.withPrograms(uri, FINDINGS_PATIENCE, ({ document, analysis }) =>
      attachPlan(analysis, limit).map(({ offset, ...point }) => ({ line: document.positionAt(offset).line, ...point })),
    );
    return { points: points ?? [] };
  }),
  on(
    new RequestType<OutputFormatsParams, OutputFormatsResult, void>(outputFormatsMethod),
    (session, { languageId, text }) => {
      const language = languageFor(languageId, '');
      if (!language) return { formats: [], clauses: [] };
      const pack = session.packs.pack(session.defaultPack);
      const analysis = analyse(language, { text, path: '', pack });
      const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length - 1;
      const stringSize = language.stringSize?.(analysis.script);
      const aggregations = language.aggregations?.(analysis.script);
      return {
        ...(stringSize !== undefined && { stringSize }),
        ...(aggregations && { aggregations }),
        formats: outputFormats(analysis).map(({ offset, pieces }) => ({ line: lineOf(offset), pieces })),
        clauses: printingClauses(analysis).map(({ offset, ...clause }) => ({ line: lineOf(offset), ...clause })),
      };
    },
  ),
  on(new RequestType<ScriptClausesParams, ScriptClausesResult, void>(scriptClausesMethod), (session, params) => {
    const language = languageNamed(params.languageId);
    const pack = session.packs.pack(session.defaultPack);
    return scriptClauses(language, { text: params.text, path: '', pack });
  }),
  on(new RequestType<NarrowParams, NarrowResult, void>(narrowMethod), (session, params) => {
    const { languageId, text, picked, test, isNegated } = params;
    const language = languageFor(languageId, '');
    if (!language) return { refused: `No language is called ${languageId}.` };
    const pack = session.packs.pack(session.defaultPack);
    const result = narrow(analyse(language, { text, path: '', pack }), picked, test, isNegated);
    if ('refused' in result) return result;
    const edits = result.edits.map(({ range, newText }) => ({ ...range, newText }));
    return { condition: result.condition, edits };
  }),
  on(new RequestType<ComparePacksParams, PackComparison, void>(comparePacksMethod), answerComparison),
];
