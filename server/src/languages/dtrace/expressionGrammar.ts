// Expressions of D's grammar, with casts told from parentheses as far as that goes without the kernel's types.
import type { IToken } from 'chevrotain';
import type { Range } from '../../syntax/range.ts';
import { rangeOf } from './lexer.ts';
import { precedenceTree } from './precedence.ts';
import * as t from './tokens.ts';
import type { Expression } from './tree.ts';
import { nameOf, nowhere, TypeGrammar } from './typeGrammar.ts';

export const missing = (): Expression => ({ kind: 'missing', range: nowhere });

/** Not a parser by itself: items make it whole. */
export abstract class ExpressionGrammar extends TypeGrammar {
  protected readonly expression = this.RULE(
    'expression',
    (): Expression => {
      const parts: Expression[] = [];
      this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => parts.push(this.SUBRULE(this.assignment)) });
      return this.ACTION(() => {
        const [first = missing()] = parts;
        return parts.length === 1 ? first : { kind: 'sequence', range: this.between(first), parts };
      });
    },
    { recoveryValueFunc: missing, resyncEnabled: false },
  );

  protected readonly assignment = this.RULE(
    'assignment',
    (): Expression => {
      const left = this.SUBRULE(this.conditional);
      let operator: IToken | undefined;
      let right: Expression | undefined;
      this.OPTION(() => {
        operator = this.CONSUME(t.AssignmentOperator);
        right = this.SUBRULE(this.assignment);
      });
      return this.ACTION(() =>
        operator && right
          ? { kind: 'assignment' as const, range: this.between(left), operator: operator.image, left, right }
          : left,
      );
    },
    { recoveryValueFunc: missing, resyncEnabled: false },
  );

  protected readonly conditional = this.RULE(
    'conditional',
    (): Expression => {
      const condition = this.SUBRULE(this.binary);
      let then: Expression | undefined;
      let otherwise: Expression | undefined;
      this.OPTION(() => {
        this.CONSUME(t.Question);
        then = this.SUBRULE(this.expression);
        this.CONSUME(t.Colon);
        otherwise = this.SUBRULE(this.conditional);
      });
      return this.ACTION(() =>
        then && otherwise
          ? { kind: 'ternary' as const, range: this.between(condition), condition, then, otherwise }
          : condition,
      );
    },
    { recoveryValueFunc: missing, resyncEnabled: false },
  );

  protected readonly binary = this.RULE(
    'binary',
    (): Expression => {
      const operands: Expression[] = [this.SUBRULE(this.unary)];
      const operators: string[] = [];
      this.MANY(() => {
        operators.push(this.CONSUME(t.BinaryOperator).image);
        operands.push(this.SUBRULE2(this.unary));
      });
      return this.ACTION(() => precedenceTree(operands, operators));
    },
    { recoveryValueFunc: missing, resyncEnabled: false },
  );

  protected readonly unary = this.RULE(
    'unary',
    (): Expression =>
      this.OR([
        {
          ALT: (): Expression => {
            const operator = this.CONSUME(t.UnaryOperator);
            const operand = this.SUBRULE(this.unary);
            return this.ACTION(() => this.unaryOf(operator, operand));
          },
        },
        {
          ALT: (): Expression => {
            const operator = this.CONSUME(t.Stringof);
            const operand = this.SUBRULE2(this.unary);
            return this.ACTION(() => this.unaryOf(operator, operand));
          },
        },
        {
          ALT: (): Expression => {
            const operator = this.CONSUME(t.Sizeof);
            const operand = this.OR2([
              {
                GATE: () => this.beginsType(2) || this.isParenthesisedName(),
                ALT: (): Expression => {
                  this.CONSUME2(t.ParenOpen);
                  const type = this.SUBRULE(this.typeName);
                  this.CONSUME2(t.ParenClose);
                  return this.ACTION(() => ({ kind: 'type' as const, range: type.range, type }));
                },
              },
              { ALT: (): Expression => this.SUBRULE3(this.unary) },
            ]);
            return this.ACTION(() => this.unaryOf(operator, operand));
          },
        },
        {
          GATE: () => this.beginsCast(),
          ALT: (): Expression => {
            const start = this.CONSUME(t.ParenOpen);
            const type = this.SUBRULE2(this.typeName);
            this.CONSUME(t.ParenClose);
            const operand = this.SUBRULE4(this.unary);
            return this.ACTION(() => ({ kind: 'cast' as const, range: this.from(start), type, operand }));
          },
        },
        { ALT: (): Expression => this.SUBRULE(this.postfix) },
      ]),
    { recoveryValueFunc: missing, resyncEnabled: false },
  );

  protected readonly postfix = this.RULE(
    'postfix',
    (): Expression => {
      let value = this.SUBRULE(this.operand);
      this.MANY(() => {
        this.OR([
          {
            ALT: () => {
              this.OR2([{ ALT: () => this.CONSUME(t.Arrow) }, { ALT: () => this.CONSUME(t.Dot) }]);
              const name = this.CONSUME(t.Identifier);
              value = this.ACTION(() => ({
                kind: 'member' as const,
                range: this.between(value),
                object: value,
                name: nameOf(name),
              }));
            },
          },
          {
            ALT: () => {
              const indexes: Expression[] = [];
              this.CONSUME(t.BracketOpen);
              this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => indexes.push(this.SUBRULE(this.assignment)) });
              this.CONSUME(t.BracketClose);
              value = this.ACTION(() => ({
                kind: 'index' as const,
                range: this.between(value),
                object: value,
                indexes,
              }));
            },
          },
          {
            ALT: () => {
              const parameters: Expression[] = [];
              this.CONSUME(t.ParenOpen);
              this.MANY_SEP({ SEP: t.Comma, DEF: () => parameters.push(this.SUBRULE2(this.assignment)) });
              this.CONSUME(t.ParenClose);
              value = this.ACTION(() => ({
                kind: 'call' as const,
                range: this.between(value),
                callee: value,
                parameters,
              }));
            },
          },
          {
            ALT: () => {
              const operator = this.CONSUME(t.Crement).image;
              value = this.ACTION(() => ({
                kind: 'postfix' as const,
                range: this.between(value),
                operator,
                operand: value,
              }));
            },
          },
        ]);
      });
      return value;
    },
    { recoveryValueFunc: missing, resyncEnabled: false },
  );

  protected readonly operand = this.RULE(
    'operand',
    (): Expression =>
      this.OR([
        { ALT: (): Expression => this.leaf(this.CONSUME(t.Integer), 'number') },
        { ALT: (): Expression => this.leaf(this.CONSUME(t.Character), 'character') },
        { ALT: (): Expression => this.leaf(this.CONSUME(t.Text), 'string') },
        { ALT: (): Expression => this.leaf(this.CONSUME(t.MacroVariable), 'macro') },
        { ALT: (): Expression => ({ kind: 'name', ...nameOf(this.CONSUME(t.Identifier)) }) },
        { ALT: (): Expression => ({ kind: 'aggregation', ...nameOf(this.CONSUME(t.Aggregation)) }) },
        { ALT: (): Expression => ({ kind: 'storage', text: 'self', range: rangeOf(this.CONSUME(t.Self)) }) },
        { ALT: (): Expression => ({ kind: 'storage', text: 'this', range: rangeOf(this.CONSUME(t.This)) }) },
        {
          ALT: (): Expression => {
            const start = this.CONSUME(t.Offsetof);
            this.CONSUME(t.ParenOpen);
            const type = this.SUBRULE(this.typeName);
            this.CONSUME(t.Comma);
            this.CONSUME2(t.Identifier);
            this.CONSUME(t.ParenClose);
            return this.ACTION(() => ({ kind: 'type' as const, range: this.from(start), type }));
          },
        },
        {
          ALT: (): Expression => {
            const start = this.CONSUME(t.Xlate);
            this.CONSUME(t.Less);
            const type = this.SUBRULE2(this.typeName);
            this.CONSUME(t.Greater);
            this.CONSUME2(t.ParenOpen);
            const operand = this.SUBRULE(this.expression);
            this.CONSUME2(t.ParenClose);
            return this.ACTION(() => ({ kind: 'xlate' as const, range: this.from(start), type, operand }));
          },
        },
        {
          ALT: (): Expression => {
            this.CONSUME3(t.ParenOpen);
            const inner = this.SUBRULE2(this.expression);
            this.CONSUME3(t.ParenClose);
            return inner;
          },
        },
      ]),
    { recoveryValueFunc: missing, resyncEnabled: false },
  );

  protected isParenthesisedName(): boolean {
    return (
      this.LA(1).tokenType === t.ParenOpen &&
      this.LA(2).tokenType === t.Identifier &&
      this.LA(3).tokenType === t.ParenClose
    );
  }

  /**
   * Whether a parenthesis begins a cast. D asks the kernel's types; without them `(name)` is a type when what follows can
   * only be an operand, and `(name *)` always.
   */
  protected beginsCast(): boolean {
    if (this.LA(1).tokenType !== t.ParenOpen) return false;
    if (this.beginsType(2)) return true;
    if (!this.isParenthesisedName()) return false;
    const after = this.LA(4);
    return operandStarts.includes(after.tokenType) || /^[~!]$/.test(after.image);
  }

  protected unaryOf(operator: IToken, operand: Expression): Expression {
    return { kind: 'unary', range: this.from(operator), operator: operator.image, operand };
  }

  protected leaf(token: IToken, kind: 'number' | 'character' | 'string' | 'macro'): Expression {
    return { kind, range: rangeOf(token), image: token.image };
  }

  protected between(first: Expression): Range {
    return { start: first.range.start, end: Math.max(first.range.end, this.lastEnd()) };
  }
}

const operandStarts = [
  t.Identifier,
  t.Integer,
  t.Character,
  t.Text,
  t.MacroVariable,
  t.Aggregation,
  t.Self,
  t.This,
  t.Sizeof,
  t.Offsetof,
  t.Stringof,
  t.Xlate,
  t.ParenOpen,
];
