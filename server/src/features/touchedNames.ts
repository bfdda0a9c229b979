// What of a kernel a script touches: the functions and tracepoints of its probe points, struct members, tapset names, CONFIG values.
import type { Touched } from '../kernel/comparePacks.ts';
import type { KernelPack } from '../kernel/kernelPack.ts';
import type { Cursor } from '../syntax/cursor.ts';
import { touches } from '../syntax/range.ts';
import type { Analysis } from './analysis.ts';
import { namedAt } from './wordAt.ts';

/** Places of one probe point that are looked at: `kprobe:*` stands for all. */
const MOST_PLACES = 100_000;
/** Words of a script that are looked up: each costs a parse. */
const MOST_WORDS = 2000;

/** Of one script read against several kernels: what any of them says it touches. */
export function touchedNames(analyses: readonly Analysis[]): Touched {
  const touched = {
    functions: new Set<string>(),
    tracepoints: new Set<string>(),
    members: new Map<string, Set<string>>(),
    tapset: new Set<string>(),
    config: new Set<string>(),
  };
  for (const analysis of analyses) {
    const { pack } = analysis.source;
    for (const place of placesOf(analysis)) addPlace(place, pack, touched);
    for (const [type, member] of membersOf(analysis)) {
      touched.members.set(type, (touched.members.get(type) ?? new Set()).add(member));
    }
    for (const name of tapsetNamesOf(analysis)) touched.tapset.add(name);
    for (const [name] of analysis.source.text.matchAll(/\bCONFIG_\w+/g)) touched.config.add(name);
  }
  return touched;
}

/** The places of all probe points, in the language's spelling. */
function* placesOf({ language, script, source }: Analysis): Iterable<string> {
  for (const { text } of script.clauses.flatMap(({ probePoints }) => probePoints)) {
    let left = MOST_PLACES;
    for (const place of language.matches(text, source).names()) {
      if (left-- <= 0) break;
      yield place;
    }
  }
}

/** Every language spells a place as words of which one is the function, or two are subsystem and tracepoint. */
function addPlace(
  place: string,
  { functions, tracepoints }: KernelPack,
  touched: { readonly functions: Set<string>; readonly tracepoints: Set<string> },
): void {
  const words = place.match(/[\w.]+/g) ?? [];
  for (const [n, word] of words.entries()) {
    // The first word is the kind of probe.
    if (n === 0) continue;
    const tracepoint = tracepoints.find(words[n - 1] ?? '', word);
    if (tracepoint) touched.tracepoints.add(`${tracepoint.subsystem}:${tracepoint.name}`);
    else if (functions.named(word).length > 0) touched.functions.add(word);
    else for (const { subsystem, name } of tracepoints.named(word)) touched.tracepoints.add(`${subsystem}:${name}`);
  }
}

/** Members that stand after `->` or `.`, with the struct or union they are of. */
function* membersOf({ language, script, source }: Analysis): Iterable<readonly [type: string, member: string]> {
  const { types } = source.pack;
  let left = MOST_WORDS;
  for (const match of source.text.matchAll(/(?:->|\.)\s*([A-Za-z_]\w*)/g)) {
    const end = match.index + match[0].length;
    if (script.comments.some((comment) => touches(comment, end)) || left-- <= 0) continue;
    const id = typeAt(language.cursorAt(source, end));
    const type = id === undefined ? undefined : types.type(types.resolve(id, true));
    if ((type?.kind === 'struct' || type?.kind === 'union') && type.name !== '') {
      yield [`${type.kind} ${type.name}`, match[1] ?? ''];
    }
  }
}

function typeAt(cursor: Cursor): number | undefined {
  if (cursor.kind === 'argument') return typeAt(cursor.inner);
  return cursor.kind === 'member' ? cursor.type : undefined;
}

/** Names of the tapset that stand in the script: functions, macros, and the aliases of its probe points. */
function* tapsetNamesOf(analysis: Analysis): Iterable<string> {
  const { script, source } = analysis;
  if (!source.pack.knows('tapset')) return;
  for (const { text } of script.clauses.flatMap(({ probePoints }) => probePoints)) {
    // An alias is the point or what its suffixes follow.
    const parts = text.split('.');
    for (let length = 1; length <= parts.length; length++) yield parts.slice(0, length).join('.');
  }
  const seen = new Set<string>();
  for (const match of source.text.matchAll(/@?\b[A-Za-z_]\w*/g)) {
    const word = match[0];
    if (seen.has(word) || seen.size >= MOST_WORDS) continue;
    if (script.comments.some((comment) => touches(comment, match.index))) continue;
    seen.add(word);
    if (namedAt(analysis, match.index + 1)?.candidate.origin) yield word.replace('@', '');
  }
}
