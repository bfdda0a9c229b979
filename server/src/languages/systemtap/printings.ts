// What a script's bodies print.
import { formatPieces, type Letters, resolveEscapes, valuePiece } from '../../syntax/printFormat.ts';
import {
  longestTaskName,
  type PrintedPiece,
  type PrintedValue,
  type Printing,
  type ValueType,
} from '../../syntax/printing.ts';
import type { Expression, Item, Statement } from './tree.ts';
import type { SystemTapScript } from './typedScript.ts';
import { statementsOf } from './walk.ts';

const types: Readonly<Record<string, ValueType>> = {
  ...{ d: 'integer', i: 'integer', u: 'integer', x: 'hexadecimal', X: 'hexadecimal', p: 'hexadecimal', o: 'octal' },
  ...{ c: 'character', s: 'text', m: 'text', M: 'hexadecimal' },
};
/** Expressions that give a task's name, which the kernel cuts. */
const taskName = /^(?:execname\(\)|task_execname\(.*\)|.*->comm)$/;

const letters: Letters = (letter) => types[letter];

/** Functions that give their first argument in another form: the value goes by the argument's name. */
const reader =
  /^(?:(?:user|kernel)_(?:string|char|short|int|long|pointer)|text_str|str_replace|substr|symname|usymname|symdata|ip_ntop|ntoh|hton)/;

/** What each body prints, one after the other. */
export function printingsOf({ tree, text }: SystemTapScript): readonly (readonly Printing[])[] {
  const reader = new Reader(text);
  return tree.items.flatMap((item) => bodiesOf(item).map((body) => reader.statement(body)));
}

function bodiesOf(item: Item): readonly Statement[] {
  if (item.kind === 'function') return item.body ? [item.body] : [];
  if (item.kind !== 'probe') return [];
  return item.epilogue ? [item.body, item.epilogue] : [item.body];
}

class Reader {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  statement(statement: Statement): readonly Printing[] {
    const inner = statementsOf(statement).map((one) => this.statement(one));
    switch (statement.kind) {
      case 'block':
        return inner.flat();
      case 'if':
        return [{ kind: 'branch', isLoop: false, bodies: statement.otherwise ? inner : [...inner, []] }];
      case 'try':
        return [{ kind: 'branch', isLoop: false, bodies: inner }];
      case 'for':
      case 'while':
      case 'foreach':
        return [{ kind: 'branch', isLoop: true, bodies: inner }];
      case 'expression':
        return this.#expression(statement.expression);
      default:
        return [];
    }
  }

  #expression(expression: Expression): readonly Printing[] {
    if (expression.kind !== 'call') return [];
    const { parameters, name, range } = expression;
    const [first, ...rest] = parameters;
    if (first === undefined) return [];
    // The parser takes `@1` for the text that it will bring.
    const isGiven = /^[$@]\d/.test(this.#text.slice(first.range.start, first.range.start + 2));
    const format = first.kind === 'string' && !isGiven ? resolveEscapes(first.value) : undefined;
    const print = (pieces: readonly PrintedPiece[] | undefined): readonly Printing[] => [
      pieces
        ? { kind: 'print', offset: range.start, pieces }
        : { kind: 'unknown', offset: range.start, endsLine: format?.endsWith('\n') === true },
    ];
    const values = rest.map((value) => this.#value(value));
    switch (name.text) {
      case 'printf':
        return print(format === undefined ? undefined : formatPieces(format, values, letters));
      case 'print':
      case 'println':
        // A histogram is a table of lines.
        if (parameters.some((one) => one.kind === 'operator' && one.name.text.startsWith('@hist_')))
          return [{ kind: 'unknown', offset: range.start, endsLine: true }];
        return print(this.#joined(parameters, '', name.text === 'println'));
      case 'printd':
      case 'printdln':
        return print(format === undefined ? undefined : this.#joined(rest, format, name.text === 'printdln'));
      case 'log':
        return print(this.#joined([first], '', true));
      default:
        return [];
    }
  }

  #joined(values: readonly Expression[], delimiter: string, endsLine: boolean): readonly PrintedPiece[] {
    const between: readonly PrintedPiece[] = delimiter === '' ? [] : [{ kind: 'literal', text: delimiter }];
    const pieces = values.flatMap((value, index): readonly PrintedPiece[] => [
      ...(index > 0 ? between : []),
      valuePiece(isNumber(value) ? 'integer' : 'text', this.#value(value)),
    ]);
    return endsLine ? [...pieces, { kind: 'literal', text: '\n' }] : pieces;
  }

  #value(expression: Expression): PrintedValue {
    const { start, end } = expression.range;
    const spelled = this.#text.slice(start, end);
    return {
      name: nameOf(expression),
      expression: spelled,
      ...(taskName.test(spelled) && { cutAt: longestTaskName }),
      ...(expression.kind === 'string' && { constant: resolveEscapes(expression.value) }),
    };
  }
}

/** Whether its form alone shows that a value is a number. */
function isNumber(expression: Expression): boolean {
  if (expression.kind === 'operator') return /^@(?:count|sum|min|max|avg|variance)$/.test(expression.name.text);
  return expression.kind === 'crement' || (expression.kind === 'binary' && /^[-+*/%]$/.test(expression.operator));
}

/** What an expression goes by; undefined where it has no name. */
function nameOf(expression: Expression): string | undefined {
  switch (expression.kind) {
    case 'symbol':
    case 'element':
      return expression.name.text;
    case 'call': {
      const [first] = expression.parameters;
      return (first && reader.test(expression.name.text) && nameOf(first)) || expression.name.text;
    }
    case 'operator': {
      const [first] = expression.parameters;
      const of = first && nameOf(first);
      return `${expression.name.text.replace(/^@/, '')}${of === undefined ? '' : `(${of})`}`;
    }
    case 'target': {
      const member = expression.suffixes.findLast((suffix) => suffix.member !== undefined)?.member;
      if (member !== undefined) return member;
      return 'kind' in expression.base ? nameOf(expression.base) : expression.base.text.replace(/^[$@]+/, '');
    }
    case 'unary':
    case 'crement':
      return nameOf(expression.operand);
    case 'assignment':
      return nameOf(expression.left);
    case 'binary':
      // `ns / 1000` is still the time that `ns` is.
      if (expression.right.kind === 'number') return nameOf(expression.left);
      return expression.left.kind === 'number' ? nameOf(expression.right) : undefined;
    default:
      return undefined;
  }
}
