// The tapsets of two targets, side by side: files, and the aliases, functions and macros of those that changed.
import type { TapsetDifference } from '../protocol.ts';

type Item = TapsetDifference['items'][number];

/** `touched`: only items of these names are told, and only files that hold one. */
export function compareTapsets(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  touched?: ReadonlySet<string>,
): readonly TapsetDifference[] {
  const differences: TapsetDifference[] = [];
  for (const path of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const was = before.get(path);
    const is = after.get(path);
    if (was === is) continue;
    const change = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed';
    const items = compareItems(itemsOf(was ?? ''), itemsOf(is ?? ''), change);
    const told = touched ? items.filter(({ name }) => touched.has(name)) : items;
    if (touched === undefined || told.length > 0) differences.push({ path, change, items: told });
  }
  return differences;
}

function compareItems(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  change: TapsetDifference['change'],
): readonly Item[] {
  const items: Item[] = [];
  for (const key of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const was = before.get(key);
    const is = after.get(key);
    if (was === is) continue;
    const [kind = '', name = ''] = key.split(' ');
    // Of a whole file that came or went, its items are told as well: they are what a script misses.
    const own = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed';
    items.push({ kind: kind as Item['kind'], name, change: change === 'changed' ? own : change });
  }
  return items;
}

const kinds: Readonly<Record<string, Item['kind']>> = { probe: 'alias', function: 'function', '@define': 'macro' };

/**
 * `kind name` to text, comments and the width of spaces aside. The parser is not asked: 600 files take it seconds, and
 * an item begins a line in every tapset.
 */
function itemsOf(text: string): ReadonlyMap<string, string> {
  const code = text
    .replace(
      /("(?:\\.|[^"\\\n])*"?)|\/\*[\s\S]*?(?:\*\/|$)|\/\/.*|#.*/g,
      (_, string: string | undefined) => string ?? ' ',
    )
    .replace(/[ \t]+/g, ' ');
  const starts = [...code.matchAll(/^ ?(?:private )?(probe|function|@define) ?([\w.][\w., {}]{0,500})/gm)];
  const items = new Map<string, string>();
  for (const [n, match] of starts.entries()) {
    const body = code
      .slice(match.index, starts[n + 1]?.index ?? code.length)
      .replace(/\s+/g, ' ')
      .trim();
    for (const name of namesOf(match[1] ?? '', match[2] ?? '')) {
      const key = `${kinds[match[1] ?? '']} ${name}`;
      // Overloads and the branches of a condition are one item.
      items.set(key, `${items.get(key) ?? ''}${body}`);
    }
  }
  return items;
}

/** A probe may have several names; other items have one. */
function namesOf(keyword: string, names: string): readonly string[] {
  if (keyword !== 'probe') return [/^\w+/.exec(names)?.[0] ?? ''];
  return names
    .replace(/[{}]/g, '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.includes(' '));
}
