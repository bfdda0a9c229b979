// What a script's clauses print.
import { formatPieces, type Letters, resolveEscapes, valuePiece } from '../../syntax/printFormat.ts';
import {
  longestTaskName,
  type PrintedPiece,
  type PrintedValue,
  type Printing,
  type ValueType,
} from '../../syntax/printing.ts';
import type { DtraceScript } from './parse.ts';
import { type Expression, expressionsOf, type Item, partsOf } from './tree.ts';

const types: Readonly<Record<string, ValueType>> = {
  ...{ d: 'integer', i: 'integer', u: 'integer', x: 'hexadecimal', X: 'hexadecimal', p: 'hexadecimal', o: 'octal' },
  ...{ e: 'decimal', E: 'decimal', f: 'decimal', g: 'decimal', G: 'decimal' },
  ...{ c: 'character', C: 'text', s: 'text', S: 'text', a: 'word', A: 'word', P: 'text', Y: 'text' },
};
/** Expressions that give a task's name, which the kernel cuts. */
const taskName = /^(?:execname|.*->(?:comm|pr_fname))$/;

const letters: Letters = (letter) => types[letter];

/** Functions that give their first argument in another form: the value goes by the argument's name. */
const readers = new Set([
  'copyinstr',
  'stringof',
  'basename',
  'dirname',
  'cleanpath',
  'strjoin',
  'inet_ntoa',
  'inet_ntoa6',
]);

/** What stands before each clause's output unless the script is quiet (libdtrace, dt_consume). */
const prefix: readonly PrintedPiece[] = [
  { kind: 'value', type: 'integer', column: 'CPU', expression: '', width: 3, isLeft: false },
  { kind: 'literal', text: ' ' },
  { kind: 'value', type: 'integer', column: 'ID', expression: '', width: 6, isLeft: false },
  { kind: 'literal', text: ' ' },
  { kind: 'value', type: 'word', column: 'probe', expression: '', width: 32, isLeft: false },
  { kind: 'literal', text: ' ' },
];
const lineEnd: PrintedPiece = { kind: 'literal', text: '\n' };

/** What each body prints, one after the other. */
export function printingsOf({ tree, text }: DtraceScript): readonly (readonly Printing[])[] {
  const isQuiet = /^#pragma\s+D\s+option\s+quiet\b/m.test(text);
  const aggregations = aggregationsOf(tree.items, text);
  return tree.items.flatMap((item) => {
    if (item.kind !== 'clause' || !item.body) return [];
    const { start } = item.body.range;
    const prints = item.body.statements.flatMap((statement) => printingOf(statement, text, aggregations));
    if (prints.length === 0) return [];
    const begin: Printing = { kind: 'print', offset: prints.find(isPrint)?.offset ?? start, pieces: prefix };
    const end: Printing = { kind: 'print', offset: start, pieces: [lineEnd] };
    // The option -q of the command line makes any script quiet.
    return isQuiet ? [prints] : [[begin, ...prints, end], prints];
  });
}

/** `#pragma D option strsize=N`. */
export function stringSizeOf({ text }: DtraceScript): number | undefined {
  const [, number, unit = ''] = /^#pragma\s+D\s+option\s+strsize=(\d+)([kmg]?)\s*$/im.exec(text) ?? [];
  return number === undefined ? undefined : Number(number) * 1024 ** ' kmg'.indexOf(unit.toLowerCase() || ' ');
}

function isPrint(printing: Printing): printing is Extract<Printing, { kind: 'print' }> {
  return printing.kind === 'print';
}

/** The keys of an aggregation and how it takes its values in. */
interface Aggregation {
  readonly keys: readonly PrintedValue[];
  readonly how: string;
}

function printingOf(
  expression: Expression,
  text: string,
  aggregations: ReadonlyMap<string, Aggregation>,
): readonly Printing[] {
  if (expression.kind !== 'call' || expression.callee.kind !== 'name') return [];
  const [first, ...rest] = expression.parameters;
  const format = first?.kind === 'string' ? resolveEscapes(first.image.slice(1, -1)) : undefined;
  const print = (pieces: readonly PrintedPiece[] | undefined): readonly Printing[] => [
    pieces
      ? { kind: 'print', offset: expression.range.start, pieces }
      : { kind: 'unknown', offset: expression.range.start, endsLine: format?.endsWith('\n') === true },
  ];
  const values = rest.map((value) => printedValue(value, text));
  switch (expression.callee.text) {
    case 'printf':
      return print(format === undefined ? undefined : formatPieces(format, values, letters));
    case 'printa': {
      // One line a key; all aggregations have the first one's keys.
      const all = rest.map((value) => (value.kind === 'aggregation' ? aggregations.get(value.text) : undefined));
      return print(format === undefined ? undefined : aggregationPieces(format, all));
    }
    case 'trace':
      return first ? print([valuePiece('text', printedValue(first, text))]) : [];
    case 'stack':
    case 'ustack':
    case 'jstack':
    case 'print':
    case 'tracemem':
    case 'system':
    case 'freopen':
      return print(undefined);
    default:
      return [];
  }
}

/** `%@d` takes the next aggregation's value, every other conversion the next key. */
function aggregationPieces(
  format: string,
  aggregations: readonly (Aggregation | undefined)[],
): readonly PrintedPiece[] | undefined {
  const keys = [...(aggregations[0]?.keys ?? [])];
  const values = aggregations.map((one): PrintedValue => ({ name: one?.how, expression: '' }));
  const taken: PrintedValue[] = [];
  for (const [, flags] of format.replaceAll('%%', '').matchAll(/%([-+ #0'@]*)/g)) {
    // With one aggregation its value may be asked for again.
    const next = flags?.includes('@') ? (values.length > 1 ? values.shift() : values[0]) : keys.shift();
    if (next === undefined) return undefined;
    taken.push(next);
  }
  return formatPieces(format, taken, letters);
}

function aggregationsOf(items: readonly Item[], text: string): ReadonlyMap<string, Aggregation> {
  const found = new Map<string, Aggregation>();
  const visit = (expression: Expression): void => {
    if (expression.kind === 'assignment' && expression.right.kind === 'call') {
      const { left, right } = expression;
      const object = left.kind === 'index' ? left.object : left;
      const keys = left.kind === 'index' ? left.indexes.map((index) => printedValue(index, text)) : [];
      const how = right.callee.kind === 'name' ? right.callee.text : 'value';
      // A key is a value of its own here, whatever its expression was.
      const named = keys.map(({ constant: _, ...key }) => key);
      if (object.kind === 'aggregation' && !found.has(object.text)) found.set(object.text, { keys: named, how });
    }
    for (const part of partsOf(expression)) visit(part);
  };
  for (const item of items) for (const expression of expressionsOf(item)) visit(expression);
  return found;
}

function printedValue(expression: Expression, text: string): PrintedValue {
  const { start, end } = expression.range;
  const spelled = text.slice(start, end);
  return {
    name: nameOf(expression),
    expression: spelled,
    ...(taskName.test(spelled) && { cutAt: longestTaskName }),
    ...(expression.kind === 'string' && { constant: resolveEscapes(expression.image.slice(1, -1)) }),
  };
}

/** What an expression goes by; undefined where it has no name. */
function nameOf(expression: Expression): string | undefined {
  switch (expression.kind) {
    case 'name':
      return expression.text;
    case 'aggregation':
      return expression.text.replace(/^@/, '') || undefined;
    case 'member':
      return expression.name.text;
    case 'index':
      return nameOf(expression.object);
    case 'call': {
      const [first] = expression.parameters;
      const callee = nameOf(expression.callee);
      return (first && callee !== undefined && readers.has(callee) && nameOf(first)) || callee;
    }
    case 'unary':
    case 'postfix':
    case 'cast':
    case 'xlate':
      return nameOf(expression.operand);
    case 'assignment':
      return nameOf(expression.left);
    case 'binary':
      // `ns / 1000` is still the time that `ns` is.
      if (expression.right.kind === 'number') return nameOf(expression.left);
      return expression.left.kind === 'number' ? nameOf(expression.right) : undefined;
    case 'sequence':
      return expression.parts.length === 1 && expression.parts[0] ? nameOf(expression.parts[0]) : undefined;
    default:
      return undefined;
  }
}
