// Types as the grammar has them: those of casts and declarations, and the constructs that take a type or an expression.
import { type CstNode, CstParser, type IToken, type ParserMethod, type TokenType, tokenMatcher } from 'chevrotain';
import { expectations } from './expectations.ts';
import * as t from './tokens.ts';
import { beginsType } from './typeReference.ts';

/** A rule that a part of the grammar needs and a later part brings. */
export type Rule = ParserMethod<[], CstNode>;

/** Not a parser by itself: expressions, statements and items make it whole. */
export abstract class TypeGrammar extends CstParser {
  protected abstract readonly expression: Rule;

  protected readonly look = (n: number): IToken => this.LA(n);

  constructor(validate: boolean) {
    super([...t.allTokens], {
      recoveryEnabled: true,
      maxLookahead: 1,
      skipValidations: !validate,
      errorMessageProvider: expectations,
    });
  }

  protected readonly sizeofExpression = this.RULE('sizeofExpression', () => {
    this.CONSUME(t.Sizeof);
    this.CONSUME(t.LParen);
    this.OR({
      DEF: [
        { GATE: () => beginsType(this.look, ')'), ALT: () => this.SUBRULE(this.type) },
        { ALT: () => this.SUBRULE(this.expression) },
      ],
      IGNORE_AMBIGUITIES: true,
    });
    this.CONSUME(t.RParen);
  });

  protected readonly offsetofExpression = this.RULE('offsetofExpression', () => {
    this.CONSUME(t.Offsetof);
    this.CONSUME(t.LParen);
    this.OR({
      DEF: [
        { GATE: () => this.isTag(), ALT: () => this.SUBRULE(this.type) },
        { ALT: () => this.SUBRULE(this.expression) },
      ],
      IGNORE_AMBIGUITIES: true,
    });
    this.CONSUME(t.Comma);
    // bpftrace's parser takes a missing field name without a word.
    this.OPTION(() => this.CONSUME(t.Identifier));
    this.MANY(() => {
      this.CONSUME(t.Dot);
      this.OPTION2(() => this.CONSUME2(t.Identifier));
    });
    this.CONSUME(t.RParen);
  });

  protected readonly typeinfoExpression = this.RULE('typeinfoExpression', () => {
    this.CONSUME(t.Typeinfo);
    this.CONSUME(t.LParen);
    this.OR({
      DEF: [
        {
          GATE: () => tokenMatcher(this.LA(1), t.Typeof) || beginsType(this.look, ';,=){}'),
          ALT: () => this.SUBRULE(this.annotation),
        },
        { ALT: () => this.SUBRULE(this.expression) },
      ],
      IGNORE_AMBIGUITIES: true,
    });
    this.CONSUME(t.RParen);
  });

  protected readonly annotation = this.RULE('annotation', () => {
    this.OR({
      DEF: [
        {
          ALT: () => {
            this.CONSUME(t.Typeof);
            this.CONSUME(t.LParen);
            this.OR2({
              DEF: [
                { GATE: () => beginsType(this.look, ')'), ALT: () => this.SUBRULE(this.type) },
                { ALT: () => this.SUBRULE(this.expression) },
              ],
              IGNORE_AMBIGUITIES: true,
            });
            this.CONSUME(t.RParen);
          },
        },
        { ALT: () => this.SUBRULE2(this.type) },
      ],
      IGNORE_AMBIGUITIES: true,
    });
  });

  protected readonly type = this.RULE('type', () => {
    this.OR({
      DEF: [
        {
          ALT: () => {
            this.OR2([
              { ALT: () => this.CONSUME(t.Struct) },
              { ALT: () => this.CONSUME(t.Union) },
              { ALT: () => this.CONSUME(t.Enum) },
            ]);
            this.CONSUME(t.Identifier);
          },
        },
        { ALT: () => this.CONSUME2(t.Identifier) },
      ],
      IGNORE_AMBIGUITIES: true,
    });
    this.MANY(() => {
      this.OR3([
        { ALT: () => this.CONSUME(t.Star) },
        {
          ALT: () => {
            this.CONSUME(t.LSquare);
            this.OPTION(() => this.CONSUME(t.Integer));
            this.CONSUME(t.RSquare);
          },
        },
      ]);
    });
  });

  protected next(type: TokenType): boolean {
    return tokenMatcher(this.LA(1), type);
  }

  private isTag(): boolean {
    return this.next(t.Struct) || this.next(t.Union) || this.next(t.Enum);
  }
}
