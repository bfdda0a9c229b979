// Builds blocks and the statements in them.
import type { CstNode, IToken } from 'chevrotain';
import { ExpressionBuilder } from './buildExpressions.ts';
import { nameOf, nodes, rangeOf, token, tokenRange, tokens } from './cstNodes.ts';
import { combine } from './operators.ts';
import type { Block, Expression, For, Statement } from './tree.ts';

/** Blocks. */
export abstract class StatementBuilder extends ExpressionBuilder {
  /** The (nth) block below a node; an empty one at its end where there is none. */
  block(parent: CstNode, index = 0): Block {
    const node = nodes(parent, 'block')[index];
    const { end } = rangeOf(parent);
    if (!node) return { kind: 'block', range: { start: end, end }, statements: [], recovered: true };
    const statements = nodes(node, 'statement').flatMap((statement) => this.statement(statement));
    const complete = tokens(node, 'RCurly').length === 1;
    return { kind: 'block', range: rangeOf(node), statements, recovered: node.recoveredNode === true || !complete };
  }

  protected statement(node: CstNode): readonly Statement[] {
    for (const name of Object.keys(node.children)) {
      const [child] = nodes(node, name);
      if (!child) continue;
      const range = rangeOf(child);
      switch (name) {
        case 'importFile':
          return [{ kind: 'import', range, path: this.path(child) }];
        case 'loop': {
          const condition = this.condition(child);
          return [
            { kind: token(child, 'Keyword_while') ? 'while' : 'unroll', range, condition, body: this.block(child) },
          ];
        }
        case 'forLoop':
          return this.for(child);
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
              name: this.name(child, 'Variable'),
              type: this.annotation(child),
              value: value && this.expression(value, range),
            },
          ];
        }
        case 'discard':
          return [{ kind: 'discard', range, value: this.expression(nodes(child, 'expression')[0], range) }];
        case 'targetStatement':
          return [this.targetStatement(child)];
        case 'expressionStatement':
          return [
            { kind: 'expressionStatement', range, expression: this.expression(nodes(child, 'expression')[0], range) },
          ];
      }
    }
    return [];
  }

  protected for(node: CstNode): readonly Statement[] {
    const header = nodes(node, 'forHeader')[0];
    if (!header) return [];
    const from = this.primary(nodes(header, 'from')[0], rangeOf(header));
    const to = nodes(header, 'to')[0];
    const body = this.block(node);
    if (!to && (from.kind !== 'map' || from.keys) && from.kind !== 'missing' && body.range.end > body.range.start) {
      this.report(
        { start: body.range.start, end: body.range.start + 1 },
        'A `for` goes over a map or over a range such as `0..10`.',
      );
    }
    const statement: For = {
      kind: 'for',
      range: rangeOf(node),
      name: this.name(header, 'Variable'),
      from,
      to: to && this.primary(to, rangeOf(header)),
      parenthesised: token(node, 'LParen') !== undefined,
      body,
    };
    return [statement];
  }

  protected targetStatement(node: CstNode): Statement {
    const range = rangeOf(node);
    let target: Expression = this.target(nodes(node, 'target')[0], range);
    const step = token(node, 'Step');
    if (step) {
      const expression = this.step(target, step);
      return { kind: 'expressionStatement', range, expression };
    }
    for (const postfix of nodes(node, 'postfix')) target = this.postfix(target, postfix);
    const assignment = nodes(node, 'assignment')[0];
    if (!assignment) {
      const operands = nodes(node, 'unary').map((unary) => this.unary(unary, range));
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
    if (nodes(node, 'postfix').length > 0 && operator) this.reportTarget(target, operator, value);
    return statement;
  }

  protected reportTarget(target: Expression, operator: IToken, value: Expression): void {
    if (operator.image !== '=') {
      this.report(tokenRange(operator), 'Expected `;` before this: only a variable or a map can be assigned to.');
      return;
    }
    const immutable = target.kind === 'member' || target.kind === 'tupleField';
    if (target.kind === 'step') {
      this.report(tokenRange(operator), 'Expected `;` before this.');
    } else {
      const message = immutable
        ? 'Fields of tuples, records and kernel structs cannot be assigned to; make a new value instead.'
        : 'Only a variable or a map can be assigned to.';
      this.report({ start: target.range.start, end: value.range.end }, message, value.range.end - 1);
    }
  }
}
