// SystemTap's grammar over the tokens that macros and conditionals left: one item at a time, the tree made on the way.
import { EmbeddedActionsParser, type IToken, type TokenType } from 'chevrotain';
import type { Range } from '../../syntax/range.ts';
import { expected } from './errorMessages.ts';
import { rangeOf, type ScriptToken } from './lexer.ts';
import { type Operand, precedenceTree } from './precedence.ts';
import * as t from './tokens.ts';
import type {
  Block,
  Component,
  Expression,
  ForeachStatement,
  FunctionItem,
  GlobalItem,
  GlobalVariable,
  Item,
  Literal,
  Name,
  NumberExpression,
  Parameter,
  Point,
  ProbeItem,
  Statement,
  TargetSuffix,
  Type,
} from './tree.ts';

const nowhere: Range = { start: 0, end: 0 };
const missing = (): Expression => ({ kind: 'missing', range: nowhere });
const noName = (): Name => ({ range: nowhere, text: '' });
const noNumber = (): NumberExpression => ({ kind: 'number', range: nowhere, image: '0' });
const emptyBlock = (): Block => ({ kind: 'block', range: nowhere, statements: [] });

class SystemTapParser extends EmbeddedActionsParser {
  constructor() {
    super(t.allTokens, { recoveryEnabled: true, maxLookahead: 1, errorMessageProvider: expected });
    this.performSelfAnalysis();
  }

  /** Tokens of the input that were used up. */
  get used(): number {
    // The index of the last token taken is Chevrotain's own; it has no public name.
    return (this as unknown as { readonly currIdx: number }).currIdx + 1;
  }

  /** Errors in an operator's place that the flat operand list cannot see. */
  misplaced: { readonly range: Range; readonly message: string }[] = [];

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

  private readonly literal = this.RULE(
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
  private readonly text = this.RULE(
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

  private readonly textPiece = this.RULE(
    'textPiece',
    (): IToken => this.OR([{ ALT: () => this.CONSUME(t.Text) }, { ALT: () => this.CONSUME(t.AtName) }]),
    { resyncEnabled: false },
  );

  private readonly number = this.RULE(
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

  private readonly arraySize = this.RULE(
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

  private readonly word = this.RULE('word', (): Name => this.name(this.CONSUME(t.Word)), {
    recoveryValueFunc: () => ({ range: nowhere, text: '' }),
    resyncEnabled: false,
  });

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
      this.MANY(() => {
        this.CONSUME(t.Comma);
        // stap takes a comma before the closing parenthesis here, and nowhere else.
        this.OPTION3(() => parameters.push(this.SUBRULE2(this.parameter)));
      });
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

  private readonly block = this.RULE(
    'block',
    (): Block => {
      const start = this.CONSUME(t.BraceOpen);
      const statements: Statement[] = [];
      this.MANY(() => {
        const statement = this.SUBRULE(this.statement);
        if (statement !== undefined) statements.push(statement);
      });
      this.CONSUME(t.BraceClose);
      return this.ACTION(() => ({ kind: 'block' as const, range: this.from(start), statements }));
    },
    { recoveryValueFunc: emptyBlock },
  );

  private readonly statement = this.RULE('statement', (): Statement | undefined => {
    const start = this.LA(1);
    const statement = this.OR([
      { ALT: () => this.SUBRULE(this.block) },
      {
        ALT: () => {
          this.CONSUME(t.Semicolon);
          return { kind: 'empty' as const, range: nowhere };
        },
      },
      { ALT: () => this.SUBRULE(this.tryStatement) },
      { ALT: () => this.SUBRULE(this.ifStatement) },
      { ALT: () => this.SUBRULE(this.forStatement) },
      { ALT: () => this.SUBRULE(this.whileStatement) },
      { ALT: () => this.SUBRULE(this.foreachStatement) },
      { ALT: () => this.SUBRULE(this.simpleStatement) },
    ]);
    return this.ACTION(() => statement && { ...statement, range: this.from(start) });
  });

  private readonly simpleStatement = this.RULE('simpleStatement', (): Statement => {
    const statement = this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Return);
          let value: Expression | undefined;
          // A value follows unless the next token is `;` or `}`; newlines do not end a statement.
          this.OPTION({
            GATE: () => this.LA(1).tokenType !== t.Semicolon && this.LA(1).tokenType !== t.BraceClose,
            DEF: () => {
              value = this.SUBRULE(this.expression);
            },
          });
          return { kind: 'return' as const, range: nowhere, value };
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Delete);
          return { kind: 'delete' as const, range: nowhere, value: this.SUBRULE2(this.expression) };
        },
      },
      { ALT: () => this.jump('break', this.CONSUME(t.Break)) },
      { ALT: () => this.jump('continue', this.CONSUME(t.Continue)) },
      { ALT: () => this.jump('next', this.CONSUME(t.Next)) },
      { ALT: () => ({ kind: 'expression' as const, range: nowhere, expression: this.SUBRULE3(this.expression) }) },
    ]);
    this.OPTION2(() => this.CONSUME(t.Semicolon));
    return statement;
  });

  private readonly tryStatement = this.RULE('tryStatement', (): Statement => {
    this.CONSUME(t.Try);
    const body = this.SUBRULE(this.block);
    this.CONSUME(t.Catch);
    let message: Name | undefined;
    this.OPTION(() => {
      this.CONSUME(t.ParenOpen);
      message = this.SUBRULE(this.word);
      this.CONSUME(t.ParenClose);
    });
    const handler = this.SUBRULE2(this.block);
    return { kind: 'try', range: nowhere, body, message, handler };
  });

  private readonly ifStatement = this.RULE('ifStatement', (): Statement => {
    this.CONSUME(t.If);
    this.CONSUME(t.ParenOpen);
    const condition = this.SUBRULE(this.expression);
    this.CONSUME(t.ParenClose);
    const then = this.SUBRULE(this.statement) ?? emptyBlock();
    let otherwise: Statement | undefined;
    this.OPTION(() => {
      this.CONSUME(t.Else);
      otherwise = this.SUBRULE2(this.statement);
    });
    return { kind: 'if', range: nowhere, condition, then, otherwise };
  });

  private readonly forStatement = this.RULE('forStatement', (): Statement => {
    this.CONSUME(t.For);
    this.CONSUME(t.ParenOpen);
    let start: Expression | undefined;
    let condition: Expression | undefined;
    let step: Expression | undefined;
    this.OPTION(() => {
      start = this.SUBRULE(this.expression);
    });
    this.CONSUME(t.Semicolon);
    this.OPTION2(() => {
      condition = this.SUBRULE2(this.expression);
    });
    this.CONSUME2(t.Semicolon);
    this.OPTION3(() => {
      step = this.SUBRULE3(this.expression);
    });
    this.CONSUME(t.ParenClose);
    const body = this.SUBRULE(this.statement) ?? emptyBlock();
    return { kind: 'for', range: nowhere, start, condition, step, body };
  });

  private readonly whileStatement = this.RULE('whileStatement', (): Statement => {
    this.CONSUME(t.While);
    this.CONSUME(t.ParenOpen);
    const condition = this.SUBRULE(this.expression);
    this.CONSUME(t.ParenClose);
    const body = this.SUBRULE(this.statement) ?? emptyBlock();
    return { kind: 'while', range: nowhere, condition, body };
  });

  private readonly foreachStatement = this.RULE('foreachStatement', (): ForeachStatement => {
    this.CONSUME(t.Foreach);
    this.CONSUME(t.ParenOpen);
    let value: Name | undefined;
    let indexes: readonly Name[] = [];
    this.OR([
      {
        ALT: () => {
          const first = this.SUBRULE(this.sortedWord);
          indexes = [first];
          this.OPTION(() => {
            this.CONSUME(t.Assign);
            value = first;
            indexes = this.OR2([
              { ALT: () => [this.SUBRULE2(this.sortedWord)] },
              { ALT: () => this.SUBRULE(this.sortedWords) },
            ]);
          });
        },
      },
      {
        ALT: () => {
          indexes = this.SUBRULE2(this.sortedWords);
        },
      },
    ]);
    this.CONSUME(t.In);
    const array = this.SUBRULE(this.indexable);
    const slices: Expression[] = [];
    this.OPTION2(() => {
      this.CONSUME(t.BracketOpen);
      this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => slices.push(this.SUBRULE(this.index)) });
      this.CONSUME(t.BracketClose);
    });
    this.OPTION3(() => {
      this.OR3([{ ALT: () => this.CONSUME(t.AtStatistic) }, { ALT: () => this.CONSUME(t.AtVariance) }]);
    });
    this.OPTION4(() => this.CONSUME(t.AdditiveOperator));
    let limit: Expression | undefined;
    this.OPTION5(() => {
      this.CONSUME(t.Limit);
      limit = this.SUBRULE(this.expression);
    });
    this.CONSUME(t.ParenClose);
    const body = this.SUBRULE(this.statement) ?? emptyBlock();
    return { kind: 'foreach', range: nowhere, value, indexes, array, slices, limit, body };
  });

  private readonly sortedWords = this.RULE(
    'sortedWords',
    (): readonly Name[] => {
      const names: Name[] = [];
      this.CONSUME(t.BracketOpen);
      this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => names.push(this.SUBRULE(this.sortedWord)) });
      this.CONSUME(t.BracketClose);
      return names;
    },
    { recoveryValueFunc: () => [] },
  );

  private readonly sortedWord = this.RULE(
    'sortedWord',
    (): Name => {
      const name = this.SUBRULE(this.word);
      this.OPTION(() => this.CONSUME(t.AdditiveOperator));
      return name;
    },
    { recoveryValueFunc: noName },
  );

  private readonly indexable = this.RULE(
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

  private readonly expression: (index?: number) => Expression = this.RULE(
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

  private readonly ternary = this.RULE(
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
  private readonly binary = this.RULE(
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

  private readonly binaryOperator = this.RULE(
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
  private readonly operand = this.RULE(
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

  private readonly unary: (index?: number) => Expression = this.RULE(
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
  private readonly suffixed = this.RULE(
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

  private readonly suffix = this.RULE(
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

  private readonly value = this.RULE(
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

  private readonly named = this.RULE(
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

  private readonly print = this.RULE(
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

  private readonly parameters = this.RULE(
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

  private readonly index = this.RULE(
    'index',
    (): Expression =>
      this.OR([
        { ALT: () => ({ kind: 'wildcard' as const, range: rangeOf(this.CONSUME(t.Star)) }) },
        { ALT: () => this.SUBRULE(this.expression) },
      ]),
    { recoveryValueFunc: missing, resyncEnabled: false },
  );

  private readonly statistic = this.RULE(
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

  private readonly histogram = this.RULE(
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

  private readonly operator = this.RULE(
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

  private made(start: IToken, parameters: readonly Expression[]): Expression {
    return this.ACTION(() => ({
      kind: 'operator' as const,
      range: this.from(start),
      name: this.name(start),
      parameters,
    }));
  }

  private jump(kind: 'break' | 'continue' | 'next', _token: IToken): Statement {
    return { kind, range: nowhere };
  }

  private argument(token: IToken): Literal {
    return { kind: 'argument', range: rangeOf(token), image: token.image };
  }

  private unknownMacro(token: IToken): Expression {
    return { kind: 'macro', range: rangeOf(token), name: this.name(token) };
  }

  private name(token: IToken): Name {
    return this.ACTION(() => ({ range: rangeOf(token), text: token.image }));
  }

  private from(start: IToken): Range {
    return { start: start.startOffset, end: Math.max(this.lastEnd(), rangeOf(start).end) };
  }

  private lastEnd(): number {
    return rangeOf(this.LA(0)).end;
  }
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
