// SystemTap's grammar over the tokens that macros and conditionals left: one item at a time, the tree made on the way.
import type { IToken, TokenType } from 'chevrotain';
import { rangeOf, type ScriptToken } from './lexer.ts';
import { noName, nowhere } from './literalGrammar.ts';
import { StatementGrammar } from './statementGrammar.ts';
import * as t from './tokens.ts';
import type {
  Block,
  Component,
  Expression,
  FunctionItem,
  GlobalItem,
  GlobalVariable,
  Item,
  Literal,
  NumberExpression,
  Parameter,
  Point,
  ProbeItem,
  Type,
} from './tree.ts';

class SystemTapParser extends StatementGrammar {
  constructor() {
    super();
    this.performSelfAnalysis();
  }

  /** Tokens of the input that were used up. */
  get used(): number {
    // The index of the last token taken is Chevrotain's own; it has no public name.
    return (this as unknown as { readonly currIdx: number }).currIdx + 1;
  }

  readonly item = this.RULE('item', (): Item | undefined =>
    this.OR([
      { ALT: () => this.SUBRULE(this.probeItem) },
      { ALT: () => this.SUBRULE(this.globalItem) },
      { ALT: () => this.SUBRULE(this.privateItem) },
      { ALT: () => this.SUBRULE(this.functionItem) },
      {
        ALT: () => {
          const token = this.CONSUME(t.EmbeddedC);
          return { kind: 'embedded' as const, range: rangeOf(token) };
        },
      },
    ]),
  );

  private readonly probeItem = this.RULE('probeItem', (): ProbeItem => {
    const start = this.CONSUME(t.Probe);
    const lists: (readonly Point[])[] = [this.SUBRULE(this.points)];
    let isEpilogue = false;
    this.MANY(() => {
      this.OR([
        { ALT: () => this.CONSUME(t.Assign) },
        {
          ALT: () => {
            this.CONSUME(t.PlusAssign);
            isEpilogue = true;
          },
        },
      ]);
      lists.push(this.SUBRULE2(this.points));
    });
    const body = this.SUBRULE(this.block);
    let epilogue: Block | undefined;
    this.OPTION({
      GATE: () => lists.length > 1 && !isEpilogue,
      DEF: () => {
        this.CONSUME(t.Comma);
        epilogue = this.SUBRULE2(this.block);
      },
    });
    return this.ACTION(() => ({
      kind: 'probe' as const,
      range: this.from(start),
      aliases: lists.slice(0, -1).flatMap((list) => list[0] ?? []),
      points: lists.at(-1) ?? [],
      body,
      isEpilogue,
      epilogue,
    }));
  });

  private readonly points = this.RULE(
    'points',
    (): readonly Point[] => {
      const points: Point[] = [];
      this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => points.push(this.SUBRULE(this.point)) });
      return points;
    },
    { recoveryValueFunc: () => [], resyncEnabled: false },
  );

  private readonly point = this.RULE(
    'point',
    (): Point => {
      const components: Component[] = [];
      this.AT_LEAST_ONE_SEP({ SEP: t.Dot, DEF: () => components.push(this.SUBRULE(this.component)) });
      let mark: '?' | '!' | undefined;
      let condition: Expression | undefined;
      this.OPTION(() =>
        this.OR([
          {
            ALT: () => {
              this.CONSUME(t.Question);
              mark = '?';
            },
          },
          {
            ALT: () => {
              this.CONSUME(t.Not);
              mark = '!';
            },
          },
        ]),
      );
      this.OPTION2(() => {
        this.CONSUME(t.If);
        this.CONSUME(t.ParenOpen);
        condition = this.SUBRULE(this.expression);
        this.CONSUME(t.ParenClose);
      });
      return this.ACTION(() => ({
        range: { start: components[0]?.range.start ?? 0, end: this.lastEnd() },
        components,
        mark,
        condition,
      }));
    },
    {
      recoveryValueFunc: () => ({ range: nowhere, components: [], mark: undefined, condition: undefined }),
      resyncEnabled: false,
    },
  );

  private readonly component = this.RULE(
    'component',
    (): Component =>
      this.OR([
        {
          ALT: () => {
            const start = this.CONSUME(t.BraceOpen);
            const alternatives = this.SUBRULE(this.points);
            this.CONSUME(t.BraceClose);
            return this.ACTION(() => ({ range: this.from(start), name: '', argument: undefined, alternatives }));
          },
        },
        {
          ALT: () => {
            const pieces = [this.SUBRULE(this.namePiece)];
            this.MANY({
              GATE: () => (this.LA(1) as ScriptToken).payload?.glued === true,
              DEF: () => pieces.push(this.SUBRULE2(this.namePiece)),
            });
            let argument: Literal | undefined;
            this.OPTION(() => {
              this.CONSUME(t.ParenOpen);
              argument = this.SUBRULE(this.literal);
              this.CONSUME(t.ParenClose);
            });
            return this.ACTION(() => ({
              range: { start: pieces[0]?.startOffset ?? 0, end: this.lastEnd() },
              name: pieces.map((piece) => piece.image).join(''),
              argument,
              alternatives: [],
            }));
          },
        },
      ]),
    {
      recoveryValueFunc: () => ({ range: nowhere, name: '', argument: undefined, alternatives: [] }),
      resyncEnabled: false,
    },
  );

  private readonly namePiece = this.RULE(
    'namePiece',
    (): IToken =>
      this.OR([
        { ALT: () => this.CONSUME(t.NamePiece) },
        { ALT: () => this.CONSUME(t.Star) },
        { ALT: () => this.CONSUME(t.AtName) },
      ]),
    { resyncEnabled: false },
  );

  private readonly globalItem = this.RULE('globalItem', (): GlobalItem => {
    const start = this.CONSUME(t.Global);
    const variables = this.SUBRULE(this.globalVariables);
    return this.ACTION(() => ({ kind: 'global' as const, range: this.from(start), isPrivate: false, variables }));
  });

  private readonly privateItem = this.RULE('privateItem', (): Item => {
    const start = this.CONSUME(t.Private);
    return this.OR([
      {
        ALT: () => {
          const item = this.SUBRULE(this.functionItem);
          return this.ACTION(() => ({ ...item, isPrivate: true, range: this.from(start) }));
        },
      },
      {
        ALT: () => {
          this.OPTION(() => this.CONSUME(t.Global));
          const variables = this.SUBRULE(this.globalVariables);
          return this.ACTION(() => ({ kind: 'global' as const, range: this.from(start), isPrivate: true, variables }));
        },
      },
    ]);
  });

  private readonly globalVariables = this.RULE(
    'globalVariables',
    (): readonly GlobalVariable[] => {
      const variables: GlobalVariable[] = [];
      this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => variables.push(this.SUBRULE(this.globalVariable)) });
      this.OPTION(() => this.CONSUME(t.Semicolon));
      return variables;
    },
    { recoveryValueFunc: () => [] },
  );

  private readonly globalVariable = this.RULE(
    'globalVariable',
    (): GlobalVariable => {
      const name = this.SUBRULE(this.word);
      let wraps = false;
      let size: NumberExpression | undefined;
      let initial: Literal | undefined;
      this.OPTION(() => {
        this.CONSUME(t.Percent);
        wraps = true;
      });
      this.OPTION2(() => {
        this.CONSUME(t.BracketOpen);
        size = this.SUBRULE(this.arraySize);
        this.CONSUME(t.BracketClose);
      });
      this.OPTION3(() => {
        this.CONSUME(t.Assign);
        initial = this.SUBRULE(this.literal);
      });
      return this.ACTION(() => ({
        range: { start: name.range.start, end: this.lastEnd() },
        name,
        wraps,
        size,
        initial,
      }));
    },
    {
      recoveryValueFunc: (): GlobalVariable => ({
        range: nowhere,
        name: noName(),
        wraps: false,
        size: undefined,
        initial: undefined,
      }),
    },
  );

  private readonly functionItem = this.RULE('functionItem', (): FunctionItem => {
    const start = this.CONSUME(t.FunctionKeyword);
    const name = this.OR([
      { ALT: () => this.SUBRULE(this.word) },
      { ALT: () => this.name(this.CONSUME(t.StringType)) },
      { ALT: () => this.name(this.CONSUME(t.LongType)) },
    ]);
    let type: Type;
    this.OPTION(() => {
      this.CONSUME(t.Colon);
      type = this.SUBRULE(this.type);
    });
    this.CONSUME(t.ParenOpen);
    const parameters: Parameter[] = [];
    this.OPTION2(() => {
      parameters.push(this.SUBRULE(this.parameter));
      this.MANY({
        GATE: () => this.LA(2).tokenType !== t.ParenClose,
        DEF: () => {
          this.CONSUME(t.Comma);
          parameters.push(this.SUBRULE2(this.parameter));
        },
      });
      // stap takes a comma before the closing parenthesis here, and nowhere else.
      this.OPTION3(() => this.CONSUME2(t.Comma));
    });
    this.CONSUME(t.ParenClose);
    let priority: NumberExpression | undefined;
    this.OPTION4(() => {
      this.CONSUME2(t.Colon);
      priority = this.SUBRULE(this.arraySize);
    });
    let body: Block | undefined;
    this.OR2([
      {
        ALT: () => {
          body = this.SUBRULE(this.block);
        },
      },
      { ALT: () => this.CONSUME(t.EmbeddedC) },
    ]);
    return this.ACTION(() => ({
      kind: 'function' as const,
      range: this.from(start),
      isPrivate: false,
      name,
      type,
      parameters,
      priority,
      body,
    }));
  });

  private readonly parameter = this.RULE(
    'parameter',
    (): Parameter => {
      const name = this.SUBRULE(this.word);
      let type: Type;
      this.OPTION(() => {
        this.CONSUME(t.Colon);
        type = this.SUBRULE(this.type);
      });
      return this.ACTION(() => ({ range: { start: name.range.start, end: this.lastEnd() }, name, type }));
    },
    { recoveryValueFunc: (): Parameter => ({ range: nowhere, name: noName(), type: undefined }) },
  );

  private readonly type = this.RULE(
    'type',
    (): Type =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(t.StringType);
            return 'string' as const;
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.LongType);
            return 'long' as const;
          },
        },
      ]),
  );
}

let parser: SystemTapParser | undefined;

/** The one parser, made when first needed. */
export function systemtapParser(): SystemTapParser {
  parser ??= new SystemTapParser();
  return parser;
}

/** Whether a token may begin an item. */
export function beginsItem(type: TokenType): boolean {
  return type === t.EmbeddedC || t.itemKeywords.includes(type);
}
