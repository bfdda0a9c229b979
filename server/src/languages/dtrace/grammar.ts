// D's grammar over the tokens of one item: a clause or a declaration; the tree is made on the way.
import type { IToken } from 'chevrotain';
import { ExpressionGrammar, missing } from './expressionGrammar.ts';
import { rangeOf } from './lexer.ts';
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
} from './tree.ts';
import { nameOf } from './typeGrammar.ts';

class DParser extends ExpressionGrammar {
  constructor() {
    super();
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
}

let parser: DParser | undefined;

/** The one parser; its input is set before each use. */
export function dParser(): DParser {
  parser ??= new DParser();
  return parser;
}
