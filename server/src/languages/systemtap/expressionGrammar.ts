// The expressions of SystemTap's grammar.
import type { IToken, ParserMethod } from 'chevrotain';
import type { Range } from '../../syntax/range.ts';
import { rangeOf } from './lexer.ts';
import { nowhere } from './literalGrammar.ts';
import { missing, OperatorGrammar } from './operatorGrammar.ts';
import { type Operand, precedenceTree } from './precedence.ts';
import * as t from './tokens.ts';
import type { Expression, TargetSuffix } from './tree.ts';

/** Not a parser by itself: statements and items make it whole. */
export abstract class ExpressionGrammar extends OperatorGrammar {
  /** Errors in an operator's place that the flat operand list cannot see. */
  misplaced: { readonly range: Range; readonly message: string }[] = [];

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

  protected readonly expression: ParserMethod<[], Expression> = this.RULE(
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
  );

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

  protected readonly unary: ParserMethod<[], Expression> = this.RULE(
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
  );

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

  protected readonly index = this.RULE(
    'index',
    (): Expression =>
      this.OR([
        { ALT: () => ({ kind: 'wildcard' as const, range: rangeOf(this.CONSUME(t.Star)) }) },
        { ALT: () => this.SUBRULE(this.expression) },
      ]),
    { recoveryValueFunc: missing, resyncEnabled: false },
  );
}
