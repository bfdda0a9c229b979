// Finds lines by what their columns hold, and by their host: `comm:sshd and us>100`, `host:web1`.
import type { LineCells, LineFormats } from './lineFormats.ts';
import { comparison, filterOf } from './lineQuery.ts';
import { numbersOf } from './lineRows.ts';

/** `host`, everywhere: the line's host by number; undefined where the run has one target. */
export interface LineSearch {
  takes(line: string, host: number | undefined): boolean;
  /** What a line was taken for; undefined where it was not. */
  marks(line: string, host: number | undefined): LineMarks | undefined;
}

/** What is to be seen of a match in its line. */
export interface LineMarks {
  /** The values of the columns named and the texts beside them: from, and up to, in UTF-16 units. */
  readonly stretches: readonly (readonly [from: number, to: number])[];
  /** The line's host, too. */
  readonly isHostMarked: boolean;
}

/**
 * Undefined where the text names no column of the script's lines and no host: then it is just a text. Parts with ` and ` between must all hold; a part
 * that names nothing is looked for in the whole line, in any case.
 */
export function lineSearch(text: string, formats: LineFormats, hosts: readonly string[]): LineSearch | undefined {
  const columns: string[] = [];
  const names: string[] = [];
  const texts: string[] = [];
  const hostTests: (readonly boolean[])[] = [];
  for (const part of text.split(/\s+and\s+/i).filter((one) => one.trim() !== '')) {
    const [, name = '', operator, value = ''] = comparison.exec(part) ?? [];
    const known = name.toLowerCase();
    if (formats.shapes.some((shape) => shape.columns.some((column) => column.name.toLowerCase() === known))) {
      columns.push(part);
      names.push(known);
    } else if (known === 'host' && hosts.length > 0) {
      hostTests.push(hosts.map((host) => takesHost(host.toLowerCase(), operator, value.toLowerCase())));
    } else texts.push(part.trim().toLowerCase());
  }
  if (columns.length === 0 && hostTests.length === 0) return undefined;
  const filters = formats.shapes.map((shape) => {
    const has = new Set(shape.columns.map((column) => column.name.toLowerCase()));
    return names.every((name) => has.has(name)) ? filterOf(columns.join(' and '), shape) : undefined;
  });
  /** The columns of a line that is taken. */
  const found = (line: string, host: number | undefined): Partial<LineCells> | undefined => {
    if (!hostTests.every((isHost) => host !== undefined && isHost[host] === true)) return undefined;
    const lower = texts.length > 0 ? line.toLowerCase() : '';
    if (!texts.every((sought) => lower.includes(sought))) return undefined;
    if (columns.length === 0) return {};
    const matched = formats.match(line);
    const shape = matched && formats.shapes[matched.shape];
    const takes = matched && filters[matched.shape];
    return shape && takes?.(matched.cells, numbersOf(matched.cells, shape)) ? matched : undefined;
  };
  return {
    takes: (line, host) => found(line, host) !== undefined,
    marks(line, host) {
      const taken = found(line, host);
      if (taken === undefined) return undefined;
      const { shape = -1, cells = [], starts = [] } = taken;
      const named = (formats.shapes[shape]?.columns ?? []).flatMap(({ name }, index) => {
        const start = starts[index];
        if (start === undefined || !names.includes(name.toLowerCase())) return [];
        return [[start, start + (cells[index]?.length ?? 0)] as const];
      });
      const beside = texts.flatMap((sought) => stretchesOf(sought, line.toLowerCase()));
      return { stretches: [...named, ...beside], isHostMarked: hostTests.length > 0 };
    },
  };
}

function stretchesOf(sought: string, line: string): readonly (readonly [number, number])[] {
  const stretches: (readonly [number, number])[] = [];
  for (let at = line.indexOf(sought); at >= 0; at = line.indexOf(sought, at + sought.length))
    stretches.push([at, at + sought.length]);
  return stretches;
}

function takesHost(host: string, operator: string | undefined, value: string): boolean {
  if (operator === '=') return host === value;
  return operator === '!=' ? host !== value : host.includes(value);
}
