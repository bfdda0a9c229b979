// bpftrace's grammar, as the parser of 0.27 has it: a superset of all releases from 0.17 on, but for what they read by spelling.
import { type CstNode, CstParser, type IToken, type TokenType, tokenMatcher } from 'chevrotain';
import { expectations } from './expectations.ts';
import {
  Ampersand,
  Arrow,
  Assign,
  AttachPoint,
  allTokens,
  BinaryOperator,
  Break,
  CDefinition,
  Colon,
  Comma,
  CompoundAssign,
  Comptime,
  Config,
  Continue,
  CppLine,
  Dot,
  DotDot,
  Else,
  Enum,
  False,
  Fn,
  For,
  Identifier,
  If,
  Import,
  Integer,
  LCurly,
  Let,
  LParen,
  LSquare,
  Macro,
  MapName,
  Offsetof,
  ParameterCount,
  Positional,
  PredicateClose,
  PredicateOpen,
  PrefixOperator,
  Question,
  RCurly,
  Return,
  RParen,
  RSquare,
  Semicolon,
  Sizeof,
  Star,
  Step,
  StringLiteral,
  Struct,
  True,
  Typeinfo,
  Typeof,
  Union,
  Unroll,
  Variable,
  While,
} from './tokens.ts';
import { beginsCast, beginsRecord, beginsType } from './typeReference.ts';

/** Turns tokens into a concrete syntax tree; set `input`, call `script`, read `errors`. */
export class Grammar extends CstParser {
  private readonly look = (n: number): IToken => this.LA(n);

  constructor(validate = false) {
    super([...allTokens], {
      recoveryEnabled: true,
      maxLookahead: 1,
      skipValidations: !validate,
      errorMessageProvider: expectations,
    });
    this.performSelfAnalysis();
  }

  readonly script = this.RULE('script', () => {
    this.MANY(() => this.SUBRULE(this.item));
  });

  private readonly item = this.RULE('item', () => {
    this.OR([
      { ALT: () => this.CONSUME(CppLine) },
      { ALT: () => this.CONSUME(CDefinition) },
      { ALT: () => this.SUBRULE(this.config) },
      { ALT: () => this.SUBRULE(this.importFile) },
      { ALT: () => this.SUBRULE(this.macro) },
      { ALT: () => this.SUBRULE(this.subprogram) },
      { ALT: () => this.SUBRULE(this.mapDeclaration) },
      { ALT: () => this.SUBRULE(this.probe) },
    ]);
  });

  private readonly config = this.RULE('config', () => {
    this.CONSUME(Config);
    this.CONSUME(Assign);
    this.CONSUME(LCurly);
    this.MANY(() => this.SUBRULE(this.configEntry));
    this.CONSUME(RCurly);
  });

  private readonly configEntry = this.RULE('configEntry', () => {
    this.CONSUME(Identifier, { LABEL: 'key' });
    this.CONSUME(Assign);
    this.OR([
      { ALT: () => this.CONSUME(StringLiteral) },
      { ALT: () => this.CONSUME(Integer) },
      { ALT: () => this.CONSUME2(Identifier, { LABEL: 'word' }) },
    ]);
    this.endUnlessCurly();
    // One more semicolon is taken in silence here, and only here.
    this.OPTION(() => this.CONSUME2(Semicolon));
  });

  private readonly importFile = this.RULE('importFile', () => {
    this.CONSUME(Import);
    this.CONSUME(StringLiteral);
    this.CONSUME(Semicolon);
  });

  private readonly macro = this.RULE('macro', () => {
    this.CONSUME(Macro);
    this.CONSUME(Identifier);
    this.CONSUME(LParen);
    this.OPTION(() => {
      this.SUBRULE(this.macroParameter);
      this.MANY(() => {
        this.CONSUME(Comma);
        this.SUBRULE2(this.macroParameter);
      });
    });
    this.CONSUME(RParen);
    this.SUBRULE(this.block);
  });

  private readonly macroParameter = this.RULE('macroParameter', () => {
    this.OR([
      { ALT: () => this.CONSUME(Variable) },
      { ALT: () => this.CONSUME(MapName) },
      { ALT: () => this.CONSUME(Identifier) },
    ]);
  });

  private readonly subprogram = this.RULE('subprogram', () => {
    this.CONSUME(Fn);
    this.CONSUME(Identifier);
    this.CONSUME(LParen);
    this.OPTION(() => {
      this.SUBRULE(this.parameter);
      this.MANY(() => {
        this.CONSUME(Comma);
        this.SUBRULE2(this.parameter);
      });
    });
    this.CONSUME(RParen);
    this.CONSUME(Colon);
    this.SUBRULE(this.annotation);
    this.SUBRULE(this.block);
  });

  private readonly parameter = this.RULE('parameter', () => {
    this.CONSUME(Variable);
    this.CONSUME(Colon);
    this.SUBRULE(this.annotation);
  });

  private readonly mapDeclaration = this.RULE('mapDeclaration', () => {
    this.CONSUME(Let);
    this.CONSUME(MapName);
    this.CONSUME(Assign);
    this.CONSUME(Identifier);
    this.CONSUME(LParen);
    this.CONSUME(Integer);
    this.CONSUME(RParen);
    this.OPTION(() => this.CONSUME(Semicolon));
  });

  private readonly probe = this.RULE('probe', () => {
    this.CONSUME(AttachPoint);
    this.MANY(() => {
      this.CONSUME(Comma);
      // A list of probes may end in a comma.
      if (!this.next(LCurly) && !this.next(PredicateOpen)) this.CONSUME2(AttachPoint);
    });
    this.OPTION(() => this.SUBRULE(this.predicate));
    this.SUBRULE(this.block);
  });

  private readonly predicate = this.RULE('predicate', () => {
    this.CONSUME(PredicateOpen);
    this.SUBRULE(this.expression);
    this.CONSUME(PredicateClose);
  });

  private readonly block = this.RULE('block', () => {
    this.CONSUME(LCurly);
    this.MANY(() => this.SUBRULE(this.statement));
    this.CONSUME(RCurly);
  });

  private readonly statement = this.RULE('statement', () => {
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

  private readonly loop = this.RULE('loop', () => {
    this.OR([{ ALT: () => this.CONSUME(While) }, { ALT: () => this.CONSUME(Unroll) }]);
    this.SUBRULE(this.condition);
    this.SUBRULE(this.block);
  });

  /** Without parentheses only an operand, since a `{` would go on with a longer expression. */
  private readonly condition = this.RULE('condition', () => {
    this.OR({
      DEF: [
        {
          ALT: () => {
            this.CONSUME(LParen);
            this.SUBRULE(this.expression);
            this.CONSUME(RParen);
          },
        },
        { ALT: () => this.SUBRULE(this.unary) },
      ],
      IGNORE_AMBIGUITIES: true,
    });
  });

  private readonly forLoop = this.RULE('forLoop', () => {
    this.CONSUME(For);
    this.OR([
      {
        ALT: () => {
          this.CONSUME(LParen);
          this.SUBRULE(this.forHeader);
          this.CONSUME(RParen);
        },
      },
      { ALT: () => this.SUBRULE2(this.forHeader) },
    ]);
    this.SUBRULE(this.block);
  });

  private readonly forHeader = this.RULE('forHeader', () => {
    this.CONSUME(Variable);
    this.CONSUME(Colon);
    this.SUBRULE(this.primary, { LABEL: 'from' });
    this.OPTION(() => {
      this.CONSUME(DotDot);
      this.SUBRULE2(this.primary, { LABEL: 'to' });
    });
  });

  private readonly jump = this.RULE('jump', () => {
    this.OR([
      { ALT: () => this.CONSUME(Break) },
      { ALT: () => this.CONSUME(Continue) },
      {
        ALT: () => {
          this.CONSUME(Return);
          this.OPTION(() => this.SUBRULE(this.expression));
        },
      },
    ]);
    this.endUnlessCurly();
  });

  private readonly letStatement = this.RULE('letStatement', () => {
    this.CONSUME(Let);
    this.CONSUME(Variable);
    this.OPTION(() => {
      this.CONSUME(Colon);
      this.SUBRULE(this.annotation);
    });
    this.OPTION2(() => {
      this.CONSUME(Assign);
      this.SUBRULE(this.expression);
    });
    this.endUnlessCurly();
  });

  private readonly discard = this.RULE('discard', () => {
    this.CONSUME(Identifier);
    this.CONSUME(Assign);
    this.SUBRULE(this.expression);
    this.endUnlessCurly();
  });

  /** A statement that begins with a variable or a map: it is never a ternary, and nothing may follow its `++`. */
  private readonly targetStatement = this.RULE('targetStatement', () => {
    this.SUBRULE(this.target);
    this.OR({
      IGNORE_AMBIGUITIES: true,
      DEF: [
        { ALT: () => this.SUBRULE(this.assignment) },
        { ALT: () => this.CONSUME(Step) },
        {
          ALT: () => {
            this.MANY(() => this.SUBRULE(this.postfix));
            this.OR2([
              // Parsed so that build can say what is wrong with assigning here.
              { ALT: () => this.SUBRULE2(this.assignment) },
              {
                ALT: () => {
                  this.MANY2(() => {
                    this.CONSUME(BinaryOperator);
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

  private readonly assignment = this.RULE('assignment', () => {
    this.OR([{ ALT: () => this.CONSUME(Assign) }, { ALT: () => this.CONSUME(CompoundAssign) }]);
    this.SUBRULE(this.expression);
  });

  private readonly target = this.RULE('target', () => {
    this.OR([
      { ALT: () => this.CONSUME(Variable) },
      {
        ALT: () => {
          this.CONSUME(MapName);
          this.OPTION(() => this.SUBRULE(this.keys));
        },
      },
    ]);
  });

  private readonly keys = this.RULE('keys', () => {
    this.CONSUME(LSquare);
    this.SUBRULE(this.expression);
    this.MANY(() => {
      this.CONSUME(Comma);
      this.SUBRULE2(this.expression);
    });
    this.CONSUME(RSquare);
  });

  private readonly expressionStatement = this.RULE('expressionStatement', () => {
    const expression = this.SUBRULE(this.expression);
    if (!this.next(Semicolon) && endsWithBlock(expression)) return;
    this.endUnlessCurly();
  });

  readonly expression = this.RULE('expression', () => {
    this.SUBRULE(this.binary);
    this.OPTION(() => {
      this.CONSUME(Question);
      this.OPTION2(() => this.SUBRULE(this.expression, { LABEL: 'then' }));
      this.CONSUME(Colon);
      this.SUBRULE2(this.expression, { LABEL: 'otherwise' });
    });
  });

  /** Operands and operators in a row; build makes the tree. */
  private readonly binary = this.RULE('binary', () => {
    this.SUBRULE(this.unary);
    this.MANY(() => {
      this.CONSUME(BinaryOperator);
      this.SUBRULE2(this.unary);
    });
  });

  private readonly unary = this.RULE('unary', () => {
    this.OR([
      {
        ALT: () => {
          this.OR2([{ ALT: () => this.CONSUME(PrefixOperator) }, { ALT: () => this.CONSUME(Step) }]);
          this.SUBRULE(this.unary);
        },
      },
      {
        ALT: () => {
          this.CONSUME(Ampersand);
          this.OR3([{ ALT: () => this.CONSUME(Variable) }, { ALT: () => this.CONSUME(MapName) }]);
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

  private readonly postfix = this.RULE('postfix', () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(Dot);
          this.OR2([{ ALT: () => this.CONSUME(Integer) }, { ALT: () => this.CONSUME(Identifier) }]);
        },
      },
      {
        ALT: () => {
          this.CONSUME(Arrow);
          this.CONSUME2(Identifier);
        },
      },
      {
        ALT: () => {
          this.CONSUME(LSquare);
          this.SUBRULE(this.expression);
          this.CONSUME(RSquare);
        },
      },
      { ALT: () => this.CONSUME(Step) },
    ]);
  });

  private readonly primary = this.RULE('primary', () => {
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
        { ALT: () => this.CONSUME(True) },
        { ALT: () => this.CONSUME(False) },
        { ALT: () => this.SUBRULE(this.nameOrCall) },
        { ALT: () => this.SUBRULE(this.target) },
        { ALT: () => this.CONSUME(Positional) },
        { ALT: () => this.CONSUME(ParameterCount) },
        { ALT: () => this.CONSUME(Integer) },
        { ALT: () => this.CONSUME(StringLiteral) },
      ],
      IGNORE_AMBIGUITIES: true,
    });
  });

  private readonly nameOrCall = this.RULE('nameOrCall', () => {
    this.CONSUME(Identifier);
    this.OPTION(() => this.SUBRULE(this.callArguments));
  });

  private readonly callArguments = this.RULE('callArguments', () => {
    this.CONSUME(LParen);
    this.OPTION(() => {
      this.SUBRULE(this.expression);
      this.MANY(() => {
        this.CONSUME(Comma);
        this.SUBRULE2(this.expression);
      });
    });
    this.CONSUME(RParen);
  });

  private readonly record = this.RULE('record', () => {
    this.CONSUME(LParen);
    this.SUBRULE(this.recordField);
    this.MANY(() => {
      this.CONSUME(Comma);
      this.SUBRULE2(this.recordField);
    });
    this.CONSUME(RParen);
  });

  private readonly recordField = this.RULE('recordField', () => {
    this.CONSUME(Identifier);
    this.CONSUME(Assign);
    this.SUBRULE(this.expression);
  });

  private readonly cast = this.RULE('cast', () => {
    this.CONSUME(LParen);
    this.SUBRULE(this.annotation);
    this.CONSUME(RParen);
    this.SUBRULE(this.unary);
  });

  /** `()`, `(e)`, `(e,)` and `(e, e)`. */
  private readonly tuple = this.RULE('tuple', () => {
    this.CONSUME(LParen);
    this.OPTION(() => {
      this.SUBRULE(this.expression);
      this.MANY(() => {
        this.CONSUME(Comma);
        if (!this.next(RParen)) this.SUBRULE2(this.expression);
      });
    });
    this.CONSUME(RParen);
  });

  private readonly ifExpression = this.RULE('ifExpression', () => {
    this.CONSUME(If);
    this.SUBRULE(this.condition);
    this.SUBRULE(this.block);
    this.OPTION(() => {
      this.CONSUME(Else);
      this.OR([{ ALT: () => this.SUBRULE2(this.block) }, { ALT: () => this.SUBRULE(this.ifExpression) }]);
    });
  });

  private readonly sizeofExpression = this.RULE('sizeofExpression', () => {
    this.CONSUME(Sizeof);
    this.CONSUME(LParen);
    this.OR({
      DEF: [
        { GATE: () => beginsType(this.look, ')'), ALT: () => this.SUBRULE(this.type) },
        { ALT: () => this.SUBRULE(this.expression) },
      ],
      IGNORE_AMBIGUITIES: true,
    });
    this.CONSUME(RParen);
  });

  private readonly offsetofExpression = this.RULE('offsetofExpression', () => {
    this.CONSUME(Offsetof);
    this.CONSUME(LParen);
    this.OR({
      DEF: [
        { GATE: () => this.isTag(), ALT: () => this.SUBRULE(this.type) },
        { ALT: () => this.SUBRULE(this.expression) },
      ],
      IGNORE_AMBIGUITIES: true,
    });
    this.CONSUME(Comma);
    // bpftrace's parser takes a missing field name without a word.
    this.OPTION(() => this.CONSUME(Identifier));
    this.MANY(() => {
      this.CONSUME(Dot);
      this.OPTION2(() => this.CONSUME2(Identifier));
    });
    this.CONSUME(RParen);
  });

  private readonly typeinfoExpression = this.RULE('typeinfoExpression', () => {
    this.CONSUME(Typeinfo);
    this.CONSUME(LParen);
    this.OR({
      DEF: [
        {
          GATE: () => tokenMatcher(this.LA(1), Typeof) || beginsType(this.look, ';,=){}'),
          ALT: () => this.SUBRULE(this.annotation),
        },
        { ALT: () => this.SUBRULE(this.expression) },
      ],
      IGNORE_AMBIGUITIES: true,
    });
    this.CONSUME(RParen);
  });

  private readonly comptimeExpression = this.RULE('comptimeExpression', () => {
    this.CONSUME(Comptime);
    this.SUBRULE(this.unary);
  });

  private readonly annotation = this.RULE('annotation', () => {
    this.OR({
      DEF: [
        {
          ALT: () => {
            this.CONSUME(Typeof);
            this.CONSUME(LParen);
            this.OR2({
              DEF: [
                { GATE: () => beginsType(this.look, ')'), ALT: () => this.SUBRULE(this.type) },
                { ALT: () => this.SUBRULE(this.expression) },
              ],
              IGNORE_AMBIGUITIES: true,
            });
            this.CONSUME(RParen);
          },
        },
        { ALT: () => this.SUBRULE2(this.type) },
      ],
      IGNORE_AMBIGUITIES: true,
    });
  });

  private readonly type = this.RULE('type', () => {
    this.OR({
      DEF: [
        {
          ALT: () => {
            this.OR2([
              { ALT: () => this.CONSUME(Struct) },
              { ALT: () => this.CONSUME(Union) },
              { ALT: () => this.CONSUME(Enum) },
            ]);
            this.CONSUME(Identifier);
          },
        },
        { ALT: () => this.CONSUME2(Identifier) },
      ],
      IGNORE_AMBIGUITIES: true,
    });
    this.MANY(() => {
      this.OR3([
        { ALT: () => this.CONSUME(Star) },
        {
          ALT: () => {
            this.CONSUME(LSquare);
            this.OPTION(() => this.CONSUME(Integer));
            this.CONSUME(RSquare);
          },
        },
      ]);
    });
  });

  private next(type: TokenType): boolean {
    return tokenMatcher(this.LA(1), type);
  }

  private isTag(): boolean {
    return this.next(Struct) || this.next(Union) || this.next(Enum);
  }

  /**
   * The semicolon of a statement, which only a closing brace makes superfluous. Not an OPTION: that would take a missing
   * one in silence.
   */
  private endUnlessCurly(): void {
    if (!this.next(RCurly)) this.CONSUME(Semicolon);
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
