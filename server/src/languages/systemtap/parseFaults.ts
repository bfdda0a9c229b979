// What stap refuses while parsing beyond the grammar: formats, numbers, duplicate names, constructs in the wrong place.
import { type Finding, syntaxError } from '../../syntax/finding.ts';
import type { Range } from '../../syntax/range.ts';
import type { Environment } from './environment.ts';
import { badConversion } from './formats.ts';
import type { Expression, FunctionItem, GlobalItem, Item, NumberExpression, Point, Statement } from './tree.ts';
import { walkItem } from './walk.ts';

/** What stap refuses while it parses and the grammar lets pass. */
export function findParseFaults(items: readonly Item[], environment: Environment): readonly Finding[] {
  const finder = new FaultFinder(environment);
  for (const item of items) finder.item(item);
  return finder.findings;
}

class FaultFinder {
  readonly findings: Finding[] = [];
  readonly #environment: Environment;
  readonly #globals = new Set<string>();
  #isGuruTold = false;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  item(item: Item): void {
    switch (item.kind) {
      case 'global':
        this.#globalItem(item);
        return;
      case 'embedded':
        this.#needsGuru(item.range, 'embedded C');
        return;
      case 'function':
        this.#functionItem(item);
        break;
      case 'probe':
        for (const point of item.points) this.#point(point, true);
        for (const alias of item.aliases) {
          if (alias.mark) this.#complain(alias.range, `an alias cannot be marked "${alias.mark}"`);
        }
        break;
    }
    const inFunction = item.kind === 'function';
    walkItem(item, {
      expression: (expression, parent) => this.#expression(expression, parent),
      statement: (statement) => this.#statement(statement, inFunction),
    });
  }

  #globalItem(item: GlobalItem): void {
    for (const { name, size, initial } of item.variables) {
      if (name.text !== '' && this.#globals.has(name.text))
        this.#complain(name.range, `global ${name.text} is declared twice`);
      this.#globals.add(name.text);
      if (size && initial) this.#complain(initial.range, 'only scalar globals can be initialised');
      if (size) {
        this.#number(size);
        const count = Number(size.image);
        if (count <= 0 || count > 0x7fffffff) this.#complain(size.range, 'an array holds 1 to 2147483647 elements');
      }
      if (initial?.kind === 'number') this.#number(initial);
    }
  }

  #functionItem(item: FunctionItem): void {
    const names = new Set<string>();
    for (const { name } of item.parameters) {
      if (name.text !== '' && names.has(name.text)) this.#complain(name.range, `parameter ${name.text} is named twice`);
      names.add(name.text);
    }
    if (item.priority) {
      this.#number(item.priority);
      if (Number(item.priority.image) < 1) this.#complain(item.priority.range, 'a priority is 1 or more');
    }
    if (item.body === undefined) this.#needsGuru(item.name.range, 'a function in C');
  }

  #point(point: Point, isLast: boolean): void {
    for (const [index, component] of point.components.entries()) {
      if (component.argument?.kind === 'number') this.#number(component.argument);
      const last = isLast && index === point.components.length - 1;
      for (const alternative of component.alternatives) this.#point(alternative, last);
    }
    if (!isLast && (point.mark || point.condition)) {
      this.#complain(point.range, '"?", "!" and a condition stand at the end of a probe point only');
    }
  }

  #statement(statement: Statement, inFunction: boolean): void {
    if (statement.kind === 'return' && !inFunction) {
      this.#complain(statement.range, 'return stands in functions only; a probe ends with next');
    }
  }

  #expression(expression: Expression, parent: Expression | undefined): void {
    switch (expression.kind) {
      case 'number':
        this.#number(expression);
        return;
      case 'embedded':
        this.#needsGuru(expression.range, 'embedded C');
        return;
      case 'operator':
        this.#operator(expression, parent);
        return;
      case 'macro':
        if (this.#environment.library !== undefined || expression.name.text === '@') {
          this.#complain(expression.range, `there is no operator or macro ${expression.name.text}`);
        }
        return;
      case 'call':
        this.#print(expression);
    }
  }

  #operator(expression: Expression & { kind: 'operator' }, parent: Expression | undefined): void {
    const name = expression.name.text;
    if (name.startsWith('@hist_') && !takesHistogram(expression, parent)) {
      this.#complain(expression.range, `${name} stands in print(…), foreach (… in …), or with an index only`);
    }
    if (name === '@const' || name.endsWith('deref') || name.endsWith('register'))
      this.#needsGuru(expression.name.range, name);
    const [first, second] = expression.parameters;
    const typeName = name === '@cast' ? second : undefined;
    if (typeName?.kind === 'string' && typeName.value === '')
      this.#complain(typeName.range, 'expected the name of a type');
    if (name === '@var' && first?.kind === 'string' && first.value === '') {
      this.#complain(first.range, 'expected the name of a variable');
    }
  }

  #print({ name, parameters, range }: Expression & { kind: 'call' }): void {
    const [, family] = /^s?print(f|d|dln|ln|_char)?$/.exec(name.text) ?? [];
    if (!/^s?print/.test(name.text) || (family === undefined && !/^s?print$/.test(name.text))) return;
    const [first] = parameters;
    if (family === 'f') {
      if (first === undefined)
        this.#complain({ start: range.end - 1, end: range.end }, 'expected a format, a literal string');
      else if (first.kind === 'string') {
        const wrong = badConversion(first.value);
        if (wrong !== undefined) this.#complain(first.range, `the format has no conversion "${wrong}"`);
      } else if (!standsForAnything(first)) this.#complain(first.range, 'expected a format, a literal string');
    } else if (family === 'd' || family === 'dln') {
      if (first === undefined || (first.kind !== 'string' && !standsForAnything(first))) {
        this.#complain(
          first?.range ?? { start: range.end - 1, end: range.end },
          'expected a delimiter, a literal string',
        );
      } else if (parameters.length < 3) {
        this.#complain(
          { start: range.end - 1, end: range.end },
          `${name.text} takes at least two values after its delimiter`,
        );
      }
    } else if (family === undefined && parameters.length === 0) {
      this.#complain({ start: range.end - 1, end: range.end }, `${name.text} takes at least one value`);
    }
  }

  #number({ image, range }: NumberExpression): void {
    if (/^\$|^@/.test(image)) return;
    if (!isNumber(image)) this.#complain(range, `"${image}" is no number, or out of the range of 64 bits`);
  }

  #needsGuru(range: Range, what: string): void {
    // Once is enough: the remedy is the same for all of them.
    if (this.#environment.guru || this.#isGuruTold) return;
    this.#isGuruTold = true;
    const message = `${what} needs guru mode: add -g to the #! line, as in "#!/usr/bin/stap -g"`;
    this.findings.push({ range, severity: 'error', code: 'guru-mode', message });
  }

  #complain(range: Range, message: string): void {
    this.findings.push(syntaxError(range, message));
  }
}

function standsForAnything({ kind }: Expression): boolean {
  return kind === 'macro' || kind === 'argument' || kind === 'missing';
}

function takesHistogram(expression: Expression, parent: Expression | undefined): boolean {
  if (parent === undefined) return true;
  if (parent.kind === 'call') return /^s?print(ln)?$/.test(parent.name.text);
  return (
    (parent.kind === 'target' && parent.base === expression) ||
    (parent.kind === 'membership' && parent.array === expression)
  );
}

/** What strtoull takes with base 0: decimal, `0x…`, octal with a leading 0; 64 bits. */
function isNumber(image: string): boolean {
  const digits = image.replace(/^-/, '');
  if (!/^(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)$/.test(digits)) return false;
  const value = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
  return value <= (image.startsWith('-') ? 1n << 63n : (1n << 64n) - 1n);
}
