// Marks what matches in the rows that are shown, by the browser's own highlights: the rows' elements stay as they are.
import type { PageLine } from '../panelMessages.ts';
import { shownLength } from './ansi.ts';
import type { FindMarks } from './findMarks.ts';

/** A row and the line that it shows; undefined while that is on its way. */
export type ShownLine = readonly [row: HTMLElement, line: PageLine | undefined];

/** `name` is the highlight's in the style sheet; undefined takes the marks away. */
export function highlightMatches(shown: Iterable<ShownLine>, marks: FindMarks | undefined, name: string): void {
  if (!('highlights' in CSS)) return;
  if (marks === undefined) {
    CSS.highlights.delete(name);
    return;
  }
  const ranges: Range[] = [];
  for (const [row, line] of shown) if (line !== undefined) ranges.push(...rangesIn(row, line, marks));
  CSS.highlights.set(name, new Highlight(...ranges));
}

function rangesIn(row: HTMLElement, line: PageLine, marks: FindMarks): readonly Range[] {
  const marked = marks(line);
  if (marked === undefined) return [];
  const ranges: Range[] = [];
  const host = marked.isHostMarked ? row.querySelector('.host-name') : null;
  if (host !== null) {
    const range = new Range();
    range.selectNodeContents(host);
    ranges.push(range);
  }
  const texts = textsOf(row);
  for (const [from, to] of marked.stretches) {
    const start = placeOf(texts, shownLength(line.text, from));
    const end = placeOf(texts, shownLength(line.text, to));
    if (start === undefined || end === undefined) break;
    const range = new Range();
    range.setStart(...start);
    range.setEnd(...end);
    ranges.push(range);
  }
  return ranges;
}

/** The line itself, without the time and the host beside it. */
function textsOf(row: HTMLElement): readonly Text[] {
  const texts: Text[] = [];
  const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (node instanceof Text && node.parentElement?.matches('.moment, .host-name') !== true) texts.push(node);
  }
  return texts;
}

function placeOf(texts: readonly Text[], offset: number): [Text, number] | undefined {
  let left = offset;
  for (const text of texts) {
    if (left <= text.data.length) return [text, left];
    left -= text.data.length;
  }
  return undefined;
}
