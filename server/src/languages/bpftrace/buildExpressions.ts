// Builds expressions: operators, conditions, and what is hung on an operand.
import type { CstNode, IToken } from 'chevrotain';
import type { Range } from '../../syntax/range.ts';
import { PrimaryBuilder } from './buildPrimary.ts';
import { nameOf, nodes, rangeOf, token, tokenRange, tokens } from './cstNodes.ts';
import { canStep, combine, missing, withoutParentheses } from './operators.ts';
import type { Expression } from './tree.ts';

/** Whole expressions. */
export abstract class ExpressionBuilder extends PrimaryBuilder {
  protected condition(parent: CstNode): Expression {
    const node = nodes(parent, 'condition')[0];
    if (!node) return missing(rangeOf(parent));
    const unary = nodes(node, 'unary')[0];
    return unary ? this.unary(unary, rangeOf(node)) : this.expression(nodes(node, 'expression')[0], rangeOf(node));
  }

  expression(node: CstNode | undefined, around: Range): Expression {
    const binary = node && nodes(node, 'binary')[0];
    if (!node || !binary) return missing(around);
    const range = rangeOf(node);
    const condition = combine(
      nodes(binary, 'unary').map((unary) => this.unary(unary, range)),
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

  protected unary(node: CstNode, around: Range): Expression {
    const range = rangeOf(node);
    const inner = nodes(node, 'unary')[0];
    const operator = token(node, 'PrefixOperator');
    if (operator) return { kind: 'unary', range, operator: operator.image, operand: this.operand(inner, range) };
    const step = token(node, 'Step');
    if (step) {
      const operand = this.operand(inner, range);
      if (!canStep(operand)) {
        this.report(
          withoutParentheses(operand).range,
          `\`${step.image}\` takes a variable or a map.`,
          operand.range.end - 1,
        );
      }
      return { kind: 'step', range, operator: nameOf(step), isPrefix: true, operand };
    }
    if (token(node, 'Ampersand')) return { kind: 'addressOf', range, operand: this.target(node, range) };
    let expression = this.primary(nodes(node, 'primary')[0], around);
    for (const postfix of nodes(node, 'postfix')) expression = this.postfix(expression, postfix);
    return expression;
  }

  protected operand(node: CstNode | undefined, around: Range): Expression {
    return node ? this.unary(node, around) : missing(around);
  }

  protected step(operand: Expression, step: IToken): Expression {
    const range = { start: operand.range.start, end: tokenRange(step).end };
    return { kind: 'step', range, operator: nameOf(step), isPrefix: false, operand };
  }

  protected postfix(object: Expression, node: CstNode): Expression {
    const range = { start: object.range.start, end: rangeOf(node).end };
    const step = token(node, 'Step');
    if (step) {
      if (!canStep(object)) {
        this.report(tokenRange(step), `\`${step.image}\` takes a variable or a map.`);
      }
      return this.step(object, step);
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
      name: this.name(node, 'Identifier'),
    };
  }
}
