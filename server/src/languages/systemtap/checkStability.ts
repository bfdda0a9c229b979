// Probes of functions that the tapset or a tracepoint covers under a name that stays, with the rewrite as a fix.
import { stablerTracepoint } from '../../kernel/stablerTracepoint.ts';
import type { Finding } from '../../syntax/finding.ts';
import type { Source } from '../language.ts';
import { expandPoint } from './points.ts';
import { readPoint } from './pointText.ts';
import type { Alias, Tapset } from './tapset.ts';
import type { Point, ProbeItem } from './tree.ts';
import { walkItem } from './walk.ts';

/** Hints about `kernel.function("…")` and `kprobe.function("…")`; the tapset must be all in. */
export function checkStability(item: ProbeItem, tapset: Tapset, { pack }: Source): readonly Finding[] {
  return item.points.flatMap((point): readonly Finding[] => {
    const [text, another] = expandPoint(point);
    if (text === undefined || another !== undefined || point.mark !== undefined) return [];
    const [first, second, ...suffix] = readPoint(text);
    const isFunction = (first?.name === 'kernel' || first?.name === 'kprobe') && second?.name === 'function';
    if (!isFunction || second.argument === undefined || !/^\w+$/.test(second.argument)) return [];
    const aliases = first.name === 'kernel' ? aliasesOf(text, tapset) : [];
    if (aliases.length > 0) return [hint(point, aliases, `the tapset's name for this`)];
    const isEntry = suffix.length === 0 || (suffix.length === 1 && suffix[0]?.name === 'call');
    const tracepoint = isEntry ? stablerTracepoint(second.argument, pack) : undefined;
    if (tracepoint === undefined) return [];
    const spelled = `kernel.trace("${tracepoint.subsystem}:${tracepoint.name}")`;
    return [hint(point, [spelled], 'a tracepoint in this function', usesTargets(item))];
  });
}

function hint({ range }: Point, spellings: readonly string[], what: string, mustReview = false): Finding {
  const [first = ''] = spellings;
  const message = `${first} is ${what}: it stays when the kernel's functions change${
    first.startsWith('kernel.trace') ? ', costs less and needs no debuginfo' : ', and brings named values'
  }.`;
  return {
    range,
    severity: 'hint',
    code: 'stabler-probe',
    message,
    // What a function calls $file a tracepoint calls otherwise: only the user can rewrite that.
    fixes: mustReview
      ? []
      : spellings.map((spelled) => ({ title: `Change to ${spelled}`, edits: [{ range, newText: spelled }] })),
  };
}

const aliasesByPoint = new WeakMap<Tapset, ReadonlyMap<string, readonly string[]>>();

/** Aliases that stand for exactly this point and no other. */
function aliasesOf(text: string, tapset: Tapset): readonly string[] {
  let known = aliasesByPoint.get(tapset);
  if (known === undefined) {
    known = byPoint(tapset.aliases.values());
    aliasesByPoint.set(tapset, known);
  }
  return known.get(spellEntry(text)) ?? [];
}

function byPoint(aliases: Iterable<Alias>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { name, points } of aliases) {
    const [only, another] = points;
    // What begins with __ is the tapset's own scaffolding.
    if (only === undefined || another !== undefined || only.optional || name.startsWith('__')) continue;
    const point = spellEntry(only.text);
    found.set(point, [...(found.get(point) ?? []), name].sort());
  }
  return found;
}

/** Calls of a function that has no inlined copies are its entries. */
function spellEntry(text: string): string {
  return text.replace(/\.call$/, '');
}

function usesTargets(item: ProbeItem): boolean {
  let found = false;
  walkItem(item, {
    expression: (expression) => {
      found ||= expression.kind === 'target';
    },
  });
  return found;
}
