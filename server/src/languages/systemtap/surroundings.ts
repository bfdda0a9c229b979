// What a script's names may mean beyond the script: the tapset's functions and globals, and what aliases do around a body.
import { compileGlob } from '../../kernel/glob.ts';
import type { KernelPack } from '../../kernel/kernelPack.ts';
import { aliasesMatching } from './matches.ts';
import { expandPoint } from './points.ts';
import { readPoint } from './pointText.ts';
import { tapsetOf } from './tapset.ts';
import { kindsOf } from './targetKinds.ts';
import type { Item, ProbeItem } from './tree.ts';
import type { AliasAround, Surroundings } from './typeSurroundings.ts';

/** Aliases stand for aliases no deeper than this. */
const deepest = 8;

/** What the tapset and the script's aliases bring to its types. */
export function surroundingsOf(items: readonly Item[], pack: KernelPack): Surroundings {
  const known = tapsetOf(pack);
  const tapset = known?.complete ? known : undefined;
  const own = items.filter((item): item is ProbeItem => item.kind === 'probe' && item.aliases.length > 0);
  return {
    functions: (name) => tapset?.functions.get(name)?.overloads,
    mayHaveGlobal: (name) => tapset === undefined || tapset.globals.has(name),
    aliasesAround(item) {
      const found = new Map<ProbeItem, AliasAround>();
      if (item.kind !== 'probe') return [];
      const isKnown = item.points.flatMap(expandPoint).every((text) => addAliases(text, found, own, pack, 0));
      return isKnown ? [...found.values()] : undefined;
    },
  };
}

/** Adds the aliases that a point goes through, the innermost first; false where the point is not known. */
function addAliases(
  text: string,
  found: Map<ProbeItem, AliasAround>,
  own: readonly ProbeItem[],
  pack: KernelPack,
  depth: number,
): boolean {
  if (depth > deepest || /[$@]/.test(text)) return false;
  const here: AliasAround[] = [];
  const further = new Set<string>();
  for (const item of own) {
    if (!item.aliases.flatMap(expandPoint).some((name) => isBehind(text, name))) continue;
    here.push({ item, isOwn: true });
    for (const point of item.points.flatMap(expandPoint)) further.add(point);
  }
  const parts = readPoint(text);
  for (const { body, points } of aliasesMatching(parts, pack)) {
    here.push({ item: body, isOwn: false });
    for (const point of points) further.add(point.text);
  }
  if (here.length === 0) return kindsOf(pack).some(({ name }) => name === parts[0]?.name);
  const isKnown = [...further].every((point) => addAliases(point, found, own, pack, depth + 1));
  for (const one of here) found.set(one.item, one);
  return isKnown;
}

/** Whether a point is an alias, a pattern of it, or the alias with something put behind it. */
function isBehind(text: string, alias: string): boolean {
  const depth = alias.split('.').length;
  return compileGlob(text.split('.').slice(0, depth).join('.')).test(alias);
}
