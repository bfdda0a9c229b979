// Reads number and string literals the way bpftrace does, with the errors it finds in them.
import { type Finding, syntaxError } from '../../syntax/finding.ts';
import { skipLayout } from './layout.ts';

/** A literal's end, and what is wrong inside it. */
export interface ScannedLiteral {
  readonly end: number;
  readonly errors: readonly Finding[];
}

const digits = /0[xX][0-9a-fA-F_]*|[0-9][0-9_]*(?:[eE][0-9_]*)?/y;
const suffix = /ns|us|ms|[smhd]|[uU][lL]{0,2}|[lL]{1,2}/y;
const word = /[A-Za-z_][A-Za-z0-9_]*/y;

function at(pattern: RegExp, text: string, offset: number): string {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0] ?? '';
}

/** Reads a number at an offset where a digit stands. */
export function scanInteger(text: string, start: number): ScannedLiteral {
  const errors: Finding[] = [];
  const number = at(digits, text, start);
  const isHex = /^0[xX]/.test(number);
  let end = start + number.length;
  const underscore = (isHex ? /_$/ : /_(?=[eE]|$)/).exec(number);
  if (underscore) {
    const where = start + underscore.index;
    errors.push(
      syntaxError(
        { start: where, end: Math.min(where + 1, text.length) },
        'The digits of a number cannot end in an underscore.',
      ),
    );
  }
  if (!isHex) end += at(suffix, text, end).length;
  const rest = at(word, text, end);
  if (rest !== '' && !isHex) {
    errors.push(syntaxError({ start: end, end: end + rest.length }, `\`${rest}\` is not a suffix of a number.`));
    end += rest.length;
  }
  return { end, errors };
}

const largest = 2n ** 64n - 1n;

/** Largest value and factor of each suffix. */
const suffixes = new Map<string, { readonly largest: bigint; readonly factor: bigint }>([
  ['', { largest, factor: 1n }],
  ['u', { largest: 2n ** 32n - 1n, factor: 1n }],
  ['ul', { largest, factor: 1n }],
  ['ull', { largest, factor: 1n }],
  ['l', { largest: 2n ** 63n - 1n, factor: 1n }],
  ['ll', { largest: 2n ** 63n - 1n, factor: 1n }],
  ['ns', { largest, factor: 1n }],
  ['us', { largest, factor: 1_000n }],
  ['ms', { largest, factor: 1_000_000n }],
  ['s', { largest, factor: 1_000_000_000n }],
  ['m', { largest, factor: 60_000_000_000n }],
  ['h', { largest, factor: 3_600_000_000_000n }],
  ['d', { largest, factor: 86_400_000_000_000n }],
]);

/** A number's value, or why it has none. */
export function integerValue(literal: string): bigint | string {
  const plain = literal.replaceAll('_', '');
  const [, hex, octal, decimal, exponent, tail = ''] =
    /^(?:0[xX]([0-9a-fA-F]*)|0([0-7]+)|(0|[1-9][0-9]*)(?:[eE]([1-9][0-9]*))?)(.*)$/.exec(plain) ?? [];
  const mantissa = hex !== undefined ? `0x${hex}` : octal !== undefined ? `0o${octal}` : (decimal ?? '');
  if (mantissa === '0x' || mantissa === '') return 'This is not a number.';
  let value = BigInt(mantissa);
  if (value > largest) return `The number is larger than ${largest}.`;
  if (exponent !== undefined) {
    if (value < 1n || value > 9n) return 'The part before the exponent must be a digit from 1 to 9.';
    if (exponent.length > 2) return `The number is larger than ${largest}.`;
    value *= 10n ** BigInt(exponent);
    if (value > largest) return `The number is larger than ${largest}.`;
  }
  const known = suffixes.get(tail);
  if (!known) return `\`${tail}\` cannot follow the digits of this number.`;
  if (value > known.largest / known.factor) return `The number is too large for the suffix \`${tail}\`.`;
  return value * known.factor;
}

/** Whether releases before 0.25 take a number: a C suffix behind decimal digits, any digit before `e` and up to 18 behind it. */
export function isOlderInteger(literal: string): boolean {
  const [, decimal = '', exponent] = /^([0-9](?:[0-9_]*[0-9])?)(?:[eE]([0-9_]+))?[uU]?[lL]{0,2}$/.exec(literal) ?? [];
  const digits = decimal.replaceAll('_', '');
  if (digits === '' || /^0\d*[89]/.test(digits)) return false;
  if (exponent !== undefined) return digits.length === 1 && Number(exponent.replaceAll('_', '')) <= 18;
  return BigInt(digits) <= largest;
}

/** Reads a string at an offset where a double quote stands. An unclosed one ends at its line's end. */
export function scanString(text: string, start: number): ScannedLiteral {
  const errors: Finding[] = [];
  let end = start + 1;
  const unterminated = (): ScannedLiteral => {
    // bpftrace names the next thing behind the line, where it gave up.
    const where = skipLayout(text, end);
    errors.push(
      syntaxError({ start: where, end: Math.min(where + 1, text.length) }, 'The string before this is not closed.'),
    );
    return { end, errors };
  };
  while (end < text.length) {
    const char = text[end];
    if (char === '"') return { end: end + 1, errors };
    if (char === '\n') return unterminated();
    if (char !== '\\') {
      end++;
      continue;
    }
    const backslash = end++;
    const escaped = text[end];
    if (escaped === undefined) break;
    const octal = at(/[0-7]{1,3}/y, text, end);
    if (octal !== '') {
      end += octal.length;
      if (Number.parseInt(octal, 8) > 255) {
        errors.push(syntaxError({ start: backslash, end }, `\`\\${octal}\` is larger than a byte.`));
      }
    } else if (escaped === 'x' || escaped === 'X') {
      const hex = at(/[0-9a-fA-F]{1,2}/y, text, end + 1);
      end += 1 + hex.length;
      if (hex === '') {
        const where = skipLayout(text, end);
        errors.push(
          syntaxError(
            { start: where, end: Math.min(where + 1, text.length) },
            '`\\x` needs one or two hexadecimal digits.',
          ),
        );
      }
    } else {
      if (!'ntr"\\'.includes(escaped)) {
        const where = skipLayout(text, end);
        errors.push(
          syntaxError({ start: where, end: Math.min(where + 1, text.length) }, `\`\\${escaped}\` is not an escape.`),
        );
      }
      end++;
    }
  }
  return unterminated();
}

/** A string literal's text, escapes resolved. */
export function stringValue(literal: string): string {
  const body = literal.slice(1, literal.endsWith('"') && literal.length > 1 ? -1 : undefined);
  return body.replaceAll(/\\(?:([0-7]{1,3})|[xX]([0-9a-fA-F]{1,2})|([\s\S]))/g, (_, octal, hex, char) => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    return { n: '\n', t: '\t', r: '\r' }[char as string] ?? char;
  });
}
