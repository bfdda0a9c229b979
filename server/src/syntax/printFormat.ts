// Reads a format of printf's kind together with its arguments, as all the languages write it.
import type { PrintedPiece, PrintedValue, ValueType } from './printing.ts';

const conversion = /%(?:%|([-+ #0'@]*)(\*|\d*)(?:\.(\*|\d*))?(?:hh|h|ll|l|j|z|t|L)?(r[xh]|[A-Za-z]))/y;

/** The longest name that an expression without one gets. */
const longestColumn = 24;

/** What each letter prints; undefined where that is more than a line, or not known. */
export type Letters = (letter: string) => ValueType | undefined;

/**
 * The pieces that a format prints; undefined where it holds a conversion that `letters` does not know, or has too few
 * values. `format` has its escapes resolved.
 */
export function formatPieces(
  format: string,
  values: readonly PrintedValue[],
  letters: Letters,
): readonly PrintedPiece[] | undefined {
  const pieces: PrintedPiece[] = [];
  let literal = '';
  let next = 0;
  let at = 0;
  for (let percent = format.indexOf('%'); percent >= 0; percent = format.indexOf('%', at)) {
    literal += format.slice(at, percent);
    conversion.lastIndex = percent;
    const [whole, flags = '', width = '', precision, letter] = conversion.exec(format) ?? [];
    if (whole === undefined) return undefined;
    at = percent + whole.length;
    if (letter === undefined) {
      literal += '%';
      continue;
    }
    const value = values[next++];
    const type = letters(letter);
    // A width that comes with the values may be any.
    if (value === undefined || type === undefined || width === '*' || precision === '*') return undefined;
    const isLeft = flags.includes('-');
    const least = Number(width);
    if (value.constant !== undefined && precision === undefined) {
      literal += isLeft ? value.constant.padEnd(least) : value.constant.padStart(least);
      continue;
    }
    if (literal !== '') pieces.push({ kind: 'literal', text: literal });
    pieces.push({
      kind: 'value',
      type,
      column: columnOf(value, literal),
      expression: value.expression,
      width: least,
      isLeft,
      ...(type === 'text' && precision !== undefined && { longest: Number(precision) }),
      ...marksOf(value, type),
    });
    literal = '';
  }
  literal += format.slice(at);
  if (literal !== '') pieces.push({ kind: 'literal', text: literal });
  return pieces;
}

/** Names of numbers that name something: processes, users, processors, files, codes. */
const labels =
  /(?:^|[_.])(?:[a-z]{0,2}id|tgid|pgrp|cpu|fd|ino|dev|port|nr|prio|priority|errno|error|flags|mode|major|minor|state)$/i;

function marksOf({ name, cutAt }: PrintedValue, type: ValueType): { readonly cutAt?: number; readonly isLabel?: true } {
  if (type === 'text') return cutAt === undefined ? {} : { cutAt };
  return name !== undefined && labels.test(name) ? { isLabel: true } : {};
}

/** One value as it is printed without a format. */
export function valuePiece(type: ValueType, value: PrintedValue): PrintedPiece {
  if (value.constant !== undefined) return { kind: 'literal', text: value.constant };
  const { expression } = value;
  const column = columnOf(value, '');
  return { kind: 'value', type, column, expression, width: 0, isLeft: false, ...marksOf(value, type) };
}

/** Its name, else the label before it as in `ms=%d`, else the expression, cut where it is long. */
function columnOf({ name, expression }: PrintedValue, before: string): string {
  const label = /([A-Za-z_]\w*)\s*[=:]\s*$/.exec(before)?.[1];
  const spelled = expression.replace(/\s+/g, ' ');
  return name ?? label ?? (spelled.length > longestColumn ? `${spelled.slice(0, longestColumn - 1)}…` : spelled);
}

const named: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\u0007', b: '\b', f: '\f', v: '\v' };

/** The text of a C string literal's inside. */
export function resolveEscapes(body: string): string {
  return body.replaceAll(/\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2})|([\s\S]))/g, (_, octal, hex, char: string) => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    return named[char] ?? char;
  });
}
