// The literals and names of SystemTap's grammar, and how its rules make a piece of the tree.
import { EmbeddedActionsParser, type IToken } from 'chevrotain';
import type { Range } from '../../syntax/range.ts';
import { expected } from './errorMessages.ts';
import { rangeOf } from './lexer.ts';
import * as t from './tokens.ts';
import type { Expression, Literal, Name, NumberExpression } from './tree.ts';

export const nowhere: Range = { start: 0, end: 0 };
export const noName = (): Name => ({ range: nowhere, text: '' });
const noNumber = (): NumberExpression => ({ kind: 'number', range: nowhere, image: '0' });

/** Not a parser by itself: expressions, statements and items make it whole. */
export abstract class LiteralGrammar extends EmbeddedActionsParser {
  constructor() {
    super(t.allTokens, { recoveryEnabled: true, maxLookahead: 1, errorMessageProvider: expected });
  }

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
