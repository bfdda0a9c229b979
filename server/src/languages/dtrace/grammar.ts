// D's grammar over the tokens of one item: a clause or a declaration; the tree is made on the way.
import { EmbeddedActionsParser, type IToken } from 'chevrotain';
import type { Range } from '../../syntax/range.ts';
import { expected } from './errorMessages.ts';
import { rangeOf } from './lexer.ts';
import { precedenceTree } from './precedence.ts';
import * as t from './tokens.ts';
import type {
  Body,
  ClauseItem,
  DeclarationItem,
  Declarator,
  Expression,
  InlineItem,
  Item,
  Name,
  ProviderItem,
  TranslatorItem,
  TypeName,
} from './tree.ts';

const nowhere: Range = { start: 0, end: 0 };
const missing = (): Expression => ({ kind: 'missing', range: nowhere });
const noType = (): TypeName => ({ range: nowhere, text: '', enumerators: [] });
const noName = (): Name => ({ range: nowhere, text: '' });

/** Pieces of a type while it is read. */
interface TypeParts {
  readonly enumerators: Name[];
  tag: Name | undefined;
}

class DParser extends EmbeddedActionsParser {
  constructor() {
    super([...t.allTokens], { recoveryEnabled: true, maxLookahead: 2, errorMessageProvider: expected });
    this.performSelfAnalysis();
  }

  readonly clause = this.RULE('clause', (): Item => {
    const specs: Name[] = [];
    let predicate: Expression | undefined;
    let open: IToken | undefined;
    let close: IToken | undefined;
    let body: Body | undefined;
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => specs.push(nameOf(this.CONSUME(t.ProbeSpec))) });
    this.OPTION(() => {
      open = this.CONSUME(t.PredicateOpen);
      predicate = this.SUBRULE(this.expression);
      close = this.CONSUME(t.PredicateClose);
    });
    body = this.SUBRULE(this.body);
    return this.ACTION((): ClauseItem => {
      const start = specs[0]?.range.start ?? 0;
      return {
        kind: 'clause',
        range: { start, end: this.lastEnd() },
        specs,
        predicate,
        predicateRange: open && { start: open.startOffset, end: close ? rangeOf(close).end : rangeOf(open).end },
        body,
      };
    });
  });

  private readonly body = this.RULE(
    'body',
    (): Body | undefined => {
      const statements: Expression[] = [];
      const open = this.CONSUME(t.BraceOpen);
      this.MANY_SEP({
        SEP: t.Semicolon,
        DEF: () => {
          this.OPTION(() => statements.push(this.SUBRULE(this.statement)));
        },
      });
      this.CONSUME(t.BraceClose);
      return this.ACTION(() => ({ range: { start: open.startOffset, end: this.lastEnd() }, statements }));
    },
    { recoveryValueFunc: () => undefined },
  );

  private readonly statement = this.RULE('statement', (): Expression => this.SUBRULE(this.expression), {
    recoveryValueFunc: missing,
  });

  readonly declaration = this.RULE('declaration', (): Item | undefined =>
    this.OR([
      { ALT: (): Item => this.SUBRULE(this.inline) },
      { ALT: (): Item => this.SUBRULE(this.translator) },
      { ALT: (): Item => this.SUBRULE(this.provider) },
      { ALT: (): Item => this.SUBRULE(this.variable) },
    ]),
  );

  private readonly inline = this.RULE('inline', (): InlineItem => {
    const start = this.CONSUME(t.Inline);
    const type = this.SUBRULE(this.typeWords);
    const declarator = this.SUBRULE(this.declarator);
    this.CONSUME(t.Assign);
    const value = this.SUBRULE(this.assignment);
    this.CONSUME(t.Semicolon);
    return this.ACTION(() => ({ kind: 'inline' as const, range: this.from(start), type, declarator, value }));
  });

  private readonly translator = this.RULE('translator', (): TranslatorItem => {
    const members: { name: Name; value: Expression }[] = [];
    const start = this.CONSUME(t.Translator);
    const output = this.SUBRULE(this.typeName);
    this.CONSUME(t.Less);
    const input = this.SUBRULE2(this.typeName);
    const parameter = this.CONSUME(t.Identifier);
    this.CONSUME(t.Greater);
    this.CONSUME(t.BraceOpen);
    this.MANY(() => {
      const name = this.CONSUME2(t.Identifier);
      this.CONSUME(t.Assign);
      const value = this.SUBRULE(this.assignment);
      this.CONSUME(t.Semicolon);
      members.push({ name: nameOf(name), value });
    });
    this.CONSUME(t.BraceClose);
    this.CONSUME2(t.Semicolon);
    return this.ACTION(() => ({
      kind: 'translator' as const,
      range: this.from(start),
      output,
      input,
      parameter: nameOf(parameter),
      members,
    }));
  });

  private readonly provider = this.RULE('provider', (): ProviderItem => {
    const start = this.CONSUME(t.Provider);
    const name = this.CONSUME(t.Identifier);
    this.CONSUME(t.BraceOpen);
    this.MANY(() => {
      this.CONSUME(t.Probe);
      this.CONSUME2(t.Identifier);
      this.SUBRULE(this.parameters);
      this.OPTION(() => {
        this.CONSUME(t.Colon);
        this.SUBRULE2(this.parameters);
      });
      this.CONSUME(t.Semicolon);
    });
    this.CONSUME(t.BraceClose);
    this.CONSUME2(t.Semicolon);
    return this.ACTION(() => ({ kind: 'provider' as const, range: this.from(start), name: nameOf(name) }));
  });

  /** A variable, a type or a prototype; D has no initialisers. */
  private readonly variable = this.RULE('variable', (): DeclarationItem => {
    const storage: IToken[] = [];
    const declarators: Declarator[] = [];
    this.MANY(() =>
      this.OR([
        { ALT: () => storage.push(this.CONSUME(t.StorageWord)) },
        { ALT: () => storage.push(this.CONSUME(t.Self)) },
        { ALT: () => storage.push(this.CONSUME(t.This)) },
      ]),
    );
    const type = this.SUBRULE(this.typeWords);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => declarators.push(this.SUBRULE(this.declarator)) });
    this.CONSUME(t.Semicolon);
    return this.ACTION(() => {
      const start = storage[0]?.startOffset ?? type.range.start;
      const range = { start, end: this.lastEnd() };
      return { kind: 'declaration' as const, range, storage: storage.map(({ image }) => image), type, declarators };
    });
  });

  /** The words of a type, without the pointers and brackets of what it declares. */
  private readonly typeWords = this.RULE(
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
  private readonly aggregate = this.RULE('aggregate', (parts: TypeParts, words: string[], kind: string): void => {
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
  private readonly member = this.RULE('member', (): void => {
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

  private readonly width = this.RULE('width', (): void => {
    this.CONSUME(t.Colon);
    this.SUBRULE(this.conditional);
  });

  private readonly declarator = this.RULE(
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
  private readonly brackets = this.RULE('brackets', (): void => {
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

  private readonly parameters = this.RULE('parameters', (): void => {
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
  private readonly typeName = this.RULE(
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

  private readonly expression = this.RULE(
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

  private readonly assignment = this.RULE(
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

  private readonly conditional = this.RULE(
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

  private readonly binary = this.RULE(
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

  private readonly unary = this.RULE(
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

  private readonly postfix = this.RULE(
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

  private readonly operand = this.RULE(
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

  /** Whether the token at a distance can only begin a type. */
  private beginsType(distance: number): boolean {
    const { tokenType } = this.LA(distance);
    if (isA(tokenType, t.TypeWord) || isA(tokenType, t.Aggregate)) return true;
    // `name *` up to a bracket or a comma multiplies nothing.
    if (tokenType !== t.Identifier) return false;
    let ahead = distance + 1;
    while (this.LA(ahead).tokenType === t.Star) ahead++;
    const after = this.LA(ahead).tokenType;
    return ahead > distance + 1 && (after === t.ParenClose || after === t.BracketClose || after === t.Comma);
  }

  private isParenthesisedName(): boolean {
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
  private beginsCast(): boolean {
    if (this.LA(1).tokenType !== t.ParenOpen) return false;
    if (this.beginsType(2)) return true;
    if (!this.isParenthesisedName()) return false;
    const after = this.LA(4);
    return operandStarts.includes(after.tokenType) || /^[~!]$/.test(after.image);
  }

  private unaryOf(operator: IToken, operand: Expression): Expression {
    return { kind: 'unary', range: this.from(operator), operator: operator.image, operand };
  }

  private leaf(token: IToken, kind: 'number' | 'character' | 'string' | 'macro'): Expression {
    return { kind, range: rangeOf(token), image: token.image };
  }

  private from(token: IToken): Range {
    return { start: token.startOffset, end: this.lastEnd() };
  }

  private between(first: Expression): Range {
    return { start: first.range.start, end: Math.max(first.range.end, this.lastEnd()) };
  }

  private lastEnd(): number {
    const last = this.LA(0);
    return last?.image === undefined || Number.isNaN(last.startOffset) ? 0 : last.startOffset + last.image.length;
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

function isA(type: IToken['tokenType'], category: IToken['tokenType']): boolean {
  return type === category || (type.CATEGORIES ?? []).includes(category);
}

function nameOf(token: IToken): Name {
  return { text: token.image, range: rangeOf(token) };
}

let parser: DParser | undefined;

/** The one parser; its input is set before each use. */
export function dParser(): DParser {
  parser ??= new DParser();
  return parser;
}
