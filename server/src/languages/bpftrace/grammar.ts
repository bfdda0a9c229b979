// bpftrace's grammar, as the parser of 0.27 has it: a superset of all releases from 0.17 on, but for what they read by spelling.
// Here is what stands at the top of a script.
import { StatementGrammar } from './statementGrammar.ts';
import * as t from './tokens.ts';

/** Turns tokens into a concrete syntax tree; set `input`, call `script`, read `errors`. */
export class Grammar extends StatementGrammar {
  /** Whether the value of a setting may be any expression, as releases before 0.26 read it; set before `script` is called. */
  computesSettings = false;

  constructor(validate = false) {
    super(validate);
    this.performSelfAnalysis();
  }

  readonly script = this.RULE('script', () => {
    this.MANY(() => this.SUBRULE(this.item));
  });

  protected readonly item = this.RULE('item', () => {
    this.OR([
      { ALT: () => this.CONSUME(t.CppLine) },
      { ALT: () => this.CONSUME(t.CDefinition) },
      { ALT: () => this.SUBRULE(this.config) },
      { ALT: () => this.SUBRULE(this.importFile) },
      { ALT: () => this.SUBRULE(this.macro) },
      { ALT: () => this.SUBRULE(this.subprogram) },
      { ALT: () => this.SUBRULE(this.mapDeclaration) },
      { ALT: () => this.SUBRULE(this.probe) },
    ]);
  });

  protected readonly config = this.RULE('config', () => {
    this.CONSUME(t.Config);
    this.CONSUME(t.Assign);
    this.CONSUME(t.LCurly);
    this.MANY(() => this.SUBRULE(this.configEntry));
    this.CONSUME(t.RCurly);
  });

  protected readonly configEntry = this.RULE('configEntry', () => {
    this.CONSUME(t.Identifier, { LABEL: 'key' });
    this.CONSUME(t.Assign);
    this.OR({
      DEF: [
        { GATE: () => this.computesSettings, ALT: () => this.SUBRULE(this.expression) },
        { ALT: () => this.CONSUME(t.StringLiteral) },
        { ALT: () => this.CONSUME(t.Integer) },
        { ALT: () => this.CONSUME2(t.Identifier, { LABEL: 'word' }) },
      ],
      IGNORE_AMBIGUITIES: true,
    });
    this.endUnlessCurly();
    // One more semicolon is taken in silence here, and only here.
    this.OPTION(() => this.CONSUME2(t.Semicolon));
  });

  protected readonly macro = this.RULE('macro', () => {
    this.CONSUME(t.Macro);
    this.CONSUME(t.Identifier);
    this.CONSUME(t.LParen);
    this.OPTION(() => {
      this.SUBRULE(this.macroParameter);
      this.MANY(() => {
        this.CONSUME(t.Comma);
        this.SUBRULE2(this.macroParameter);
      });
    });
    this.CONSUME(t.RParen);
    this.SUBRULE(this.block);
  });

  protected readonly macroParameter = this.RULE('macroParameter', () => {
    this.OR([
      { ALT: () => this.CONSUME(t.Variable) },
      { ALT: () => this.CONSUME(t.MapName) },
      { ALT: () => this.CONSUME(t.Identifier) },
    ]);
  });

  protected readonly subprogram = this.RULE('subprogram', () => {
    this.CONSUME(t.Fn);
    this.CONSUME(t.Identifier);
    this.CONSUME(t.LParen);
    this.OPTION(() => {
      this.SUBRULE(this.parameter);
      this.MANY(() => {
        this.CONSUME(t.Comma);
        this.SUBRULE2(this.parameter);
      });
    });
    this.CONSUME(t.RParen);
    this.CONSUME(t.Colon);
    this.SUBRULE(this.annotation);
    this.SUBRULE(this.block);
  });

  protected readonly parameter = this.RULE('parameter', () => {
    this.CONSUME(t.Variable);
    this.CONSUME(t.Colon);
    this.SUBRULE(this.annotation);
  });

  protected readonly mapDeclaration = this.RULE('mapDeclaration', () => {
    this.CONSUME(t.Let);
    this.CONSUME(t.MapName);
    this.CONSUME(t.Assign);
    this.CONSUME(t.Identifier);
    this.CONSUME(t.LParen);
    this.CONSUME(t.Integer);
    this.CONSUME(t.RParen);
    this.OPTION(() => this.CONSUME(t.Semicolon));
  });

  protected readonly probe = this.RULE('probe', () => {
    this.CONSUME(t.AttachPoint);
    this.MANY(() => {
      this.CONSUME(t.Comma);
      // A list of probes may end in a comma.
      if (!this.next(t.LCurly) && !this.next(t.PredicateOpen)) this.CONSUME2(t.AttachPoint);
    });
    this.OPTION(() => this.SUBRULE(this.predicate));
    this.SUBRULE(this.block);
  });

  protected readonly predicate = this.RULE('predicate', () => {
    this.CONSUME(t.PredicateOpen);
    this.SUBRULE(this.expression);
    this.CONSUME(t.PredicateClose);
  });
}
