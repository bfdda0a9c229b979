// Marks what matches in the rows that are shown, by the browser's own highlights: the rows' elements stay as they are.

/** Marks of one row; a pattern that matches everywhere must not cost a frame. */
const mostMarks = 50;

/** `name` is the highlight's in the style sheet; undefined takes the marks away. */
export function highlightMatches(rows: Iterable<HTMLElement>, pattern: RegExp | undefined, name: string): void {
  if (!('highlights' in CSS)) return;
  if (pattern === undefined) {
    CSS.highlights.delete(name);
    return;
  }
  const ranges: Range[] = [];
  for (const row of rows) ranges.push(...matchesIn(row, pattern));
  CSS.highlights.set(name, new Highlight(...ranges));
}

function matchesIn(row: HTMLElement, pattern: RegExp): readonly Range[] {
  const texts: Text[] = [];
  const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    // The time beside a line is not part of it.
    if (node instanceof Text && node.parentElement?.classList.contains('moment') !== true) texts.push(node);
  }
  const whole = texts.map(({ data }) => data).join('');
  const ranges: Range[] = [];
  for (const match of whole.matchAll(pattern)) {
    if (match[0] === '' || ranges.length === mostMarks) break;
    const start = placeOf(texts, match.index);
    const end = placeOf(texts, match.index + match[0].length);
    if (start === undefined || end === undefined) break;
    const range = new Range();
    range.setStart(...start);
    range.setEnd(...end);
    ranges.push(range);
  }
  return ranges;
}

function placeOf(texts: readonly Text[], offset: number): [Text, number] | undefined {
  let left = offset;
  for (const text of texts) {
    if (left <= text.data.length) return [text, left];
    left -= text.data.length;
  }
  return undefined;
}
