// Types of D's grammar: their words, what struct, union and enum hold, and what is declared with them.
import { EmbeddedActionsParser, type IToken, type ParserMethod } from 'chevrotain';
import type { Range } from '../../syntax/range.ts';
import { expected } from './errorMessages.ts';
import { rangeOf } from './lexer.ts';
import * as t from './tokens.ts';
import type { Declarator, Expression, Name, TypeName } from './tree.ts';

export const nowhere: Range = { start: 0, end: 0 };
const noType = (): TypeName => ({ range: nowhere, text: '', enumerators: [] });
const noName = (): Name => ({ range: nowhere, text: '' });

/** Pieces of a type while it is read. */
interface TypeParts {
  readonly enumerators: Name[];
  tag: Name | undefined;
}

/** Not a parser by itself: expressions and items make it whole. */
export abstract class TypeGrammar extends EmbeddedActionsParser {
  protected abstract readonly conditional: ParserMethod<[], Expression>;

  constructor() {
    super([...t.allTokens], { recoveryEnabled: true, maxLookahead: 2, errorMessageProvider: expected });
  }

  /** The words of a type, without the pointers and brackets of what it declares. */
  protected readonly typeWords = this.RULE(
    'typeWords',
    (): TypeName => {
      const parts: TypeParts = { enumerators: [], tag: undefined };
      const words: string[] = [];
      let isNamed = false;
      let start: number | undefined;
      const take = (token: IToken): void => {
        start ??= token.startOffset;
        words.push(token.image);
      };
      this.AT_LEAST_ONE({
        GATE: () => this.LA(1).tokenType !== t.Identifier || !isNamed,
        DEF: () =>
          this.OR([
            {
              ALT: () => {
                const token = this.CONSUME(t.TypeWord);
                this.ACTION(() => {
                  take(token);
                  if (!/^(?:const|volatile|restrict)$/.test(token.image)) isNamed = true;
                });
              },
            },
            {
              ALT: () => {
                const token = this.CONSUME(t.Aggregate);
                this.ACTION(() => take(token));
                this.SUBRULE(this.aggregate, { ARGS: [parts, words, token.image] });
                this.ACTION(() => {
                  isNamed = true;
                });
              },
            },
            {
              // A name after the type is what is declared.
              GATE: () => !isNamed,
              ALT: () => {
                const token = this.CONSUME(t.Identifier);
                this.ACTION(() => {
                  take(token);
                  isNamed = true;
                });
              },
            },
          ]),
      });
      return this.ACTION(() => ({
        range: { start: start ?? 0, end: this.lastEnd() },
        text: words.join(' '),
        enumerators: parts.enumerators,
        ...(parts.tag && { tag: parts.tag }),
      }));
    },
    { recoveryValueFunc: noType },
  );

  /** What follows `struct`, `union` or `enum`: a name, a definition, or both. */
  protected readonly aggregate = this.RULE('aggregate', (parts: TypeParts, words: string[], kind: string): void => {
    let tag: IToken | undefined;
    this.OPTION(() => {
      tag = this.CONSUME(t.Identifier);
      this.ACTION(() => words.push(tag?.image ?? ''));
    });
    this.OPTION2(() => {
      this.CONSUME(t.BraceOpen);
      this.ACTION(() => {
        if (tag) parts.tag = nameOf(tag);
      });
      this.OR([
        {
          GATE: () => kind === 'enum',
          ALT: () =>
            this.AT_LEAST_ONE_SEP({
              SEP: t.Comma,
              DEF: () => {
                this.OPTION3(() => {
                  const name = this.CONSUME2(t.Identifier);
                  this.ACTION(() => parts.enumerators.push(nameOf(name)));
                  this.OPTION4(() => {
                    this.CONSUME(t.Assign);
                    this.SUBRULE(this.conditional);
                  });
                });
              },
            }),
        },
        {
          GATE: () => kind !== 'enum',
          ALT: () => this.MANY(() => this.SUBRULE(this.member)),
        },
      ]);
      this.CONSUME(t.BraceClose);
    });
  });

  /** D has no members without a name, but bit-fields may go without. */
  protected readonly member = this.RULE('member', (): void => {
    this.SUBRULE(this.typeWords);
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () =>
        this.OR([
          {
            ALT: () => {
              this.SUBRULE(this.declarator);
              this.OPTION(() => this.SUBRULE(this.width));
            },
          },
          { ALT: () => this.SUBRULE2(this.width) },
        ]),
    });
    this.CONSUME(t.Semicolon);
  });

  protected readonly width = this.RULE('width', (): void => {
    this.CONSUME(t.Colon);
    this.SUBRULE(this.conditional);
  });

  protected readonly declarator = this.RULE(
    'declarator',
    (): Declarator => {
      let name: Name | undefined;
      const start = this.LA(1);
      this.MANY(() => {
        this.CONSUME(t.Star);
        this.MANY2(() => this.CONSUME(t.TypeWord));
      });
      this.OR([
        {
          ALT: () => {
            name = nameOf(this.CONSUME(t.Identifier));
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.ParenOpen);
            name = this.SUBRULE(this.declarator).name;
            this.CONSUME(t.ParenClose);
          },
        },
      ]);
      this.MANY3(() =>
        this.OR2([{ ALT: () => this.SUBRULE(this.brackets) }, { ALT: () => this.SUBRULE(this.parameters) }]),
      );
      return this.ACTION(() => ({ name: name ?? noName(), range: this.from(start) }));
    },
    { recoveryValueFunc: () => ({ name: noName(), range: nowhere }) },
  );

  /** `[10]`, `[]`, or the key types of an associative array. */
  protected readonly brackets = this.RULE('brackets', (): void => {
    this.CONSUME(t.BracketOpen);
    this.MANY_SEP({
      SEP: t.Comma,
      DEF: () => {
        this.OR([
          {
            GATE: () => this.beginsType(1) || this.LA(2).tokenType === t.Identifier,
            ALT: () => {
              this.SUBRULE(this.typeName);
              // An inline names its keys.
              this.OPTION(() => this.CONSUME(t.Identifier));
            },
          },
          { ALT: () => this.SUBRULE(this.conditional) },
        ]);
      },
    });
    this.CONSUME(t.BracketClose);
  });

  protected readonly parameters = this.RULE('parameters', (): void => {
    this.CONSUME(t.ParenOpen);
    this.MANY_SEP({
      SEP: t.Comma,
      DEF: () =>
        this.OR([
          { ALT: () => this.CONSUME(t.Ellipsis) },
          {
            ALT: () => {
              this.SUBRULE(this.typeName);
              this.OPTION(() => this.CONSUME(t.Identifier));
              this.MANY(() => this.SUBRULE(this.brackets));
            },
          },
        ]),
    });
    this.CONSUME(t.ParenClose);
  });

  /** A type with its pointers and brackets, and nothing declared. */
  protected readonly typeName = this.RULE(
    'typeName',
    (): TypeName => {
      const type = this.SUBRULE(this.typeWords);
      let stars = '';
      this.MANY(() =>
        this.OR([
          {
            ALT: () => {
              this.CONSUME(t.Star);
              stars += '*';
            },
          },
          { ALT: () => this.CONSUME(t.TypeWord) },
        ]),
      );
      this.OPTION({
        GATE: () => this.LA(2).tokenType === t.Star,
        DEF: () => {
          this.CONSUME(t.ParenOpen);
          this.AT_LEAST_ONE(() => this.CONSUME2(t.Star));
          this.CONSUME(t.ParenClose);
          this.SUBRULE(this.parameters);
        },
      });
      this.MANY2(() => this.SUBRULE(this.brackets));
      return this.ACTION(() => ({
        ...type,
        range: { start: type.range.start, end: this.lastEnd() },
        text: stars === '' ? type.text : `${type.text} ${stars}`,
      }));
    },
    { recoveryValueFunc: noType },
  );

  /** Whether the token at a distance can only begin a type. */
  protected beginsType(distance: number): boolean {
    const { tokenType } = this.LA(distance);
    if (isA(tokenType, t.TypeWord) || isA(tokenType, t.Aggregate)) return true;
    // `name *` up to a bracket or a comma multiplies nothing.
    if (tokenType !== t.Identifier) return false;
    let ahead = distance + 1;
    while (this.LA(ahead).tokenType === t.Star) ahead++;
    const after = this.LA(ahead).tokenType;
    return ahead > distance + 1 && (after === t.ParenClose || after === t.BracketClose || after === t.Comma);
  }

  protected from(token: IToken): Range {
    return { start: token.startOffset, end: this.lastEnd() };
  }

  protected lastEnd(): number {
    const last = this.LA(0);
    return last?.image === undefined || Number.isNaN(last.startOffset) ? 0 : last.startOffset + last.image.length;
  }
}

function isA(type: IToken['tokenType'], category: IToken['tokenType']): boolean {
  return type === category || (type.CATEGORIES ?? []).includes(category);
}

/** A token as a word of the tree. */
export function nameOf(token: IToken): Name {
  return { text: token.image, range: rangeOf(token) };
}
