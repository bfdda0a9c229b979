// The statements of SystemTap's grammar.
import type { IToken } from 'chevrotain';
import { ExpressionGrammar } from './expressionGrammar.ts';
import { noName, nowhere } from './literalGrammar.ts';
import * as t from './tokens.ts';
import type { Block, Expression, ForeachStatement, Name, Statement } from './tree.ts';

const emptyBlock = (): Block => ({ kind: 'block', range: nowhere, statements: [] });

/** Not a parser by itself: items make it whole. */
export abstract class StatementGrammar extends ExpressionGrammar {
  protected readonly block = this.RULE(
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

  protected readonly statement = this.RULE('statement', (): Statement | undefined => {
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

  protected readonly simpleStatement = this.RULE('simpleStatement', (): Statement => {
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

  protected readonly tryStatement = this.RULE('tryStatement', (): Statement => {
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

  protected readonly ifStatement = this.RULE('ifStatement', (): Statement => {
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

  protected readonly forStatement = this.RULE('forStatement', (): Statement => {
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

  protected readonly whileStatement = this.RULE('whileStatement', (): Statement => {
    this.CONSUME(t.While);
    this.CONSUME(t.ParenOpen);
    const condition = this.SUBRULE(this.expression);
    this.CONSUME(t.ParenClose);
    const body = this.SUBRULE(this.statement) ?? emptyBlock();
    return { kind: 'while', range: nowhere, condition, body };
  });

  protected readonly foreachStatement = this.RULE('foreachStatement', (): ForeachStatement => {
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

  protected readonly sortedWords = this.RULE(
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

  protected readonly sortedWord = this.RULE(
    'sortedWord',
    (): Name => {
      const name = this.SUBRULE(this.word);
      this.OPTION(() => this.CONSUME(t.AdditiveOperator));
      return name;
    },
    { recoveryValueFunc: noName },
  );

  protected jump(kind: 'break' | 'continue' | 'next', _token: IToken): Statement {
    return { kind, range: nowhere };
  }
}
