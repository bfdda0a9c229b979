// The expressions of SystemTap's grammar, and the literals and names that items use as well.
import { EmbeddedActionsParser, type IToken } from 'chevrotain';
import type { Range } from '../../syntax/range.ts';
import { expected } from './errorMessages.ts';
import { rangeOf } from './lexer.ts';
import { type Operand, precedenceTree } from './precedence.ts';
import * as t from './tokens.ts';
import type { Expression, Literal, Name, NumberExpression, TargetSuffix } from './tree.ts';

export const nowhere: Range = { start: 0, end: 0 };
const missing = (): Expression => ({ kind: 'missing', range: nowhere });
export const noName = (): Name => ({ range: nowhere, text: '' });
const noNumber = (): NumberExpression => ({ kind: 'number', range: nowhere, image: '0' });

/** Not a parser by itself: the items make it whole. */
export abstract class ExpressionGrammar extends EmbeddedActionsParser {
  constructor() {
    super(t.allTokens, { recoveryEnabled: true, maxLookahead: 1, errorMessageProvider: expected });
  }

  /** Errors in an operator's place that the flat operand list cannot see. */
  misplaced: { readonly range: Range; readonly message: string }[] = [];

  protected readonly literal = this.RULE(
    'literal',
    (): Literal =>
      this.OR([
        { ALT: () => this.SUBRULE(this.text) },
        { ALT: () => this.SUBRULE(this.number) },
        { ALT: () => this.argument(this.CONSUME(t.RawArgument)) },
        {
          ALT: () => {
            const token = this.CONSUME(t.AtName);
            this.MANY(() => this.SUBRULE(this.textPiece));
            return this.argument(token);
          },
        },
      ]),
    { recoveryValueFunc: (): Literal => ({ kind: 'argument', range: nowhere, image: '' }), resyncEnabled: false },
  );

  /** Adjacent strings are one; a macro that is not known may be one of them. */
  protected readonly text = this.RULE(
    'text',
    (): Expression & { kind: 'string' } => {
      const pieces: IToken[] = [this.CONSUME(t.Text)];
      this.MANY(() => pieces.push(this.SUBRULE(this.textPiece)));
      return this.ACTION(() => ({
        kind: 'string' as const,
        range: { start: pieces[0]?.startOffset ?? 0, end: this.lastEnd() },
        value: pieces.map(({ image }) => (image.startsWith('"') ? image.slice(1, -1) : image)).join(''),
      }));
    },
    { recoveryValueFunc: (): Expression & { kind: 'string' } => ({ kind: 'string', range: nowhere, value: '' }) },
  );

  protected readonly textPiece = this.RULE(
    'textPiece',
    (): IToken => this.OR([{ ALT: () => this.CONSUME(t.Text) }, { ALT: () => this.CONSUME(t.AtName) }]),
    { resyncEnabled: false },
  );

  protected readonly number = this.RULE(
    'number',
    (): NumberExpression => {
      const start = this.LA(1);
      let sign = '';
      this.OPTION(() => {
        sign = this.CONSUME(t.Minus).image;
      });
      const digits = this.CONSUME(t.NumberLiteral);
      return this.ACTION(() => ({ kind: 'number' as const, range: this.from(start), image: sign + digits.image }));
    },
    { recoveryValueFunc: noNumber },
  );

  protected readonly arraySize = this.RULE(
    'arraySize',
    (): NumberExpression =>
      this.OR([
        { ALT: () => this.SUBRULE(this.number) },
        {
          ALT: () => {
            const token = this.OR2([{ ALT: () => this.CONSUME(t.RawArgument) }, { ALT: () => this.CONSUME(t.AtName) }]);
            return this.ACTION(() => ({ kind: 'number' as const, range: rangeOf(token), image: token.image }));
          },
        },
      ]),
    { recoveryValueFunc: noNumber },
  );

  protected readonly word = this.RULE('word', (): Name => this.name(this.CONSUME(t.Word)), {
    recoveryValueFunc: () => ({ range: nowhere, text: '' }),
    resyncEnabled: false,
  });

  protected readonly indexable = this.RULE(
    'indexable',
    (): Expression =>
      this.OR([
        {
          ALT: () => {
            const name = this.SUBRULE(this.word);
            return this.ACTION(() => ({ kind: 'symbol' as const, range: name.range, name }));
          },
        },
        { ALT: () => this.SUBRULE(this.histogram) },
        { ALT: () => this.unknownMacro(this.CONSUME(t.AtName)) },
      ]),
    { recoveryValueFunc: missing },
  );

  protected readonly expression: (index?: number) => Expression = this.RULE(
    'expression',
    (): Expression => {
      const left = this.SUBRULE(this.ternary);
      let whole = left;
      this.OPTION(() => {
        const operator = this.CONSUME(t.AssignmentOperator);
        const right = this.SUBRULE(this.expression);
        whole = this.ACTION(() => ({
          kind: 'assignment' as const,
          range: { start: left.range.start, end: this.lastEnd() },
          operator: operator.image,
          left,
          right: right ?? missing(),
        }));
      });
      return whole;
    },
    { recoveryValueFunc: missing, resyncEnabled: false },
  ) as never;

  protected readonly ternary = this.RULE(
    'ternary',
    (): Expression => {
      const condition = this.SUBRULE(this.binary);
      let whole = condition;
      this.OPTION(() => {
        this.CONSUME(t.Question);
        const then = this.SUBRULE(this.expression);
        this.CONSUME(t.Colon);
        const otherwise = this.SUBRULE(this.ternary) as Expression | undefined;
        whole = this.ACTION(() => ({
          kind: 'ternary' as const,
          range: { start: condition.range.start, end: this.lastEnd() },
          condition,
          then,
          otherwise: otherwise ?? missing(),
        }));
      });
      return whole;
    },
    { recoveryValueFunc: missing, resyncEnabled: false },
  );

  /** A flat list of operands; precedence is put in afterwards. */
  protected readonly binary = this.RULE(
    'binary',
    (): Expression => {
      const first = this.SUBRULE(this.operand);
      const rest: Operand[] = [];
      this.MANY(() => {
        const operator = this.SUBRULE(this.binaryOperator);
        let right: Expression = missing();
        this.OR([
          {
            GATE: () => operator?.tokenType === t.In,
            ALT: () => {
              right = this.SUBRULE(this.indexable);
            },
          },
          {
            GATE: () => operator?.tokenType !== t.In,
            ALT: () => {
              right = this.SUBRULE2(this.operand);
            },
          },
        ]);
        rest.push({ operator, right });
      });
      return this.ACTION(() =>
        precedenceTree(first, rest, (range, message) => this.misplaced.push({ range, message })),
      );
    },
    { recoveryValueFunc: missing, resyncEnabled: false },
  );

  protected readonly binaryOperator = this.RULE(
    'binaryOperator',
    (): IToken =>
      this.OR([
        { ALT: () => this.CONSUME(t.OrOr) },
        { ALT: () => this.CONSUME(t.AndAnd) },
        { ALT: () => this.CONSUME(t.Or) },
        { ALT: () => this.CONSUME(t.Xor) },
        { ALT: () => this.CONSUME(t.And) },
        { ALT: () => this.CONSUME(t.In) },
        { ALT: () => this.CONSUME(t.EqualityOperator) },
        { ALT: () => this.CONSUME(t.RegexOperator) },
        { ALT: () => this.CONSUME(t.ShiftOperator) },
        { ALT: () => this.CONSUME(t.Dot) },
        { ALT: () => this.CONSUME(t.AdditiveOperator) },
        { ALT: () => this.CONSUME(t.MultiplicativeOperator) },
      ]),
    { resyncEnabled: false },
  );

  /** `[a, b]`, which only `in` may follow, or a value with its signs. */
  protected readonly operand = this.RULE(
    'operand',
    (): Expression =>
      this.OR([
        {
          ALT: () => {
            const start = this.CONSUME(t.BracketOpen);
            const indexes: Expression[] = [];
            this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => indexes.push(this.SUBRULE(this.index)) });
            this.CONSUME(t.BracketClose);
            return this.ACTION(() => ({
              kind: 'membership' as const,
              range: this.from(start),
              indexes,
              array: missing(),
            }));
          },
        },
        { ALT: () => this.SUBRULE(this.unary) },
      ]),
    { recoveryValueFunc: missing, resyncEnabled: false },
  );

  protected readonly unary: (index?: number) => Expression = this.RULE(
    'unary',
    (): Expression =>
      this.OR([
        {
          ALT: () => {
            const operator = this.OR2([
              { ALT: () => this.CONSUME(t.AdditiveOperator) },
              { ALT: () => this.CONSUME(t.Not) },
              { ALT: () => this.CONSUME(t.Tilde) },
            ]);
            const operand = this.SUBRULE(this.unary) ?? missing();
            return this.ACTION(() => ({
              kind: 'unary' as const,
              range: this.from(operator),
              operator: operator.image,
              operand,
            }));
          },
        },
        {
          ALT: () => {
            const operator = this.CONSUME(t.CrementOperator);
            const operand = this.SUBRULE(this.suffixed);
            return this.ACTION(() => ({ kind: 'crement' as const, range: this.from(operator), operand }));
          },
        },
        {
          ALT: () => {
            const operand = this.SUBRULE2(this.suffixed);
            let whole = operand;
            this.OPTION(() => {
              this.CONSUME2(t.CrementOperator);
              whole = this.ACTION(() => ({
                kind: 'crement' as const,
                range: { start: operand.range.start, end: this.lastEnd() },
                operand,
              }));
            });
            return whole;
          },
        },
      ]),
    { recoveryValueFunc: missing, resyncEnabled: false },
  ) as never;

  /** A value with its `->member` and `[index]`es: a target variable's, or an automatic cast's. */
  protected readonly suffixed = this.RULE(
    'suffixed',
    (): Expression => {
      const start = this.LA(1);
      let addressOf = false;
      this.OPTION(() => {
        this.CONSUME(t.And);
        addressOf = true;
      });
      const base = this.SUBRULE(this.value);
      const suffixes: TargetSuffix[] = [];
      this.MANY(() => {
        const suffix = this.SUBRULE(this.suffix);
        if (suffix !== undefined) suffixes.push(suffix);
      });
      // `$` or `$$` after a whole chain asks for it pretty-printed.
      this.OPTION2({
        GATE: () =>
          /^\$\$?$/.test(this.LA(1).image) &&
          (base.kind === 'target' || suffixes.length > 0 || base.kind === 'operator'),
        DEF: () => this.CONSUME(t.TargetVariable),
      });
      return this.ACTION(() => {
        if (suffixes.length === 0 && !addressOf) return base;
        const inner = base.kind === 'target' && base.suffixes.length === 0 ? base.base : base;
        return { kind: 'target' as const, range: this.from(start), base: inner, suffixes, addressOf };
      });
    },
    { recoveryValueFunc: missing, resyncEnabled: false },
  );

  protected readonly suffix = this.RULE(
    'suffix',
    (): TargetSuffix =>
      this.OR([
        {
          ALT: () => {
            const start = this.CONSUME(t.Arrow);
            const member = this.CONSUME(t.NamePiece);
            return this.ACTION(() => ({ range: this.from(start), member: member.image, index: undefined }));
          },
        },
        {
          ALT: () => {
            const start = this.CONSUME(t.BracketOpen);
            const index = this.SUBRULE(this.expression);
            this.CONSUME(t.BracketClose);
            return this.ACTION(() => ({ range: this.from(start), member: undefined, index }));
          },
        },
      ]),
    {
      recoveryValueFunc: (): TargetSuffix => ({ range: nowhere, member: undefined, index: undefined }),
      resyncEnabled: false,
    },
  );

  protected readonly value = this.RULE(
    'value',
    (): Expression =>
      this.OR([
        { ALT: () => this.SUBRULE(this.text) },
        {
          ALT: () => {
            const token = this.CONSUME(t.NumberLiteral);
            return { kind: 'number' as const, range: rangeOf(token), image: token.image };
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.ParenOpen);
            const inner = this.SUBRULE(this.expression);
            this.CONSUME(t.ParenClose);
            return inner;
          },
        },
        { ALT: () => ({ kind: 'embedded' as const, range: rangeOf(this.CONSUME(t.EmbeddedC)) }) },
        { ALT: () => this.SUBRULE(this.named) },
        { ALT: () => this.SUBRULE(this.print) },
        { ALT: () => this.SUBRULE(this.statistic) },
        { ALT: () => this.SUBRULE(this.histogram) },
        { ALT: () => this.SUBRULE(this.operator) },
        {
          ALT: () => {
            const token = this.CONSUME(t.AtName);
            this.MANY(() => this.CONSUME2(t.Text));
            return this.unknownMacro(token);
          },
        },
      ]),
    { recoveryValueFunc: missing, resyncEnabled: false },
  );

  protected readonly named = this.RULE(
    'named',
    (): Expression => {
      const name = this.name(
        this.OR2([
          { ALT: () => this.CONSUME(t.Word) },
          // Functions may be named like the types.
          { ALT: () => this.CONSUME(t.StringType) },
          { ALT: () => this.CONSUME(t.LongType) },
        ]),
      );
      const isTarget = (): boolean => name.text.startsWith('$') && !/^\$(#|\d)/.test(name.text);
      return (
        this.OR([
          {
            ALT: () => {
              const parameters = this.SUBRULE(this.parameters);
              return this.ACTION(() => ({
                kind: 'call' as const,
                range: { start: name.range.start, end: this.lastEnd() },
                name,
                parameters,
              }));
            },
          },
          {
            GATE: () => !isTarget(),
            ALT: () => {
              const indexes: Expression[] = [];
              this.CONSUME(t.BracketOpen);
              this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => indexes.push(this.SUBRULE(this.index)) });
              this.CONSUME(t.BracketClose);
              return this.ACTION(() => ({
                kind: 'element' as const,
                range: { start: name.range.start, end: this.lastEnd() },
                name,
                indexes,
              }));
            },
          },
          { ALT: () => undefined },
        ]) ??
        this.ACTION(() =>
          isTarget()
            ? { kind: 'target' as const, range: name.range, base: name, suffixes: [], addressOf: false }
            : { kind: 'symbol' as const, range: name.range, name },
        )
      );
    },
    { recoveryValueFunc: missing, resyncEnabled: false },
  );

  protected readonly print = this.RULE(
    'print',
    (): Expression => {
      const name = this.name(this.CONSUME(t.PrintName));
      const parameters: Expression[] = [];
      this.CONSUME(t.ParenOpen);
      this.OR([
        {
          GATE: () => /[fd]$|dln$/.test(name.text),
          ALT: () => {
            parameters.push(this.SUBRULE(this.literal));
            this.MANY(() => {
              this.CONSUME(t.Comma);
              parameters.push(this.SUBRULE(this.expression));
            });
          },
        },
        {
          GATE: () => !/[fd]$|dln$/.test(name.text),
          ALT: () => {
            this.MANY_SEP({ SEP: t.Comma, DEF: () => parameters.push(this.SUBRULE2(this.expression)) });
          },
        },
      ]);
      this.CONSUME(t.ParenClose);
      return this.ACTION(() => ({
        kind: 'call' as const,
        range: { start: name.range.start, end: this.lastEnd() },
        name,
        parameters,
      }));
    },
    { recoveryValueFunc: missing },
  );

  protected readonly parameters = this.RULE(
    'parameters',
    (): readonly Expression[] => {
      const parameters: Expression[] = [];
      this.CONSUME(t.ParenOpen);
      this.MANY_SEP({ SEP: t.Comma, DEF: () => parameters.push(this.SUBRULE(this.expression)) });
      this.CONSUME(t.ParenClose);
      return parameters;
    },
    { recoveryValueFunc: () => [] },
  );

  protected readonly index = this.RULE(
    'index',
    (): Expression =>
      this.OR([
        { ALT: () => ({ kind: 'wildcard' as const, range: rangeOf(this.CONSUME(t.Star)) }) },
        { ALT: () => this.SUBRULE(this.expression) },
      ]),
    { recoveryValueFunc: missing, resyncEnabled: false },
  );

  protected readonly statistic = this.RULE(
    'statistic',
    (): Expression => {
      const start = this.OR([{ ALT: () => this.CONSUME(t.AtStatistic) }, { ALT: () => this.CONSUME(t.AtVariance) }]);
      const takesShift = start?.tokenType === t.AtVariance;
      this.CONSUME(t.ParenOpen);
      const operand = this.SUBRULE(this.expression);
      // stap skips whatever stands between the expression and the next `,` or `)`.
      this.MANY(() =>
        this.OR2([
          { ALT: () => this.CONSUME(t.NamePiece) },
          { ALT: () => this.CONSUME(t.NumberLiteral) },
          { ALT: () => this.CONSUME(t.StringLiteral) },
          { ALT: () => this.CONSUME(t.BracketClose) },
          { ALT: () => this.CONSUME(t.Junk) },
        ]),
      );
      this.OPTION({
        GATE: () => takesShift,
        DEF: () => {
          this.CONSUME(t.Comma);
          this.SUBRULE(this.number);
        },
      });
      this.CONSUME(t.ParenClose);
      return this.made(start, [operand]);
    },
    { recoveryValueFunc: missing },
  );

  protected readonly histogram = this.RULE(
    'histogram',
    (): Expression => {
      const parameters: Expression[] = [];
      const start = this.OR([
        {
          ALT: () => {
            const name = this.CONSUME(t.AtHistLog);
            this.CONSUME(t.ParenOpen);
            parameters.push(this.SUBRULE(this.expression));
            return name;
          },
        },
        {
          ALT: () => {
            const name = this.CONSUME(t.AtHistLinear);
            this.CONSUME2(t.ParenOpen);
            parameters.push(this.SUBRULE2(this.expression));
            this.CONSUME(t.Comma);
            parameters.push(this.SUBRULE(this.arraySize));
            this.CONSUME2(t.Comma);
            parameters.push(this.SUBRULE2(this.arraySize));
            this.CONSUME3(t.Comma);
            parameters.push(this.SUBRULE3(this.arraySize));
            return name;
          },
        },
      ]);
      this.CONSUME(t.ParenClose);
      return this.made(start, parameters);
    },
    { recoveryValueFunc: missing },
  );

  protected readonly operator = this.RULE(
    'operator',
    (): Expression => {
      const parameters: Expression[] = [];
      const start = this.OR([
        {
          ALT: () => {
            const name = this.CONSUME(t.AtOfExpression);
            this.CONSUME(t.ParenOpen);
            parameters.push(this.SUBRULE(this.expression));
            return name;
          },
        },
        {
          ALT: () => {
            const name = this.CONSUME(t.AtOfText);
            this.CONSUME2(t.ParenOpen);
            parameters.push(this.SUBRULE(this.literal));
            return name;
          },
        },
        {
          ALT: () => {
            const name = this.CONSUME(t.AtVar);
            this.CONSUME3(t.ParenOpen);
            parameters.push(this.SUBRULE2(this.literal));
            this.OPTION(() => {
              this.CONSUME(t.Comma);
              parameters.push(this.SUBRULE3(this.literal));
            });
            return name;
          },
        },
        {
          ALT: () => {
            const name = this.CONSUME(t.AtCast);
            this.CONSUME4(t.ParenOpen);
            parameters.push(this.SUBRULE2(this.expression));
            this.CONSUME2(t.Comma);
            parameters.push(this.SUBRULE4(this.literal));
            this.OPTION2(() => {
              this.CONSUME3(t.Comma);
              parameters.push(this.SUBRULE5(this.literal));
            });
            return name;
          },
        },
        {
          ALT: () => {
            const name = this.CONSUME(t.AtRegister);
            this.CONSUME5(t.ParenOpen);
            parameters.push(this.SUBRULE(this.number));
            return name;
          },
        },
        {
          ALT: () => {
            const name = this.CONSUME(t.AtDeref);
            this.CONSUME6(t.ParenOpen);
            parameters.push(this.SUBRULE2(this.number));
            this.CONSUME4(t.Comma);
            parameters.push(this.SUBRULE3(this.expression));
            return name;
          },
        },
        {
          ALT: () => {
            const name = this.CONSUME(t.AtProbewrite);
            this.CONSUME7(t.ParenOpen);
            const variable = this.SUBRULE(this.word);
            parameters.push({ kind: 'symbol', range: variable.range, name: variable });
            return name;
          },
        },
        {
          ALT: () => {
            const name = this.CONSUME(t.AtEnumname);
            this.CONSUME8(t.ParenOpen);
            parameters.push(this.SUBRULE4(this.expression));
            this.MANY(() => {
              this.CONSUME5(t.Comma);
              parameters.push(this.SUBRULE6(this.literal));
            });
            return name;
          },
        },
      ]);
      this.CONSUME(t.ParenClose);
      return this.made(start, parameters);
    },
    { recoveryValueFunc: missing },
  );

  protected made(start: IToken, parameters: readonly Expression[]): Expression {
    return this.ACTION(() => ({
      kind: 'operator' as const,
      range: this.from(start),
      name: this.name(start),
      parameters,
    }));
  }

  protected argument(token: IToken): Literal {
    return { kind: 'argument', range: rangeOf(token), image: token.image };
  }

  protected unknownMacro(token: IToken): Expression {
    return { kind: 'macro', range: rangeOf(token), name: this.name(token) };
  }

  protected name(token: IToken): Name {
    return this.ACTION(() => ({ range: rangeOf(token), text: token.image }));
  }

  protected from(start: IToken): Range {
    return { start: start.startOffset, end: Math.max(this.lastEnd(), rangeOf(start).end) };
  }

  protected lastEnd(): number {
    return rangeOf(this.LA(0)).end;
  }
}
