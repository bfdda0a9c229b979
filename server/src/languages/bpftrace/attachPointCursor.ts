// What a cursor in a probe point is in.
import type { KernelPack } from '../../kernel/kernelPack.ts';
import type { Candidate } from '../../syntax/candidate.ts';
import type { Cursor, FunctionFacts, ProgramCatalogue } from '../../syntax/cursor.ts';
import type { Range } from '../../syntax/range.ts';
import { type Part, parseAttachPoint } from './attachPoint.ts';
import { hardwareEvents, iterators, softwareEvents, timeUnits } from './probeFacts.ts';
import { programPath } from './programPath.ts';
import { looksFirst, reasonToLeaveOut } from './reach.ts';
import { vocabularyOf } from './vocabulary.ts';

/** The cursor at an offset of a probe point that begins at `start`. */
export function attachPointCursor(text: string, offset: number, start: number, pack: KernelPack): Cursor {
  const end = offset + (/^[^\s,{]*/.exec(text.slice(offset))?.[0].length ?? 0);
  const { provider, parts } = parseAttachPoint(text.slice(start, end));
  const index = parts.findLastIndex((part) => start + part.start <= offset);
  const part = parts[index];
  if (!part) return { kind: 'nothing' };
  const wordStart = start + part.start;
  const word = { replace: { start: wordStart, end: start + part.end }, typed: text.slice(wordStart, offset) };
  if (index <= 0) {
    const { probes, topLevel } = vocabularyOf(pack);
    // The colon is there already where something follows.
    const offered =
      parts.length > 1 ? probes.map((probe) => ({ ...probe, snippet: probe.label })) : [...probes, ...topLevel];
    return { kind: 'words', candidates: offered, ...word };
  }
  const words = (labels: readonly string[], detail: string): Cursor => ({
    kind: 'words',
    candidates: labels.map((label): Candidate => ({ label, kind: 'constant', detail })),
    ...word,
  });
  switch (provider) {
    case 'kprobe':
    case 'kretprobe':
    case 'fentry':
    case 'fexit': {
      const catalogue = provider === 'kprobe' || provider === 'kretprobe' ? 'functions' : 'fentryFunctions';
      const module = index === 2 ? parts[1]?.text : undefined;
      const modules = index === 1 ? moduleCandidates(pack) : [];
      const byBtf = catalogue === 'fentryFunctions';
      const refuses = (fn: FunctionFacts): string | undefined => reasonToLeaveOut(fn, pack, byBtf);
      return {
        kind: 'kernelName',
        catalogue,
        ...(module !== undefined && module !== '' && { module }),
        candidates: modules,
        ...((byBtf || looksFirst(pack)) && { refuses }),
        ...word,
      };
    }
    case 'tracepoint': {
      const [, subsystem] = parts;
      const from = start + (subsystem?.start ?? part.start);
      const to = start + (parts.at(-1)?.end ?? part.end);
      return {
        kind: 'kernelName',
        catalogue: 'tracepoints',
        replace: { start: from, end: to },
        typed: text.slice(from, offset),
      };
    }
    case 'rawtracepoint':
      return { kind: 'kernelName', catalogue: 'rawTracepoints', ...word };
    case 'uprobe':
    case 'uretprobe': {
      if (index === 1) return { kind: 'programName', catalogue: { kind: 'programs', libraries: 'stems' }, ...word };
      // Colons are part of the demangled name that is searched for, but for the one behind the language (`cpp:`).
      const isWhole = parts[2]?.text !== 'cpp';
      const from = start + (isWhole ? (parts[2]?.start ?? 0) : part.start);
      const to = start + (isWhole ? (parts.at(-1)?.end ?? 0) : part.end);
      const name = { replace: { start: from, end: to }, typed: text.slice(from, offset) };
      const program = programPath(provider, parts[1]?.text.replaceAll('"', '') ?? '', pack.programs);
      return { kind: 'programName', catalogue: { kind: 'functions', program }, ...name };
    }
    case 'usdt': {
      const kind = index === 1 ? 'programs' : index === 2 && parts.length < 4 ? 'providers' : 'markers';
      return programCursor(kind, parts[1], index === 3 ? parts[2] : undefined, word);
    }
    case 'software':
      return index === 1 ? words(softwareEvents, 'software event') : { kind: 'nothing' };
    case 'hardware':
      return index === 1 ? words(hardwareEvents, 'hardware event') : { kind: 'nothing' };
    case 'interval':
    case 'profile':
      return index === 1 ? words(timeUnits, 'unit') : { kind: 'nothing' };
    case 'iter':
      return index === 1 ? words(iteratorsOf(pack), 'iterator') : { kind: 'nothing' };
    case 'self':
      return index === 1 ? words(['signal'], 'event') : words(['SIGUSR1'], 'signal');
    default:
      return { kind: 'nothing' };
  }
}

function programCursor(
  kind: ProgramCatalogue['kind'],
  program: Part | undefined,
  provider: Part | undefined,
  word: { readonly replace: Range; readonly typed: string },
): Cursor {
  const of = kind === 'programs' || program === undefined ? {} : { program: program.text.replaceAll('"', '') };
  const by = provider === undefined || provider.text === '' ? {} : { provider: provider.text };
  return { kind: 'programName', catalogue: { kind, ...of, ...by }, ...word };
}

function moduleCandidates(pack: KernelPack): readonly Candidate[] {
  return pack.modules.map((label) => ({ label, kind: 'module', detail: 'kernel module', snippet: `${label}:` }));
}

/** BTF names the context of every iterator that the kernel has. */
function iteratorsOf(pack: KernelPack): readonly string[] {
  const prefix = 'bpf_iter__';
  const { hits } = pack.types.search({ typed: prefix, limit: 100 });
  const found = hits.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  return [...new Set([...iterators, ...found])];
}
