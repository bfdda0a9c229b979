// Blocks and statements as the grammar has them.
import type { CstNode } from 'chevrotain';
import { ExpressionGrammar } from './expressionGrammar.ts';
import * as t from './tokens.ts';

/** Not a parser by itself: items make it whole. */
export abstract class StatementGrammar extends ExpressionGrammar {
  protected readonly block = this.RULE('block', () => {
    this.CONSUME(t.LCurly);
    this.MANY(() => this.SUBRULE(this.statement));
    this.CONSUME(t.RCurly);
  });

  protected readonly statement = this.RULE('statement', () => {
    this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.importFile) },
        { ALT: () => this.SUBRULE(this.loop) },
        { ALT: () => this.SUBRULE(this.forLoop) },
        { ALT: () => this.SUBRULE(this.jump) },
        { ALT: () => this.SUBRULE(this.letStatement) },
        { GATE: () => this.LA(1).image === '_' && this.LA(2).image === '=', ALT: () => this.SUBRULE(this.discard) },
        { ALT: () => this.SUBRULE(this.targetStatement) },
        { ALT: () => this.SUBRULE(this.expressionStatement) },
      ],
      IGNORE_AMBIGUITIES: true,
    });
  });

  protected readonly loop = this.RULE('loop', () => {
    this.OR([{ ALT: () => this.CONSUME(t.While) }, { ALT: () => this.CONSUME(t.Unroll) }]);
    this.SUBRULE(this.condition);
    this.SUBRULE(this.block);
  });

  protected readonly forLoop = this.RULE('forLoop', () => {
    this.CONSUME(t.For);
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.LParen);
          this.SUBRULE(this.forHeader);
          this.CONSUME(t.RParen);
        },
      },
      { ALT: () => this.SUBRULE2(this.forHeader) },
    ]);
    this.SUBRULE(this.block);
  });

  protected readonly forHeader = this.RULE('forHeader', () => {
    this.CONSUME(t.Variable);
    this.CONSUME(t.Colon);
    this.SUBRULE(this.primary, { LABEL: 'from' });
    this.OPTION(() => {
      this.CONSUME(t.DotDot);
      this.SUBRULE2(this.primary, { LABEL: 'to' });
    });
  });

  protected readonly jump = this.RULE('jump', () => {
    this.OR([
      { ALT: () => this.CONSUME(t.Break) },
      { ALT: () => this.CONSUME(t.Continue) },
      {
        ALT: () => {
          this.CONSUME(t.Return);
          this.OPTION(() => this.SUBRULE(this.expression));
        },
      },
    ]);
    this.endUnlessCurly();
  });

  protected readonly letStatement = this.RULE('letStatement', () => {
    this.CONSUME(t.Let);
    this.CONSUME(t.Variable);
    this.OPTION(() => {
      this.CONSUME(t.Colon);
      this.SUBRULE(this.annotation);
    });
    this.OPTION2(() => {
      this.CONSUME(t.Assign);
      this.SUBRULE(this.expression);
    });
    this.endUnlessCurly();
  });

  protected readonly discard = this.RULE('discard', () => {
    this.CONSUME(t.Identifier);
    this.CONSUME(t.Assign);
    this.SUBRULE(this.expression);
    this.endUnlessCurly();
  });

  /** A statement that begins with a variable or a map: it is never a ternary, and nothing may follow its `++`. */
  protected readonly targetStatement = this.RULE('targetStatement', () => {
    this.SUBRULE(this.target);
    this.OR({
      IGNORE_AMBIGUITIES: true,
      DEF: [
        { ALT: () => this.SUBRULE(this.assignment) },
        { ALT: () => this.CONSUME(t.Step) },
        {
          ALT: () => {
            this.MANY(() => this.SUBRULE(this.postfix));
            this.OR2([
              // Parsed so that build can say what is wrong with assigning here.
              { ALT: () => this.SUBRULE2(this.assignment) },
              {
                ALT: () => {
                  this.MANY2(() => {
                    this.CONSUME(t.BinaryOperator);
                    this.SUBRULE(this.unary);
                  });
                },
              },
            ]);
          },
        },
      ],
    });
    this.endUnlessCurly();
  });

  protected readonly assignment = this.RULE('assignment', () => {
    this.OR([{ ALT: () => this.CONSUME(t.Assign) }, { ALT: () => this.CONSUME(t.CompoundAssign) }]);
    this.SUBRULE(this.expression);
  });

  protected readonly expressionStatement = this.RULE('expressionStatement', () => {
    const expression = this.SUBRULE(this.expression);
    if (!this.next(t.Semicolon) && endsWithBlock(expression)) return;
    this.endUnlessCurly();
  });

  protected readonly importFile = this.RULE('importFile', () => {
    this.CONSUME(t.Import);
    this.CONSUME(t.StringLiteral);
    this.CONSUME(t.Semicolon);
  });

  /**
   * The semicolon of a statement, which only a closing brace makes superfluous. Not an OPTION: that would take a missing
   * one in silence.
   */
  protected endUnlessCurly(): void {
    if (!this.next(t.RCurly)) this.CONSUME(t.Semicolon);
  }
}

/** Whether bpftrace takes an expression for an `if` or a block, after which a statement needs no semicolon. Ternaries are `if`s to it. */
function endsWithBlock(expression: CstNode | undefined): boolean {
  // While the grammar records itself, the nodes are not real ones.
  const binary = child(expression, 'binary');
  if (!binary) return false;
  if (expression?.children.Question) return true;
  if (binary.children.BinaryOperator) return false;
  const unary = child(binary, 'unary');
  const primary = child(unary, 'primary');
  if (!primary || unary?.children.postfix) return false;
  if (primary.children.ifExpression || primary.children.block) return true;
  const tuple = child(primary, 'tuple');
  return tuple !== undefined && !tuple.children.Comma && endsWithBlock(child(tuple, 'expression'));
}

function child(node: CstNode | undefined, name: string): CstNode | undefined {
  const first = node?.children?.[name]?.[0];
  return first && 'children' in first ? first : undefined;
}
