// Reads the tables that are shown off the page.
import type { CopiedTable } from './copiedTable.ts';

/** The tables below an element that are shown; where text in them is selected, only the rows that it touches. */
export function tablesIn(root: HTMLElement): readonly CopiedTable[] {
  const selection = getSelection();
  const isSelected = selection !== null && !selection.isCollapsed && root.contains(selection.anchorNode);
  return [...root.querySelectorAll('table')].flatMap((table) => {
    if (table.offsetParent === null || table.closest('.u-legend') !== null) return [];
    const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
    // Cells without a heading hold bars and lines, no text.
    const places = heads.flatMap((cell, index) =>
      textOf(cell) === '' || cell.dataset.picture !== undefined ? [] : [index],
    );
    const body = [...(table.tBodies[0]?.rows ?? [])];
    const rows = isSelected ? body.filter((row) => selection.containsNode(row, true)) : body;
    if (rows.length === 0) return [];
    return [
      {
        title: table.caption?.textContent?.trim() ?? '',
        headings: places.map((place) => textOf(heads[place])),
        rows: rows.map(({ cells }) => places.map((place) => textOf(cells[place]))),
        numbers: places.map((place) => rows[0]?.cells[place]?.classList.contains('number') === true),
      },
    ];
  });
}

/** Without the arrow of a sorted heading. */
function textOf(cell: HTMLElement | undefined): string {
  return (cell?.textContent ?? '').replace(/ [↑↓]$/, '').trim();
}
