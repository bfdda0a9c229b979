// Selection ranges: word, what the brackets around hold, the brackets, clause, script.
import { type Range, touches } from '../syntax/range.ts';
import type { Analysis } from './analysis.ts';

const closers: Readonly<Record<string, string>> = { '{': '}', '(': ')', '[': ']' };

/** The stretches around an offset, from the smallest to the whole script, each inside the next. */
export function selectionRanges({ script }: Analysis, offset: number): readonly Range[] {
  const { text, clauses, comments, folds, names } = script;
  const known = [
    ...comments,
    ...folds,
    ...clauses.flatMap(({ probePoints, body, range }) => [...probePoints.map((point) => point.range), body, range]),
    ...names.declarations.map(({ range }) => range),
  ];
  const around = [
    wordAround(text, offset),
    ...bracketsAround(text, comments, offset),
    ...known.filter((range) => touches(range, offset)),
    { start: 0, end: text.length },
  ];
  const nested: Range[] = [];
  for (const range of around.toSorted((a, b) => lengthOf(a) - lengthOf(b))) {
    const last = nested.at(-1);
    // What crosses a smaller one is left out: each must lie in the next.
    if (!last || (lengthOf(range) > lengthOf(last) && range.start <= last.start && last.end <= range.end)) {
      nested.push(range);
    }
  }
  return nested;
}

function lengthOf({ start, end }: Range): number {
  return end - start;
}

function wordAround(text: string, offset: number): Range {
  let start = offset;
  while (start > 0 && /[\w@$]/.test(text[start - 1] ?? '')) start--;
  let end = offset;
  while (end < text.length && /\w/.test(text[end] ?? '')) end++;
  return { start, end };
}

/** Each pair of brackets around an offset, without and with the brackets; comments and strings do not count. */
function bracketsAround(text: string, comments: readonly Range[], offset: number): readonly Range[] {
  const commentEnds = new Map(comments.map(({ start, end }) => [start, end]));
  const open: { readonly start: number; readonly closer: string }[] = [];
  const found: Range[] = [];
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    const closer = closers[char];
    const commentEnd = commentEnds.get(at) ?? at;
    if (commentEnd > at) at = commentEnd - 1;
    else if (char === '"') at = stringEnd(text, at);
    else if (closer) open.push({ start: at, closer });
    else if (open.at(-1)?.closer === char) {
      const start = open.pop()?.start ?? 0;
      if (start < offset && offset <= at) found.push({ start: start + 1, end: at }, { start, end: at + 1 });
    }
  }
  return found;
}

/** The offset of the quote that ends a string, or of the line's end. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"' || text[at] === '\n') return at;
  }
  return text.length;
}
