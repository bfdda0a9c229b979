// Builds what an expression begins with: literals, calls, tuples, `if`, and the other constructs.
import type { CstNode, IToken } from 'chevrotain';
import type { Range } from '../../syntax/range.ts';
import { TypeBuilder } from './buildTypes.ts';
import { nameOf, nodes, rangeOf, token, tokenRange, tokens } from './cstNodes.ts';
import { integerValue, scanInteger, stringValue } from './literals.ts';
import { missing } from './operators.ts';
import type { Block, Call, Expression, If, MapReference } from './tree.ts';

/** Operands; what they hold in turn is built by those above. */
export abstract class PrimaryBuilder extends TypeBuilder {
  abstract block(parent: CstNode, index?: number): Block;
  protected abstract condition(parent: CstNode): Expression;
  protected abstract operand(node: CstNode | undefined, around: Range): Expression;

  protected primary(node: CstNode | undefined, around: Range): Expression {
    if (!node) return missing(around);
    const range = rangeOf(node);
    for (const name of Object.keys(node.children)) {
      const [child] = nodes(node, name);
      if (child) return this.construct(name, child, node);
      const literal = token(node, name);
      if (literal) return this.literal(name, literal);
    }
    return missing(range);
  }

  protected literal(name: string, literal: IToken): Expression {
    const range = tokenRange(literal);
    switch (name) {
      case 'Keyword_true':
      case 'Keyword_false':
        return { kind: 'boolean', range, value: name === 'Keyword_true' };
      case 'Positional': {
        const index = Number(literal.image.slice(1));
        if (index < 1 || BigInt(literal.image.slice(1)) > 2n ** 63n - 1n) {
          this.report(range, 'Positional parameters count from `$1`.');
        }
        return { kind: 'positional', range, index };
      }
      case 'ParameterCount':
        return { kind: 'parameterCount', range };
      case 'Integer': {
        const value = integerValue(literal.image);
        // The lexer has said already what is wrong with a number's spelling.
        if (typeof value === 'string' && scanInteger(literal.image, 0).errors.length === 0) this.report(range, value);
        return { kind: 'integer', range, text: literal.image, value: typeof value === 'bigint' ? value : undefined };
      }
      case 'StringLiteral':
        return { kind: 'string', range, value: stringValue(literal.image) };
      default:
        return missing(range);
    }
  }

  protected construct(name: string, node: CstNode, primary: CstNode): Expression {
    const range = rangeOf(node);
    switch (name) {
      case 'record':
        return this.record(node);
      case 'cast':
        return {
          kind: 'cast',
          range,
          type: this.annotation(node) ?? {
            kind: 'type',
            range,
            tag: undefined,
            name: undefined,
            of: undefined,
            suffixes: [],
          },
          operand: this.operand(nodes(node, 'unary')[0], range),
        };
      case 'tuple': {
        const elements = nodes(node, 'expression').map((element) => this.expression(element, range));
        const [only] = elements;
        if (only && !token(node, 'Comma')) return { kind: 'group', range, expression: only };
        return { kind: 'tuple', range, elements };
      }
      case 'ifExpression':
        return this.if(node);
      case 'sizeofExpression':
        return { kind: 'sizeof', range, of: this.typeOrExpression(node) };
      case 'offsetofExpression':
        return {
          kind: 'offsetof',
          range,
          of: this.typeOrExpression(node),
          fields: tokens(node, 'Identifier').map(nameOf),
        };
      case 'typeinfoExpression':
        return { kind: 'typeinfo', range, of: this.annotation(node) ?? this.typeOrExpression(node) };
      case 'comptimeExpression':
        return { kind: 'comptime', range, operand: this.operand(nodes(node, 'unary')[0], range) };
      case 'block':
        return this.block(primary);
      case 'nameOrCall':
        return this.nameOrCall(node);
      default:
        return this.target(node, range);
    }
  }

  protected nameOrCall(node: CstNode): Expression {
    const callee = this.name(node, 'Identifier');
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

  protected record(node: CstNode): Expression {
    const seen = new Set<string>();
    const fields = nodes(node, 'recordField').map((field) => {
      const name = this.name(field, 'Identifier');
      const range = rangeOf(field);
      if (seen.has(name.text)) this.report(range, `There is a field \`${name.text}\` already.`, range.end - 1);
      seen.add(name.text);
      return { name, value: this.expression(nodes(field, 'expression')[0], range) };
    });
    return { kind: 'record', range: rangeOf(node), fields };
  }

  protected if(node: CstNode): If {
    const range = rangeOf(node);
    const inner = nodes(node, 'ifExpression')[0];
    const hasElse = token(node, 'Keyword_else') !== undefined;
    return {
      kind: 'if',
      range,
      condition: this.condition(node),
      whenTrue: this.block(node),
      whenFalse: inner ? this.if(inner) : hasElse ? this.block(node, 1) : undefined,
    };
  }

  protected target(node: CstNode | undefined, around: Range): Expression {
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
}
