// Expressions as the grammar has them: operators in a row, what is hung on an operand, and what an operand begins with.
import * as t from './tokens.ts';
import { type Rule, TypeGrammar } from './typeGrammar.ts';
import { beginsCast, beginsRecord } from './typeReference.ts';

/** Not a parser by itself: statements and items make it whole. */
export abstract class ExpressionGrammar extends TypeGrammar {
  protected abstract readonly block: Rule;

  protected readonly expression = this.RULE('expression', () => {
    this.SUBRULE(this.binary);
    this.OPTION(() => {
      this.CONSUME(t.Question);
      this.OPTION2(() => this.SUBRULE(this.expression, { LABEL: 'then' }));
      this.CONSUME(t.Colon);
      this.SUBRULE2(this.expression, { LABEL: 'otherwise' });
    });
  });

  /** Operands and operators in a row; build makes the tree. */
  protected readonly binary = this.RULE('binary', () => {
    this.SUBRULE(this.unary);
    this.MANY(() => {
      this.CONSUME(t.BinaryOperator);
      this.SUBRULE2(this.unary);
    });
  });

  protected readonly unary = this.RULE('unary', () => {
    this.OR([
      {
        ALT: () => {
          this.OR2([{ ALT: () => this.CONSUME(t.PrefixOperator) }, { ALT: () => this.CONSUME(t.Step) }]);
          this.SUBRULE(this.unary);
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Ampersand);
          this.OR3([{ ALT: () => this.CONSUME(t.Variable) }, { ALT: () => this.CONSUME(t.MapName) }]);
        },
      },
      {
        ALT: () => {
          this.SUBRULE(this.primary);
          this.MANY(() => this.SUBRULE(this.postfix));
        },
      },
    ]);
  });

  protected readonly postfix = this.RULE('postfix', () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Dot);
          this.OR2([{ ALT: () => this.CONSUME(t.Integer) }, { ALT: () => this.CONSUME(t.Identifier) }]);
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Arrow);
          this.CONSUME2(t.Identifier);
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.LSquare);
          this.SUBRULE(this.expression);
          this.CONSUME(t.RSquare);
        },
      },
      { ALT: () => this.CONSUME(t.Step) },
    ]);
  });

  protected readonly primary = this.RULE('primary', () => {
    this.OR({
      DEF: [
        { GATE: () => beginsRecord(this.look), ALT: () => this.SUBRULE(this.record) },
        { GATE: () => beginsCast(this.look), ALT: () => this.SUBRULE(this.cast) },
        { ALT: () => this.SUBRULE(this.tuple) },
        { ALT: () => this.SUBRULE(this.ifExpression) },
        { ALT: () => this.SUBRULE(this.sizeofExpression) },
        { ALT: () => this.SUBRULE(this.offsetofExpression) },
        { ALT: () => this.SUBRULE(this.typeinfoExpression) },
        { ALT: () => this.SUBRULE(this.comptimeExpression) },
        { ALT: () => this.SUBRULE(this.block) },
        { ALT: () => this.CONSUME(t.True) },
        { ALT: () => this.CONSUME(t.False) },
        { ALT: () => this.SUBRULE(this.nameOrCall) },
        { ALT: () => this.SUBRULE(this.target) },
        { ALT: () => this.CONSUME(t.Positional) },
        { ALT: () => this.CONSUME(t.ParameterCount) },
        { ALT: () => this.CONSUME(t.Integer) },
        { ALT: () => this.CONSUME(t.StringLiteral) },
      ],
      IGNORE_AMBIGUITIES: true,
    });
  });

  protected readonly nameOrCall = this.RULE('nameOrCall', () => {
    this.CONSUME(t.Identifier);
    this.OPTION(() => this.SUBRULE(this.callArguments));
  });

  protected readonly callArguments = this.RULE('callArguments', () => {
    this.CONSUME(t.LParen);
    this.OPTION(() => {
      this.SUBRULE(this.expression);
      this.MANY(() => {
        this.CONSUME(t.Comma);
        this.SUBRULE2(this.expression);
      });
    });
    this.CONSUME(t.RParen);
  });

  protected readonly target = this.RULE('target', () => {
    this.OR([
      { ALT: () => this.CONSUME(t.Variable) },
      {
        ALT: () => {
          this.CONSUME(t.MapName);
          this.OPTION(() => this.SUBRULE(this.keys));
        },
      },
    ]);
  });

  protected readonly keys = this.RULE('keys', () => {
    this.CONSUME(t.LSquare);
    this.SUBRULE(this.expression);
    this.MANY(() => {
      this.CONSUME(t.Comma);
      this.SUBRULE2(this.expression);
    });
    this.CONSUME(t.RSquare);
  });

  protected readonly record = this.RULE('record', () => {
    this.CONSUME(t.LParen);
    this.SUBRULE(this.recordField);
    this.MANY(() => {
      this.CONSUME(t.Comma);
      this.SUBRULE2(this.recordField);
    });
    this.CONSUME(t.RParen);
  });

  protected readonly recordField = this.RULE('recordField', () => {
    this.CONSUME(t.Identifier);
    this.CONSUME(t.Assign);
    this.SUBRULE(this.expression);
  });

  protected readonly cast = this.RULE('cast', () => {
    this.CONSUME(t.LParen);
    this.SUBRULE(this.annotation);
    this.CONSUME(t.RParen);
    this.SUBRULE(this.unary);
  });

  /** `()`, `(e)`, `(e,)` and `(e, e)`. */
  protected readonly tuple = this.RULE('tuple', () => {
    this.CONSUME(t.LParen);
    this.OPTION(() => {
      this.SUBRULE(this.expression);
      this.MANY(() => {
        this.CONSUME(t.Comma);
        if (!this.next(t.RParen)) this.SUBRULE2(this.expression);
      });
    });
    this.CONSUME(t.RParen);
  });

  protected readonly ifExpression = this.RULE('ifExpression', () => {
    this.CONSUME(t.If);
    this.SUBRULE(this.condition);
    this.SUBRULE(this.block);
    this.OPTION(() => {
      this.CONSUME(t.Else);
      this.OR([{ ALT: () => this.SUBRULE2(this.block) }, { ALT: () => this.SUBRULE(this.ifExpression) }]);
    });
  });

  /** Without parentheses only an operand, since a `{` would go on with a longer expression. */
  protected readonly condition = this.RULE('condition', () => {
    this.OR({
      DEF: [
        {
          ALT: () => {
            this.CONSUME(t.LParen);
            this.SUBRULE(this.expression);
            this.CONSUME(t.RParen);
          },
        },
        { ALT: () => this.SUBRULE(this.unary) },
      ],
      IGNORE_AMBIGUITIES: true,
    });
  });

  protected readonly comptimeExpression = this.RULE('comptimeExpression', () => {
    this.CONSUME(t.Comptime);
    this.SUBRULE(this.unary);
  });
}
