// What a script's bodies print.
import { formatPieces, type Letters, valuePiece } from '../../syntax/printFormat.ts';
import {
  longestTaskName,
  type PrintedPiece,
  type PrintedValue,
  type Printing,
  type ValueType,
} from '../../syntax/printing.ts';
import type { BpftraceScript } from './parse.ts';
import type { Block, Call, Expression, If, Statement } from './tree.ts';
import { valueKind } from './valueKind.ts';

const types: Readonly<Record<string, ValueType>> = {
  ...{ d: 'integer', u: 'integer', i: 'integer', x: 'hexadecimal', X: 'hexadecimal', p: 'hexadecimal', o: 'octal' },
  ...{ c: 'character', s: 'text', r: 'text', rx: 'text', rh: 'text' },
};
/** Expressions that give a task's name, which the kernel cuts. */
const taskName = /^(?:comm|args(?:->|\.)(?:\w+_)?comm|\$?\w+->comm)$/;

const letters: Letters = (letter) => types[letter];

/** Functions that give their first argument in another form: the value goes by the argument's name. */
const readers = new Set(['str', 'kstr', 'buf', 'ntop', 'ksym', 'usym', 'path', 'macaddr', 'bswap']);

/** What each body prints, one after the other. */
export function printingsOf({ tree, text }: BpftraceScript): readonly (readonly Printing[])[] {
  return tree.items.flatMap((item) => ('body' in item ? [new Reader(text).block(item.body)] : []));
}

/** `max_strlen` of a `config` block. */
export function stringSizeOf({ tree }: BpftraceScript): number | undefined {
  const entries = tree.items.flatMap((item) => (item.kind === 'config' ? item.entries : []));
  const value = entries.find(({ key }) => key.text.toLowerCase().replace('bpftrace_', '') === 'max_strlen')?.value;
  return value !== undefined && /^\d+$/.test(value.text) ? Number(value.text) : undefined;
}

class Reader {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  block({ statements }: Block): readonly Printing[] {
    return statements.flatMap((statement) => this.#statement(statement));
  }

  #statement(statement: Statement): readonly Printing[] {
    switch (statement.kind) {
      case 'while':
      case 'unroll':
      case 'for':
        return [{ kind: 'branch', isLoop: true, bodies: [this.block(statement.body)] }];
      case 'expressionStatement':
        return this.#expression(statement.expression);
      default:
        return [];
    }
  }

  #expression(expression: Expression): readonly Printing[] {
    if (expression.kind === 'call') return this.#call(expression);
    if (expression.kind === 'block') return this.block(expression);
    if (expression.kind === 'if') return [this.#branch(expression)];
    return [];
  }

  #branch({ whenTrue, whenFalse }: If): Printing {
    const other = whenFalse?.kind === 'if' ? [this.#branch(whenFalse)] : whenFalse ? this.block(whenFalse) : [];
    return { kind: 'branch', isLoop: false, bodies: [this.block(whenTrue), other] };
  }

  #call({ callee, arguments: given, range }: Call): readonly Printing[] {
    const [first, ...rest] = given;
    const format = first?.kind === 'string' ? first.value : undefined;
    const print = (pieces: readonly PrintedPiece[] | undefined): readonly Printing[] => [
      pieces
        ? { kind: 'print', offset: range.start, pieces }
        : { kind: 'unknown', offset: range.start, endsLine: format?.endsWith('\n') === true },
    ];
    const values = rest.map((value) => this.#value(value));
    const asLine = (type: ValueType, value: Expression): readonly Printing[] =>
      print([valuePiece(type, this.#value(value)), { kind: 'literal', text: '\n' }]);
    switch (callee.text) {
      case 'printf':
        return print(format === undefined ? undefined : formatPieces(format, values, letters));
      case 'time':
        return print(timePieces(format ?? '%H:%M:%S\n'));
      case 'join':
        return first ? asLine('text', first) : [];
      case 'print':
        // A map is printed by itself, later; it is no line.
        if (!first || first.kind === 'map') return print([]);
        return asLine(valueKind(first) === 'number' ? 'integer' : 'text', first);
      case 'cat':
      case 'system':
        return print(undefined);
      default:
        return [];
    }
  }

  #value(expression: Expression): PrintedValue {
    const { start, end } = expression.range;
    const constant = expression.kind === 'string' ? expression.value : undefined;
    const spelled = this.#text.slice(start, end);
    return {
      name: nameOf(expression),
      expression: spelled,
      ...(constant !== undefined && { constant }),
      ...(taskName.test(spelled) && { cutAt: longestTaskName }),
    };
  }
}

/** A moment as strftime writes it: one value from the first conversion to the last. */
function timePieces(format: string): readonly PrintedPiece[] {
  const first = format.indexOf('%');
  const last = format.lastIndexOf('%');
  if (first < 0) return [{ kind: 'literal', text: format }];
  const type = /\s/.test(format.slice(first, last)) ? 'text' : 'word';
  const value: PrintedPiece = { kind: 'value', type, column: 'time', expression: '', width: 0, isLeft: false };
  const around = [format.slice(0, first), format.slice(last + 2)].map((text): readonly PrintedPiece[] =>
    text === '' ? [] : [{ kind: 'literal', text }],
  );
  return [...(around[0] ?? []), value, ...(around[1] ?? [])];
}

/** What an expression goes by; undefined where it has no name. */
function nameOf(expression: Expression): string | undefined {
  switch (expression.kind) {
    case 'identifier':
      return expression.name;
    case 'variable':
      return expression.name.replace(/^\$/, '');
    case 'map':
      return expression.name.text.replace(/^@/, '') || undefined;
    case 'member':
      return expression.name.text;
    case 'tupleField': {
      const object = nameOf(expression.object);
      return object && `${object}.${expression.index.text}`;
    }
    case 'index':
      return nameOf(expression.object);
    case 'call': {
      const [first] = expression.arguments;
      const isReader = first !== undefined && readers.has(expression.callee.text);
      return (isReader && nameOf(first)) || (expression.callee.text === 'strftime' ? 'time' : expression.callee.text);
    }
    case 'group':
      return nameOf(expression.expression);
    case 'unary':
    case 'step':
    case 'addressOf':
    case 'cast':
    case 'comptime':
      return nameOf(expression.operand);
    case 'binary':
      // `ns / 1000` is still the time that `ns` is.
      if (expression.right.kind === 'integer') return nameOf(expression.left);
      return expression.left.kind === 'integer' ? nameOf(expression.right) : undefined;
    default:
      return undefined;
  }
}
