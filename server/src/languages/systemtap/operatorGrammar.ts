// What SystemTap's grammar knows by name: the print family, statistics, histograms and the other `@` operators.
import type { ParserMethod } from 'chevrotain';
import { LiteralGrammar, nowhere } from './literalGrammar.ts';
import * as t from './tokens.ts';
import type { Expression } from './tree.ts';

export const missing = (): Expression => ({ kind: 'missing', range: nowhere });

/** Not a parser by itself: expressions, statements and items make it whole. */
export abstract class OperatorGrammar extends LiteralGrammar {
  protected abstract readonly expression: ParserMethod<[], Expression>;

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
}
