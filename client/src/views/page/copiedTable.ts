// A table as text for the clipboard.
import { csvRow } from '../../runs/history/csvRow.ts';

export interface CopiedTable {
  readonly title: string;
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Which columns are numbers. */
  readonly numbers: readonly boolean[];
}

export type CopyFormat = 'text' | 'csv' | 'markdown';

export function spellTables(tables: readonly CopiedTable[], format: CopyFormat): string {
  return tables.map((table) => spell(table, format)).join('\n');
}

function spell(table: CopiedTable, format: CopyFormat): string {
  const { headings, rows } = table;
  switch (format) {
    case 'csv':
      return [headings, ...rows].map((row) => csvRow(row.map(plain))).join('');
    case 'markdown':
      return markdown(table);
    case 'text':
      return aligned(table);
  }
}

/** Numbers without the separators that are for reading. */
function plain(cell: string): string {
  return /^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(cell) ? cell.replaceAll(',', '') : cell;
}

function markdown({ title, headings, rows, numbers }: CopiedTable): string {
  const row = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |\n`;
  const rule = row(headings.map((_, index) => (numbers[index] ? '---:' : '---')));
  return `${title === '' ? '' : `**${title}**\n\n`}${row(headings)}${rule}${rows.map(row).join('')}`;
}

function aligned({ title, headings, rows, numbers }: CopiedTable): string {
  const all = [headings, ...rows];
  const widths = headings.map((_, index) => Math.max(...all.map((row) => row[index]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    headings
      .map((_, index) => {
        const cell = row[index] ?? '';
        const width = widths[index] ?? 0;
        return numbers[index] ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return `${[...(title === '' ? [] : [title]), ...all.map(line)].join('\n')}\n`;
}
