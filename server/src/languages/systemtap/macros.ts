// The macro pass: takes `@define`s out of the token stream and puts bodies in place of `@name` (stap's pass over tokens).
import type { TokenType } from 'chevrotain';
import { type Finding, syntaxError } from '../../syntax/finding.ts';
import type { Range } from '../../syntax/range.ts';
import { rangeOf, type ScriptToken } from './lexer.ts';
import {
  AtDefine,
  AtName,
  BracketClose,
  BracketOpen,
  Comma,
  ConditionalClose,
  ConditionalOpen,
  NamePiece,
  ParenClose,
  ParenOpen,
} from './tokens.ts';

/** A macro: of the script itself, or of the tapset. */
export interface Macro {
  readonly name: string;
  /** Undefined for a macro that takes no parentheses. */
  readonly parameters: readonly string[] | undefined;
  readonly body: readonly ScriptToken[];
  readonly nameRange: Range;
  readonly range: Range;
}

/** A place where a macro is used. */
export interface MacroUse {
  readonly macro: Macro;
  readonly range: Range;
}

/** Expansions nested deeper than this never end. */
const deepest = 64;

/** Puts what macros stand for in their place. */
export class MacroPass {
  readonly #tokens: readonly ScriptToken[];
  readonly #library: ReadonlyMap<string, Macro> | undefined;
  #position = 0;
  /** Tokens put back, the next one last, each with the depth of the expansion it came from. */
  readonly #returned: { readonly token: ScriptToken; readonly depth: number }[] = [];
  #depth = 0;
  readonly macros = new Map<string, Macro>();
  readonly uses: MacroUse[] = [];
  readonly findings: Finding[] = [];

  constructor(tokens: readonly ScriptToken[], library: ReadonlyMap<string, Macro> | undefined) {
    this.#tokens = tokens;
    this.#library = library;
  }

  /** The next token after expansion; as it stands where it will be skipped anyway. */
  next(skipping = false): ScriptToken | undefined {
    for (;;) {
      const token = this.#take();
      if (token === undefined || skipping) return token;
      if (token.tokenType === AtDefine) {
        this.#define(token);
        continue;
      }
      const macro = token.image.startsWith('@') ? this.#find(token.image.slice(1)) : undefined;
      if (macro !== undefined) this.#expand(token, macro);
      else return token.tokenType === AtName && this.#library === undefined ? this.#unknownUse(token) : token;
    }
  }

  #find(name: string): Macro | undefined {
    return this.macros.get(name) ?? this.#library?.get(name);
  }

  #take(): ScriptToken | undefined {
    const returned = this.#returned.pop();
    this.#depth = returned?.depth ?? 0;
    return returned?.token ?? this.#tokens[this.#position++];
  }

  #takeIf(type: TokenType): ScriptToken | undefined {
    const token = this.#take();
    if (token?.tokenType === type) return token;
    this.#putBack(token);
    return undefined;
  }

  #putBack(token: ScriptToken | undefined): void {
    if (token !== undefined) this.#returned.push({ token, depth: this.#depth });
  }

  #define(define: ScriptToken): void {
    const name = this.#take();
    if (name === undefined || !isWord(name)) {
      this.#complain(name ?? define, 'expected the name of a macro after @define');
      this.#putBack(name);
      return;
    }
    const parameters = this.#parameters();
    const open = this.#takeIf(ConditionalOpen);
    if (open === undefined) {
      this.#complain(this.#peek() ?? name, "expected '%(' before the body of a macro");
      return;
    }
    const body: ScriptToken[] = [];
    let close: ScriptToken | undefined;
    for (let level = 1; ; ) {
      close = this.#take();
      if (close === undefined) {
        this.#complain(open, `the body of @${name.image} has no closing '%)'`);
        break;
      }
      if (close.tokenType === AtDefine) this.#complain(close, "a macro's body cannot define another macro");
      if (close.tokenType === ConditionalOpen) level++;
      if (close.tokenType === ConditionalClose && --level === 0) break;
      body.push(close);
    }
    if (this.macros.has(name.image)) this.#complain(name, `macro @${name.image} is defined twice`);
    const range = { start: define.startOffset, end: rangeOf(close ?? body.at(-1) ?? open).end };
    this.macros.set(name.image, { name: name.image, parameters, body, nameRange: rangeOf(name), range });
  }

  #parameters(): readonly string[] | undefined {
    if (this.#takeIf(ParenOpen) === undefined) return undefined;
    const names: string[] = [];
    for (;;) {
      const name = this.#take();
      if (name === undefined || !isWord(name)) {
        this.#complain(name ?? this.#tokens.at(-1), "expected the name of a macro's parameter");
        this.#putBack(name);
        return names;
      }
      names.push(name.image);
      const separator = this.#take();
      if (separator?.tokenType === ParenClose) return names;
      if (separator?.tokenType !== Comma) {
        this.#complain(separator ?? name, "expected ',' or ')' after a macro's parameter");
        this.#putBack(separator);
        return names;
      }
    }
  }

  #expand(use: ScriptToken, macro: Macro): void {
    const depth = this.#depth + 1;
    if (depth > deepest) {
      this.#complain(use, `macro @${macro.name} expands into itself without end`);
      return;
    }
    let end = use;
    let given = new Map<string, readonly ScriptToken[]>();
    if (macro.parameters !== undefined) {
      const read = this.#arguments(use, macro);
      if (read === undefined) return;
      ({ given, end } = read);
    }
    this.uses.push({ macro, range: rangeOf(use) });
    const place = { startOffset: use.startOffset, endOffset: Math.max(rangeOf(end).end, rangeOf(use).end) - 1 };
    const expansion = macro.body.flatMap((token): readonly ScriptToken[] => {
      const replaced = token.image.startsWith('@') ? given.get(token.image.slice(1)) : undefined;
      return replaced ?? [{ ...token, ...place, payload: { glued: token.payload.glued, macro: macro.name } }];
    });
    const [first] = expansion;
    if (first !== undefined) {
      expansion[0] = { ...first, payload: { ...first.payload, glued: use.payload.glued } };
    }
    for (const token of expansion.reverse()) this.#returned.push({ token, depth });
  }

  #arguments(
    use: ScriptToken,
    macro: Macro,
  ): { readonly given: Map<string, readonly ScriptToken[]>; readonly end: ScriptToken } | undefined {
    const names = macro.parameters ?? [];
    if (this.#takeIf(ParenOpen) === undefined) {
      this.#complain(this.#peek() ?? use, `expected '(' after @${macro.name}, which takes ${names.length} arguments`);
      return undefined;
    }
    const lists: ScriptToken[][] = [[]];
    for (let level = 0; ; ) {
      const token = this.#take();
      if (token === undefined) {
        this.#complain(use, `the arguments of @${macro.name} have no closing ')'`);
        return undefined;
      }
      const { tokenType } = token;
      if (level === 0 && tokenType === ParenClose) {
        if (lists.length !== names.length) {
          this.#complain(token, `@${macro.name} takes ${names.length} arguments, not ${lists.length}`);
          return undefined;
        }
        return { given: new Map(names.map((name, index) => [name, lists[index] ?? []])), end: token };
      }
      if (level === 0 && tokenType === Comma) {
        lists.push([]);
        continue;
      }
      if (tokenType === ParenOpen || tokenType === BracketOpen) level++;
      if (tokenType === ParenClose || tokenType === BracketClose) level--;
      lists.at(-1)?.push(token);
    }
  }

  /** Where no tapset is known, any `@name(…)` may be a macro that takes anything: it is one token then. */
  #unknownUse(name: ScriptToken): ScriptToken {
    const read: ScriptToken[] = [];
    const depth = this.#depth;
    let level = 0;
    do {
      const token = this.#take();
      if (token === undefined || (level === 0 && token.tokenType !== ParenOpen)) {
        this.#putBack(token);
        break;
      }
      read.push(token);
      if (token.tokenType === ParenOpen) level++;
      if (token.tokenType === ParenClose) level--;
    } while (level > 0);
    const last = read.at(-1);
    if (last !== undefined && level === 0) return { ...name, endOffset: rangeOf(last).end - 1 };
    for (const token of read.reverse()) this.#returned.push({ token, depth });
    return name;
  }

  #peek(): ScriptToken | undefined {
    const token = this.#take();
    this.#putBack(token);
    return token;
  }

  #complain(token: ScriptToken | undefined, message: string): void {
    if (token !== undefined) this.findings.push(syntaxError(rangeOf(token), message));
  }
}

function isWord(token: ScriptToken): boolean {
  return token.tokenType.CATEGORIES?.includes(NamePiece) === true && /^[A-Za-z_]/.test(token.image);
}
