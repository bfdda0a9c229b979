// What may stand in each part of a probe description: provider, module, function, name.
import type { KernelPack } from '../../kernel/kernelPack.ts';
import type { Candidate, CandidateKind } from '../../syntax/candidate.ts';
import type { Cursor } from '../../syntax/cursor.ts';
import type { Source } from '../language.ts';
import { isOfFunctions, kernelProbes } from './kernelProbes.ts';
import { tester } from './matches.ts';
import { isAny } from './probeSpec.ts';
import { providerOf } from './providers.ts';

/** Rows of a provider that are looked at for one answer. */
const mostRows = 60_000;

/** The description begins at `start`; `first` are the candidates for its first part. */
export function probePartCursor(
  { text, pack }: Source,
  start: number,
  offset: number,
  first: readonly Candidate[],
): Cursor {
  const written = text.slice(start, offset);
  const parts = written.split(':');
  const typed = parts.at(-1) ?? '';
  const after = /^[-$\w.?*[\]!\\`]*/.exec(text.slice(offset))?.[0].length ?? 0;
  const word = { replace: { start: offset - typed.length, end: offset + after }, typed };
  const before = parts.slice(0, -1);
  const [provider = '', module = '', fn = ''] = before;
  switch (before.length) {
    case 0:
      return { kind: 'words', ...word, candidates: withoutColon(first, text[word.replace.end] === ':') };
    case 1:
      return { kind: 'words', ...word, candidates: modulesOf(provider, pack) };
    case 2:
      return functionCursor(provider, module, pack, word);
    case 3:
      return { kind: 'words', ...word, candidates: namesOf(provider, module, fn, pack) };
    default:
      return { kind: 'nothing' };
  }
}

/** A colon that stands there already is not put in again. */
function withoutColon(candidates: readonly Candidate[], hasColon: boolean): readonly Candidate[] {
  return hasColon ? candidates.map(({ snippet: _, ...candidate }) => candidate) : candidates;
}

function modulesOf(provider: string, pack: KernelPack): readonly Candidate[] {
  if (isOfFunctions(provider)) {
    return ['vmlinux', ...pack.modules].map((label) => ({
      label,
      kind: 'module',
      detail: 'kernel module',
      snippet: `${label}:`,
    }));
  }
  return distinct(provider, pack, 'module', 'module', () => true);
}

function functionCursor(
  provider: string,
  module: string,
  pack: KernelPack,
  word: { readonly replace: { readonly start: number; readonly end: number }; readonly typed: string },
): Cursor {
  if (isOfFunctions(provider)) {
    return {
      kind: 'kernelName',
      ...word,
      catalogue: provider === 'fbt' ? 'fentryFunctions' : 'functions',
      ...(!isAny(module) && { module }),
      suffix: ':',
    };
  }
  if (provider === 'syscall' && pack.tracepoints.size > 0) {
    return { kind: 'kernelName', ...word, catalogue: 'syscalls', suffix: ':' };
  }
  const inModule = tester(module);
  return {
    kind: 'words',
    ...word,
    candidates: distinct(provider, pack, 'function', 'function', (probe) => inModule(probe.module)),
  };
}

function namesOf(provider: string, module: string, fn: string, pack: KernelPack): readonly Candidate[] {
  const known = providerOf(provider);
  if (known?.names) {
    return known.names.map((label) => ({ label, kind: 'probe', detail: `probe of ${provider}` }));
  }
  const inModule = tester(module);
  const inFunction = tester(fn);
  return distinct(
    provider,
    pack,
    'name',
    'tracepoint',
    (probe) => inModule(probe.module) && inFunction(probe.function),
  );
}

function distinct(
  provider: string,
  pack: KernelPack,
  part: 'module' | 'function' | 'name',
  kind: CandidateKind,
  fits: (probe: { readonly module: string; readonly function: string }) => boolean,
): readonly Candidate[] {
  const found = new Set<string>();
  let rows = 0;
  for (const probe of kernelProbes(provider, pack)) {
    if (++rows > mostRows) break;
    if (probe[part] !== '' && fits(probe)) found.add(probe[part]);
  }
  const isLast = part === 'name';
  return [...found].sort().map((label) => ({
    label,
    kind,
    detail: `${part} of ${provider}`,
    ...(!isLast && { snippet: `${label}:` }),
  }));
}
