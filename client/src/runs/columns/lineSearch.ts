// Finds lines by what their columns hold, and by their host: `comm:sshd and us>100`, `host:web1`.
import type { LineFormats } from './lineFormats.ts';
import { comparison, filterOf } from './lineQuery.ts';
import { numbersOf } from './lineRows.ts';

/** `host`: the line's host by number; undefined where the run has one target. */
export type LineSearch = (line: string, host: number | undefined) => boolean;

/**
 * Undefined where the text names no column of the script's lines and no host: then it is just a text. Parts with ` and ` between must all hold; a part
 * that names nothing is looked for in the whole line, in any case.
 */
export function lineSearch(text: string, formats: LineFormats, hosts: readonly string[]): LineSearch | undefined {
  const columns: string[] = [];
  const names: string[] = [];
  const tests: LineSearch[] = [];
  let namesHost = false;
  for (const part of text.split(/\s+and\s+/i).filter((one) => one.trim() !== '')) {
    const [, name = '', operator, value = ''] = comparison.exec(part) ?? [];
    const known = name.toLowerCase();
    if (formats.shapes.some((shape) => shape.columns.some((column) => column.name.toLowerCase() === known))) {
      columns.push(part);
      names.push(known);
    } else if (known === 'host' && hosts.length > 0) {
      namesHost = true;
      const isHost = hosts.map((host) => takesHost(host.toLowerCase(), operator, value.toLowerCase()));
      tests.push((_, host) => host !== undefined && isHost[host] === true);
    } else {
      const sought = part.trim().toLowerCase();
      tests.push((line) => line.toLowerCase().includes(sought));
    }
  }
  if (columns.length === 0 && !namesHost) return undefined;
  const filters = formats.shapes.map((shape) => {
    const has = new Set(shape.columns.map((column) => column.name.toLowerCase()));
    return names.every((name) => has.has(name)) ? filterOf(columns.join(' and '), shape) : undefined;
  });
  return (line, host) => {
    if (!tests.every((takes) => takes(line, host))) return false;
    if (columns.length === 0) return true;
    const found = formats.match(line);
    if (found === undefined) return false;
    const shape = formats.shapes[found.shape];
    const takes = filters[found.shape];
    return shape !== undefined && takes?.(found.cells, numbersOf(found.cells, shape)) === true;
  };
}

function takesHost(host: string, operator: string | undefined, value: string): boolean {
  if (operator === '=') return host === value;
  return operator === '!=' ? host !== value : host.includes(value);
}
