// What may stand at a cursor: one switch over the cursor's kind, for completion, hover and definition alike.
import type { Candidate, CandidateKind } from '../syntax/candidate.ts';
import type { Cursor } from '../syntax/cursor.ts';
import { type Range, touches } from '../syntax/range.ts';
import type { Declaration, NameKind } from '../syntax/script.ts';
import type { Analysis } from './analysis.ts';
import { declare, typeDocumentation } from './kernelDocumentation.ts';
import { searchKernelNames } from './kernelNames.ts';
import { searchProgram } from './programNames.ts';

/** What may stand in a range. */
export interface CandidatesAt {
  readonly replace: Range;
  readonly typed: string;
  /** Candidates in groups, the nearest first; each group in its own order. */
  readonly groups: readonly (readonly Candidate[])[];
  /** Names of the pack, already matched against what is typed and in order. */
  readonly kernelNames: readonly Candidate[];
  /** More kernel names matched than are here. */
  readonly incomplete: boolean;
  /** What is inserted after a kernel name. */
  readonly suffix: string;
}

/** Answers for a cursor of the analysis' script; undefined where nothing can stand. */
export function candidatesAt(
  analysis: Analysis,
  cursor: Cursor,
  offset: number,
  limit: number,
): CandidatesAt | undefined {
  const { language, source, script } = analysis;
  const { pack } = source;
  switch (cursor.kind) {
    case 'nothing':
      return undefined;
    case 'words':
      return inGroups(cursor, cursor.candidates);
    case 'kernelName': {
      const { suffix = '' } = cursor;
      const { candidates, incomplete } = searchKernelNames(pack, cursor, limit);
      return { ...inGroups(cursor, cursor.candidates ?? []), kernelNames: candidates, incomplete, suffix };
    }
    case 'programName': {
      const { catalogue, typed, suffix = '' } = cursor;
      const { candidates, incomplete } = searchProgram(pack.programs, catalogue, typed, limit);
      return { ...inGroups(cursor), kernelNames: candidates, incomplete, suffix };
    }
    case 'value': {
      const words = language.vocabulary(pack);
      const context = language.contextVariables(cursor.probePoints, source);
      const named = namesInScope(script.names.declarations, offset);
      const library = [...words.variables, ...words.functions, ...words.operators];
      if (cursor.position === 'statement') return inGroups(cursor, named, words.keywords, context, library);
      const gives = (candidate: Candidate): boolean =>
        cursor.wanted === 'unknown' || candidate.type === undefined || candidate.type === cursor.wanted;
      const others = library.filter((candidate) => !gives(candidate));
      return inGroups(cursor, named, context, library.filter(gives), words.keywords, others);
    }
    case 'contextVariable':
      return inGroups(cursor, language.contextVariables(cursor.probePoints, source));
    case 'member':
      return inGroups(cursor, memberCandidates(analysis, cursor.type));
    case 'argument':
      return candidatesAt(analysis, cursor.inner, offset, limit);
  }
}

/** The first candidate that is called exactly so. */
export function candidateNamed(at: CandidatesAt, name: string): Candidate | undefined {
  return [...at.groups.flat(), ...at.kernelNames].find(({ label }) => label === name);
}

function inGroups(
  { replace, typed }: { readonly replace: Range; readonly typed: string },
  ...groups: (readonly Candidate[])[]
): CandidatesAt {
  return { replace, typed, groups, kernelNames: [], incomplete: false, suffix: '' };
}

/** The script's names that can be used at an offset, each once. */
function namesInScope(declarations: readonly Declaration[], offset: number): readonly Candidate[] {
  const byName = new Map<string, Candidate>();
  for (const declaration of declarations) {
    if (declaration.scope && !touches(declaration.scope, offset)) continue;
    // The word being typed is no reason to offer it.
    if (touches(declaration.nameRange, offset) && declaration.kind !== 'function') continue;
    byName.set(declaration.name, declarationCandidate(declaration));
  }
  return [...byName.values()];
}

const candidateKinds: Readonly<Record<NameKind, CandidateKind>> = {
  global: 'variable',
  local: 'variable',
  parameter: 'variable',
  map: 'variable',
  function: 'function',
  macro: 'macro',
  alias: 'probe',
  type: 'type',
  constant: 'constant',
};

/** A name of the script as a candidate. */
export function declarationCandidate(declaration: Declaration): Candidate {
  const { name, kind, detail, documentation, parameters } = declaration;
  const told = documentation !== undefined && { documentation };
  return {
    label: name,
    kind: candidateKinds[kind],
    detail: detail === undefined ? kind : `${kind} · ${detail}`,
    ...told,
    ...(parameters && { signatures: [{ label: `${name}(${parameters.join(', ')})`, parameters, ...told }] }),
  };
}

function memberCandidates({ source: { pack } }: Analysis, type: number): readonly Candidate[] {
  const { types } = pack;
  return types.members(types.resolve(type, true)).map(({ name, type, bitOffset, bitWidth }) => ({
    label: name,
    kind: 'field',
    detail: types.spell(type),
    get documentation() {
      const place = `offset ${Math.floor(bitOffset / 8)}${bitWidth === 0 ? '' : `, ${bitWidth} bits`}`;
      const pointee = types.resolve(type, true);
      const layout = types.members(pointee).length > 0 ? `\n\n${typeDocumentation(pack, pointee)}` : '';
      return `\`\`\`c\n${declare(types.spell(type), name)}\n\`\`\`\n\n${place}${layout}`;
    },
  }));
}
