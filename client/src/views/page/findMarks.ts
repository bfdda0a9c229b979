// What is marked in a line that is shown while something is looked for: the same that the search over all lines takes it for.
import type { LineFormats } from '../../runs/columns/lineFormats.ts';
import { type LineMarks, lineSearch } from '../../runs/columns/lineSearch.ts';
import { expressionOf, type SearchQuery } from '../../runs/spool/searchQuery.ts';
import type { PageLine } from '../panelMessages.ts';

/** Marks of one line; a pattern that matches everywhere must not cost a frame. */
const mostMarks = 50;

/** Undefined for a line in which nothing is marked. */
export type FindMarks = (line: PageLine) => LineMarks | undefined;

/** Undefined where nothing is looked for, and for a broken expression: what is wrong with it comes from the search. */
export function findMarks(
  query: SearchQuery | undefined,
  formats: LineFormats,
  hosts: readonly string[],
): FindMarks | undefined {
  if (query === undefined) return undefined;
  const search = query.isRegex ? undefined : lineSearch(query.text, formats, hosts);
  if (search !== undefined) {
    return ({ text, stream, ofRecord, host }) =>
      stream === 'stdout' && ofRecord !== true ? search.marks(text, host) : undefined;
  }
  let pattern: RegExp;
  try {
    pattern = expressionOf(query);
  } catch {
    return undefined;
  }
  return ({ text }) => ({ stretches: stretchesOf(pattern, text), isHostMarked: false });
}

function stretchesOf(pattern: RegExp, text: string): LineMarks['stretches'] {
  const stretches: (readonly [number, number])[] = [];
  for (const { 0: found, index } of text.matchAll(pattern)) {
    if (found === '' || stretches.length === mostMarks) break;
    stretches.push([index, index + found.length]);
  }
  return stretches;
}
