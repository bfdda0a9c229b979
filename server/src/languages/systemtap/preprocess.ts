// The conditional pass on top of the macro pass: what is left is what stap's parser would see.
import { type Finding, syntaxError } from '../../syntax/finding.ts';
import type { Range } from '../../syntax/range.ts';
import { evaluate } from './conditions.ts';
import type { Environment } from './environment.ts';
import { rangeOf, type ScriptToken } from './lexer.ts';
import { type Macro, MacroPass, type MacroUse } from './macros.ts';
import { AndAnd, AtName, ConditionalClose, ConditionalElse, ConditionalOpen, ConditionalThen, OrOr } from './tokens.ts';

/** The tokens that count, and what the preprocessor found. */
export interface Preprocessed {
  readonly tokens: readonly ScriptToken[];
  readonly macros: readonly Macro[];
  readonly uses: readonly MacroUse[];
  readonly findings: readonly Finding[];
  /** Branches not taken. */
  readonly inactive: readonly Range[];
  /** Whole conditionals of the script itself. */
  readonly conditionals: readonly Range[];
}

/** Decides conditionals and puts macros in. */
export function preprocess(tokens: readonly ScriptToken[], environment: Environment): Preprocessed {
  const pass = new ConditionalPass(new MacroPass(tokens, environment.library), environment);
  return pass.run();
}

const strayMark = "this mark belongs to no conditional: there is no '%(' before it";
const secondElse = "this conditional has a '%:' already";

class ConditionalPass {
  readonly #macros: MacroPass;
  readonly #environment: Environment;
  /** The conditionals that are open here, with whether this is their else branch. */
  readonly #open: { readonly mark: ScriptToken; inElse: boolean }[] = [];
  readonly #findings: Finding[] = [];
  readonly #inactive: Range[] = [];
  readonly #conditionals: Range[] = [];

  constructor(macros: MacroPass, environment: Environment) {
    this.#macros = macros;
    this.#environment = environment;
  }

  run(): Preprocessed {
    const tokens: ScriptToken[] = [];
    for (let token = this.#macros.next(); token !== undefined; token = this.#macros.next()) {
      switch (token.tokenType) {
        case ConditionalOpen:
          this.#open.push({ mark: token, inElse: false });
          if (!this.#condition(token)) this.#skipBranch(token, true);
          break;
        case ConditionalElse:
        case ConditionalThen:
          if (this.#open.length === 0)
            this.#complain(token, "this mark belongs to no conditional: there is no '%(' before it");
          else this.#skipBranch(token, false);
          break;
        case ConditionalClose:
          this.#close(token);
          break;
        default:
          tokens.push(token);
      }
    }
    for (const { mark } of this.#open) this.#complain(mark, "this conditional has no closing '%)'");
    return {
      tokens,
      macros: [...this.#macros.macros.values()],
      uses: this.#macros.uses,
      findings: [...this.#macros.findings, ...this.#findings],
      inactive: this.#inactive,
      conditionals: this.#conditionals,
    };
  }

  #close(token: ScriptToken): void {
    const open = this.#open.pop();
    if (open === undefined) this.#complain(token, strayMark);
    else if (open.mark.payload.macro === undefined) {
      this.#conditionals.push({ start: open.mark.startOffset, end: rangeOf(token).end });
    }
  }

  /** Reads up to `%?`; `&&` binds tighter than `||`. */
  #condition(open: ScriptToken): boolean {
    let any = false;
    let all = true;
    for (;;) {
      const left = this.#macros.next();
      // A macro that is not known may stand for the whole condition: its branch is read.
      if (left?.tokenType === AtName && this.#environment.library === undefined) {
        for (let token = this.#macros.next(); token !== undefined; token = this.#macros.next()) {
          if (token.tokenType === ConditionalThen) return true;
        }
        return true;
      }
      const [operator, right] = [this.#macros.next(), this.#macros.next()];
      if (left === undefined || operator === undefined || right === undefined) return true;
      const verdict = evaluate(left, operator, right, this.#environment);
      if (typeof verdict === 'object') {
        this.#complain({ left, operator, right }[verdict.at], verdict.error);
      } else if (verdict === 'unknown') {
        // A branch that cannot be told is read: a fault in it is worth showing.
      } else {
        all &&= verdict;
      }
      const next = this.#macros.next();
      if (next?.tokenType === AndAnd) continue;
      any ||= all;
      all = true;
      if (next?.tokenType === OrOr) continue;
      if (next?.tokenType !== ConditionalThen) this.#complain(open, "this conditional has no '%?' after its condition");
      return any;
    }
  }

  /** Skips to the end of the branch; where `mayElse` is set, an else branch at this level is then read as usual. */
  #skipBranch(from: ScriptToken, mayElse: boolean): void {
    let last = from;
    const start = mayElse ? undefined : rangeOf(from).end;
    let first: ScriptToken | undefined;
    for (let level = 0; ; ) {
      const token = this.#macros.next(true);
      if (token === undefined) return;
      if (token.tokenType === ConditionalOpen) level++;
      else if (level === 0 && token.tokenType === ConditionalElse && mayElse) {
        this.#dim(start ?? first?.startOffset, last);
        const open = this.#open.at(-1);
        if (open) open.inElse = true;
        return;
      } else if (level === 0 && token.tokenType === ConditionalElse) this.#complain(token, secondElse);
      else if (token.tokenType === ConditionalClose && level-- === 0) {
        this.#dim(start ?? first?.startOffset, last);
        this.#close(token);
        return;
      }
      first ??= token;
      last = token;
    }
  }

  #dim(start: number | undefined, last: ScriptToken): void {
    if (start === undefined || last.payload.macro !== undefined) return;
    const { end } = rangeOf(last);
    if (end > start) this.#inactive.push({ start, end });
  }

  #complain(token: ScriptToken, message: string): void {
    this.#findings.push(syntaxError(rangeOf(token), message));
  }
}
