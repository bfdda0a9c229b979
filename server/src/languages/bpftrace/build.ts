// Makes the tree out of the concrete syntax, and finds what bpftrace's parser refuses beyond the grammar.
import type { CstElement, CstNode, IToken } from 'chevrotain';
import { type Finding, syntaxError } from '../../syntax/finding.ts';
import type { Range } from '../../syntax/range.ts';
import type { ProbePoint } from '../../syntax/script.ts';
import { skipLayout } from './layout.ts';
import { integerValue, scanInteger, stringValue } from './literals.ts';
import type {
  Block,
  Call,
  Config,
  Expression,
  For,
  If,
  Item,
  Macro,
  MapDeclaration,
  MapReference,
  Name,
  Probe,
  Statement,
  Subprogram,
  Tree,
  TypeReference,
} from './tree.ts';
import { isBuiltinWord } from './words.ts';

/** A finding with the place where bpftrace's parser would have come to it. */
export interface BuildError {
  readonly finding: Finding;
  readonly at: number;
}

export interface Built {
  readonly tree: Tree;
  readonly errors: readonly BuildError[];
}

/** Builds the tree of a `script` node over its text. */
export function build(script: CstNode, text: string): Built {
  bounds.clear();
  const builder = new Builder(text);
  const items = nodes(script, 'item').flatMap((node) => builder.item(node));
  bounds.clear();
  return { tree: { items }, errors: builder.errors };
}

/** How tight an operator binds. */
const precedence: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '|': 3,
  '^': 4,
  '&': 5,
  '==': 6,
  '!=': 6,
  '<': 7,
  '>': 7,
  '<=': 7,
  '>=': 7,
  '<<': 8,
  '>>': 8,
  '+': 9,
  '-': 9,
  '*': 10,
  '/': 10,
  '%': 10,
};

class Builder {
  readonly #text: string;
  readonly errors: BuildError[] = [];
  /** What the order of a file allows next: C definitions, then settings and imports, then the rest. */
  #stage: 'definitions' | 'settings' | 'rest' = 'definitions';
  #hasConfig = false;

  constructor(text: string) {
    this.#text = text;
  }

  item(node: CstNode): readonly Item[] {
    const line = token(node, 'CppLine');
    if (line) {
      this.#inOrder(line, 'definitions');
      return [{ kind: 'preprocessor', range: tokenRange(line), text: line.image }];
    }
    const definition = token(node, 'CDefinition');
    if (definition) {
      this.#inOrder(definition, 'definitions');
      return [{ kind: 'definition', range: tokenRange(definition), text: definition.image }];
    }
    for (const name of Object.keys(node.children)) {
      const [child] = nodes(node, name);
      if (!child) continue;
      switch (name) {
        case 'config':
          return [this.#config(child)];
        case 'importFile':
          this.#inOrder(token(child, 'Keyword_import'), 'settings');
          return [{ kind: 'import', range: rangeOf(child), path: this.#path(child) }];
        case 'macro':
          this.#stage = 'rest';
          return [this.#macro(child)];
        case 'subprogram':
          this.#stage = 'rest';
          return [this.#subprogram(child)];
        case 'mapDeclaration':
          this.#stage = 'rest';
          return [this.#mapDeclaration(child)];
        case 'probe':
          this.#stage = 'rest';
          return [this.#probe(child)];
      }
    }
    return [];
  }

  #inOrder(first: IToken | undefined, stage: 'definitions' | 'settings'): void {
    if (!first) return;
    if (this.#stage === 'rest' || (this.#stage === 'settings' && stage === 'definitions')) {
      const range = tokenRange(first);
      const what =
        stage === 'definitions' ? 'C definitions and `#` lines' : first.image === 'config' ? '`config`' : 'An `import`';
      this.#report(
        range,
        `${what} must stand before ${this.#stage === 'settings' ? '`config`, imports, ' : ''}probes and functions.`,
      );
    } else if (stage === 'settings') {
      this.#stage = 'settings';
    }
  }

  #config(node: CstNode): Config {
    const word = token(node, 'Keyword_config');
    if (this.#hasConfig && word && this.#stage !== 'rest') {
      this.#report(tokenRange(word), 'There is a `config` already; a script has one at most.');
    } else {
      this.#inOrder(word, 'settings');
    }
    this.#hasConfig = true;
    const entries = nodes(node, 'configEntry').flatMap((entry) => {
      const key = token(entry, 'key');
      const integer = token(entry, 'Integer');
      const value = token(entry, 'StringLiteral') ?? integer ?? token(entry, 'word');
      if (integer && typeof integerValue(integer.image) === 'string') {
        this.#reportBehind(integer, 'The number before this is not one.');
      }
      return key ? [{ key: nameOf(key), value: value && nameOf(value) }] : [];
    });
    return { kind: 'config', range: rangeOf(node), entries };
  }

  #macro(node: CstNode): Macro {
    const parameters = nodes(node, 'macroParameter').flatMap((parameter) => {
      const found = token(parameter, 'Variable') ?? token(parameter, 'MapName') ?? token(parameter, 'Identifier');
      if (!found) return [];
      if (isBuiltinWord(found.image)) {
        this.#report(tokenRange(found), `\`${found.image}\` is a builtin and cannot name a parameter of a macro.`);
      }
      return [nameOf(found)];
    });
    return {
      kind: 'macro',
      range: rangeOf(node),
      name: this.#name(node, 'Identifier'),
      parameters,
      body: this.block(node),
    };
  }

  #subprogram(node: CstNode): Subprogram {
    const parameters = nodes(node, 'parameter').flatMap((parameter) => {
      const name = token(parameter, 'Variable');
      return name ? [{ name: nameOf(name), type: this.#annotation(parameter) }] : [];
    });
    return {
      kind: 'subprogram',
      range: rangeOf(node),
      name: this.#name(node, 'Identifier'),
      parameters,
      result: this.#annotation(node),
      body: this.block(node),
    };
  }

  #mapDeclaration(node: CstNode): MapDeclaration {
    const type = token(node, 'Identifier');
    const size = token(node, 'Integer');
    const value = size && integerValue(size.image);
    if (size && typeof value === 'string') {
      this.#reportBehind(size, 'A map needs the largest number of its entries before this.');
    }
    return {
      kind: 'mapDeclaration',
      range: rangeOf(node),
      name: this.#name(node, 'MapName'),
      type: type && nameOf(type),
      size: typeof value === 'bigint' ? value : undefined,
    };
  }

  #probe(node: CstNode): Probe {
    const points = tokens(node, 'AttachPoint').map((point): ProbePoint => {
      // `name=kprobe:f` gives the probe a name of its own; the probe point is what follows.
      const named = /^[A-Za-z_]\w*=(?=.)/.exec(point.image)?.[0].length ?? 0;
      const { start, end } = tokenRange(point);
      return { range: { start: start + named, end }, text: point.image.slice(named), optional: false };
    });
    const predicate = nodes(node, 'predicate')[0];
    return {
      kind: 'probe',
      range: rangeOf(node),
      points,
      predicate: predicate && this.expression(nodes(predicate, 'expression')[0], rangeOf(predicate)),
      body: this.block(node),
    };
  }

  /** The (nth) block below a node; an empty one at its end where there is none. */
  block(parent: CstNode, index = 0): Block {
    const node = nodes(parent, 'block')[index];
    const { end } = rangeOf(parent);
    if (!node) return { kind: 'block', range: { start: end, end }, statements: [], recovered: true };
    const statements = nodes(node, 'statement').flatMap((statement) => this.#statement(statement));
    const complete = tokens(node, 'RCurly').length === 1;
    return { kind: 'block', range: rangeOf(node), statements, recovered: node.recoveredNode === true || !complete };
  }

  #statement(node: CstNode): readonly Statement[] {
    for (const name of Object.keys(node.children)) {
      const [child] = nodes(node, name);
      if (!child) continue;
      const range = rangeOf(child);
      switch (name) {
        case 'importFile':
          return [{ kind: 'import', range, path: this.#path(child) }];
        case 'loop': {
          const condition = this.#condition(child);
          return [
            { kind: token(child, 'Keyword_while') ? 'while' : 'unroll', range, condition, body: this.block(child) },
          ];
        }
        case 'forLoop':
          return this.#for(child);
        case 'jump': {
          const word = token(child, 'Keyword_break')
            ? 'break'
            : token(child, 'Keyword_continue')
              ? 'continue'
              : 'return';
          const value = nodes(child, 'expression')[0];
          return [{ kind: 'jump', range, word, value: value && this.expression(value, range) }];
        }
        case 'letStatement': {
          const value = nodes(child, 'expression')[0];
          return [
            {
              kind: 'let',
              range,
              name: this.#name(child, 'Variable'),
              type: this.#annotation(child),
              value: value && this.expression(value, range),
            },
          ];
        }
        case 'discard':
          return [{ kind: 'discard', range, value: this.expression(nodes(child, 'expression')[0], range) }];
        case 'targetStatement':
          return [this.#targetStatement(child)];
        case 'expressionStatement':
          return [
            { kind: 'expressionStatement', range, expression: this.expression(nodes(child, 'expression')[0], range) },
          ];
      }
    }
    return [];
  }

  #for(node: CstNode): readonly Statement[] {
    const header = nodes(node, 'forHeader')[0];
    if (!header) return [];
    const from = this.#primary(nodes(header, 'from')[0], rangeOf(header));
    const to = nodes(header, 'to')[0];
    const body = this.block(node);
    if (!to && (from.kind !== 'map' || from.keys) && from.kind !== 'missing' && body.range.end > body.range.start) {
      this.#report(
        { start: body.range.start, end: body.range.start + 1 },
        'A `for` goes over a map or over a range such as `0..10`.',
      );
    }
    const statement: For = {
      kind: 'for',
      range: rangeOf(node),
      name: this.#name(header, 'Variable'),
      from,
      to: to && this.#primary(to, rangeOf(header)),
      parenthesised: token(node, 'LParen') !== undefined,
      body,
    };
    return [statement];
  }

  #targetStatement(node: CstNode): Statement {
    const range = rangeOf(node);
    let target: Expression = this.#target(nodes(node, 'target')[0], range);
    const step = token(node, 'Step');
    if (step) {
      const expression = this.#step(target, step);
      return { kind: 'expressionStatement', range, expression };
    }
    for (const postfix of nodes(node, 'postfix')) target = this.#postfix(target, postfix);
    const assignment = nodes(node, 'assignment')[0];
    if (!assignment) {
      const operands = nodes(node, 'unary').map((unary) => this.#unary(unary, range));
      return {
        kind: 'expressionStatement',
        range,
        expression: combine([target, ...operands], tokens(node, 'BinaryOperator')),
      };
    }
    const operator = token(assignment, 'Assign') ?? token(assignment, 'CompoundAssign');
    const value = this.expression(nodes(assignment, 'expression')[0], rangeOf(assignment));
    const statement: Statement = {
      kind: 'assignment',
      range,
      target,
      operator: operator ? nameOf(operator) : { text: '=', range: { start: range.end, end: range.end } },
      value,
    };
    if (nodes(node, 'postfix').length > 0 && operator) this.#reportTarget(target, operator, value);
    return statement;
  }

  #reportTarget(target: Expression, operator: IToken, value: Expression): void {
    if (operator.image !== '=') {
      this.#report(tokenRange(operator), 'Expected `;` before this: only a variable or a map can be assigned to.');
      return;
    }
    const immutable = target.kind === 'member' || target.kind === 'tupleField';
    if (target.kind === 'step') {
      this.#report(tokenRange(operator), 'Expected `;` before this.');
    } else {
      const message = immutable
        ? 'Fields of tuples, records and kernel structs cannot be assigned to; make a new value instead.'
        : 'Only a variable or a map can be assigned to.';
      this.#report({ start: target.range.start, end: value.range.end }, message, value.range.end - 1);
    }
  }

  #condition(parent: CstNode): Expression {
    const node = nodes(parent, 'condition')[0];
    if (!node) return missing(rangeOf(parent));
    const unary = nodes(node, 'unary')[0];
    return unary ? this.#unary(unary, rangeOf(node)) : this.expression(nodes(node, 'expression')[0], rangeOf(node));
  }

  /** An expression node; `around` is where it belongs when it is missing. */
  expression(node: CstNode | undefined, around: Range): Expression {
    const binary = node && nodes(node, 'binary')[0];
    if (!node || !binary) return missing(around);
    const range = rangeOf(node);
    const condition = combine(
      nodes(binary, 'unary').map((unary) => this.#unary(unary, range)),
      tokens(binary, 'BinaryOperator'),
    );
    if (!token(node, 'Question')) return condition;
    const then = nodes(node, 'then')[0];
    return {
      kind: 'conditional',
      range,
      condition,
      whenTrue: then && this.expression(then, range),
      whenFalse: this.expression(nodes(node, 'otherwise')[0], range),
    };
  }

  #unary(node: CstNode, around: Range): Expression {
    const range = rangeOf(node);
    const inner = nodes(node, 'unary')[0];
    const operator = token(node, 'PrefixOperator');
    if (operator) return { kind: 'unary', range, operator: operator.image, operand: this.#operand(inner, range) };
    const step = token(node, 'Step');
    if (step) {
      const operand = this.#operand(inner, range);
      if (!canStep(operand)) {
        this.#report(
          withoutParentheses(operand).range,
          `\`${step.image}\` takes a variable or a map.`,
          operand.range.end - 1,
        );
      }
      return { kind: 'step', range, operator: nameOf(step), isPrefix: true, operand };
    }
    if (token(node, 'Ampersand')) return { kind: 'addressOf', range, operand: this.#target(node, range) };
    let expression = this.#primary(nodes(node, 'primary')[0], around);
    for (const postfix of nodes(node, 'postfix')) expression = this.#postfix(expression, postfix);
    return expression;
  }

  #operand(node: CstNode | undefined, around: Range): Expression {
    return node ? this.#unary(node, around) : missing(around);
  }

  #step(operand: Expression, step: IToken): Expression {
    const range = { start: operand.range.start, end: tokenRange(step).end };
    return { kind: 'step', range, operator: nameOf(step), isPrefix: false, operand };
  }

  #postfix(object: Expression, node: CstNode): Expression {
    const range = { start: object.range.start, end: rangeOf(node).end };
    const step = token(node, 'Step');
    if (step) {
      if (!canStep(object)) {
        this.#report(tokenRange(step), `\`${step.image}\` takes a variable or a map.`);
      }
      return this.#step(object, step);
    }
    if (token(node, 'LSquare')) {
      return { kind: 'index', range, object, index: this.expression(nodes(node, 'expression')[0], rangeOf(node)) };
    }
    const number = token(node, 'Integer');
    if (number) return { kind: 'tupleField', range, object, index: nameOf(number) };
    const operator = token(node, 'Dot') ?? token(node, 'Arrow');
    return {
      kind: 'member',
      range,
      object,
      operator: operator ? nameOf(operator) : { text: '.', range },
      name: this.#name(node, 'Identifier'),
    };
  }

  #primary(node: CstNode | undefined, around: Range): Expression {
    if (!node) return missing(around);
    const range = rangeOf(node);
    for (const name of Object.keys(node.children)) {
      const [child] = nodes(node, name);
      if (child) return this.#construct(name, child, node);
      const literal = token(node, name);
      if (literal) return this.#literal(name, literal);
    }
    return missing(range);
  }

  #literal(name: string, literal: IToken): Expression {
    const range = tokenRange(literal);
    switch (name) {
      case 'Keyword_true':
      case 'Keyword_false':
        return { kind: 'boolean', range, value: name === 'Keyword_true' };
      case 'Positional': {
        const index = Number(literal.image.slice(1));
        if (index < 1 || BigInt(literal.image.slice(1)) > 2n ** 63n - 1n) {
          this.#report(range, 'Positional parameters count from `$1`.');
        }
        return { kind: 'positional', range, index };
      }
      case 'ParameterCount':
        return { kind: 'parameterCount', range };
      case 'Integer': {
        const value = integerValue(literal.image);
        // The lexer has said already what is wrong with a number's spelling.
        if (typeof value === 'string' && scanInteger(literal.image, 0).errors.length === 0) this.#report(range, value);
        return { kind: 'integer', range, text: literal.image, value: typeof value === 'bigint' ? value : undefined };
      }
      case 'StringLiteral':
        return { kind: 'string', range, value: stringValue(literal.image) };
      default:
        return missing(range);
    }
  }

  #construct(name: string, node: CstNode, primary: CstNode): Expression {
    const range = rangeOf(node);
    switch (name) {
      case 'record':
        return this.#record(node);
      case 'cast':
        return {
          kind: 'cast',
          range,
          type: this.#annotation(node) ?? {
            kind: 'type',
            range,
            tag: undefined,
            name: undefined,
            of: undefined,
            suffixes: [],
          },
          operand: this.#operand(nodes(node, 'unary')[0], range),
        };
      case 'tuple': {
        const elements = nodes(node, 'expression').map((element) => this.expression(element, range));
        const [only] = elements;
        if (only && !token(node, 'Comma')) return { kind: 'group', range, expression: only };
        return { kind: 'tuple', range, elements };
      }
      case 'ifExpression':
        return this.#if(node);
      case 'sizeofExpression':
        return { kind: 'sizeof', range, of: this.#typeOrExpression(node) };
      case 'offsetofExpression':
        return {
          kind: 'offsetof',
          range,
          of: this.#typeOrExpression(node),
          fields: tokens(node, 'Identifier').map(nameOf),
        };
      case 'typeinfoExpression':
        return { kind: 'typeinfo', range, of: this.#annotation(node) ?? this.#typeOrExpression(node) };
      case 'comptimeExpression':
        return { kind: 'comptime', range, operand: this.#operand(nodes(node, 'unary')[0], range) };
      case 'block':
        return this.block(primary);
      case 'nameOrCall':
        return this.#nameOrCall(node);
      default:
        return this.#target(node, range);
    }
  }

  #nameOrCall(node: CstNode): Expression {
    const callee = this.#name(node, 'Identifier');
    const list = nodes(node, 'callArguments')[0];
    if (!list) return { kind: 'identifier', range: callee.range, name: callee.text };
    const call: Call = {
      kind: 'call',
      range: rangeOf(node),
      callee,
      arguments: nodes(list, 'expression').map((argument) => this.expression(argument, rangeOf(list))),
    };
    return call;
  }

  #record(node: CstNode): Expression {
    const seen = new Set<string>();
    const fields = nodes(node, 'recordField').map((field) => {
      const name = this.#name(field, 'Identifier');
      const range = rangeOf(field);
      if (seen.has(name.text)) this.#report(range, `There is a field \`${name.text}\` already.`, range.end - 1);
      seen.add(name.text);
      return { name, value: this.expression(nodes(field, 'expression')[0], range) };
    });
    return { kind: 'record', range: rangeOf(node), fields };
  }

  #if(node: CstNode): If {
    const range = rangeOf(node);
    const inner = nodes(node, 'ifExpression')[0];
    const hasElse = token(node, 'Keyword_else') !== undefined;
    return {
      kind: 'if',
      range,
      condition: this.#condition(node),
      whenTrue: this.block(node),
      whenFalse: inner ? this.#if(inner) : hasElse ? this.block(node, 1) : undefined,
    };
  }

  #target(node: CstNode | undefined, around: Range): Expression {
    const variable = node && token(node, 'Variable');
    if (variable) return { kind: 'variable', range: tokenRange(variable), name: variable.image };
    const map = node && token(node, 'MapName');
    if (!node || !map) return missing(around);
    const keys = nodes(node, 'keys')[0];
    const name = nameOf(map);
    const reference: MapReference = {
      kind: 'map',
      range: { start: name.range.start, end: keys ? rangeOf(keys).end : name.range.end },
      name,
      keys: keys && nodes(keys, 'expression').map((key) => this.expression(key, rangeOf(keys))),
    };
    return reference;
  }

  #typeOrExpression(node: CstNode): Expression | TypeReference {
    const type = nodes(node, 'type')[0];
    return type ? this.#type(type) : this.expression(nodes(node, 'expression')[0], rangeOf(node));
  }

  #annotation(parent: CstNode): TypeReference | undefined {
    const node = nodes(parent, 'annotation')[0];
    if (!node) return undefined;
    const type = nodes(node, 'type')[0];
    if (!token(node, 'Keyword_typeof')) return type && this.#type(type);
    return {
      kind: 'type',
      range: rangeOf(node),
      tag: undefined,
      name: undefined,
      of: this.#typeOrExpression(node),
      suffixes: [],
    };
  }

  #type(node: CstNode): TypeReference {
    const tag = token(node, 'Keyword_struct') ?? token(node, 'Keyword_union') ?? token(node, 'Keyword_enum');
    const brackets = [...tokens(node, 'Star'), ...tokens(node, 'LSquare'), ...tokens(node, 'Integer')];
    const suffixes: TypeReference['suffixes'][number][] = [];
    for (const { tokenType, image } of brackets.toSorted((a, b) => a.startOffset - b.startOffset)) {
      if (tokenType.name === 'Star') suffixes.push({ kind: 'pointer' });
      else if (tokenType.name === 'LSquare') suffixes.push({ kind: 'array', length: undefined });
      else {
        const length = integerValue(image);
        suffixes[suffixes.length - 1] = { kind: 'array', length: typeof length === 'bigint' ? length : undefined };
      }
    }
    return {
      kind: 'type',
      range: rangeOf(node),
      tag: tag?.image as TypeReference['tag'],
      name: this.#name(node, 'Identifier'),
      of: undefined,
      suffixes,
    };
  }

  #name(node: CstNode, kind: string): Name {
    const found = token(node, kind);
    if (found) return nameOf(found);
    const { end } = rangeOf(node);
    return { text: '', range: { start: end, end } };
  }

  #path(node: CstNode): string {
    return stringValue(token(node, 'StringLiteral')?.image ?? '""');
  }

  /** At what follows a token, where bpftrace is when it judges it. */
  #reportBehind(token: IToken, message: string): void {
    const start = skipLayout(this.#text, tokenRange(token).end);
    this.#report({ start, end: Math.min(start + 1, this.#text.length) }, message);
  }

  #report(range: Range, message: string, at = range.start): void {
    this.errors.push({ finding: syntaxError(range, message), at });
  }
}

/** Whether `++` may go with an expression. */
function canStep(expression: Expression): boolean {
  return /^(?:missing|variable|map)$/.test(withoutParentheses(expression).kind);
}

function withoutParentheses(expression: Expression): Expression {
  return expression.kind === 'group' ? withoutParentheses(expression.expression) : expression;
}

/** Operands and the operators between them, as a tree; every operator is left-associative. */
function combine(operands: readonly Expression[], operators: readonly IToken[]): Expression {
  let next = 0;
  const climb = (least: number): Expression => {
    let left = operands[next] ?? missing({ start: 0, end: 0 });
    for (;;) {
      const operator = operators[next];
      const binds = precedence[operator?.image ?? ''] ?? 0;
      if (!operator || binds < least) return left;
      next++;
      const right = next < operands.length ? climb(binds + 1) : missing(tokenRange(operator));
      const range = { start: left.range.start, end: Math.max(right.range.end, left.range.end) };
      left = { kind: 'binary', range, operator: nameOf(operator), left, right };
    }
  };
  return climb(1);
}

function missing(around: Range): Expression {
  return { kind: 'missing', range: { start: around.end, end: around.end } };
}

function tokenRange({ startOffset, endOffset = startOffset }: IToken): Range {
  return { start: startOffset, end: endOffset + 1 };
}

function nameOf(found: IToken): Name {
  return { text: found.image, range: tokenRange(found) };
}

/**
 * From each node's first to its last real token, null where recovery left it none: Chevrotain's own tracking counts in the
 * tokens that recovery made up. Of the build that runs; a build runs in one go.
 */
const bounds = new Map<CstNode, Range | null>();

function boundsOf(node: CstNode): Range | null {
  const known = bounds.get(node);
  if (known !== undefined) return known;
  let start = Number.POSITIVE_INFINITY;
  let end = Number.NEGATIVE_INFINITY;
  for (const name in node.children) {
    for (const child of node.children[name] ?? []) {
      const range = 'children' in child ? boundsOf(child) : isReal(child) ? tokenRange(child) : null;
      if (!range) continue;
      if (range.start < start) start = range.start;
      if (range.end > end) end = range.end;
    }
  }
  const found = start < end ? { start, end } : null;
  bounds.set(node, found);
  return found;
}

function rangeOf(node: CstNode): Range {
  return boundsOf(node) ?? { start: 0, end: 0 };
}

function isReal(found: IToken): boolean {
  return found.isInsertedInRecovery !== true && found.startOffset >= 0;
}

function children(node: CstNode, name: string): readonly CstElement[] {
  return node.children[name] ?? [];
}

/** Child nodes that hold at least one token. */
function nodes(node: CstNode, name: string): readonly CstNode[] {
  return children(node, name).filter((child): child is CstNode => 'children' in child && boundsOf(child) !== null);
}

/** Tokens that were there; recovery also puts in tokens of its own. */
function tokens(node: CstNode, name: string): readonly IToken[] {
  return children(node, name).filter((child): child is IToken => 'image' in child && isReal(child));
}

function token(node: CstNode, name: string): IToken | undefined {
  return tokens(node, name)[0];
}
