// Text to tokens. D's lexer is modal: at the outer level a probe description is one token, inside clauses it is C.
import { createTokenInstance, type IToken, type TokenType } from 'chevrotain';
import { type Finding, syntaxError } from '../../syntax/finding.ts';
import type { Range } from '../../syntax/range.ts';
import * as t from './tokens.ts';

/** What the lexer is in, for a cursor too: between items, in a declaration, a predicate, after it, or in a clause's body. */
export type LexerState = 'outer' | 'declaration' | 'predicate' | 'body';

/** Tokens of one item: a clause or a declaration. */
export interface LexedItem {
  readonly kind: 'clause' | 'declaration';
  readonly tokens: IToken[];
}

/** The tokens of a script, and what is beside them. */
export interface Lexed {
  readonly items: readonly LexedItem[];
  readonly comments: readonly Range[];
  /** Lines that begin with `#`, the `#!` line left out. */
  readonly controls: readonly Range[];
  readonly findings: readonly Finding[];
  /** The state at the text's end, and whether the text ends inside a comment or a control line. */
  readonly endState: LexerState;
  readonly endsInside: boolean;
}

/** Cuts a script into tokens; any text gives some. */
export function tokenize(text: string): Lexed {
  return new DLexer(text).run();
}

/** A token's place in the text. */
export function rangeOf(token: IToken): Range {
  return { start: token.startOffset, end: token.startOffset + token.image.length };
}

/** Where a probe description may begin and how it goes on; `*`, `[`, `]`, `!` and `\` make patterns. */
const probeSpec = /[-$:a-zA-Z_.?*[\]!\\`][-$:0-9a-zA-Z_.`?*[\]!\\]*|\d[-$:0-9a-zA-Z_.`?*[\]!\\]*/y;
const blank = /[ \t\r\n\f\v]+/y;
const word = /[A-Za-z_`][A-Za-z0-9_`]*/y;
const aggregation = /@(?:[A-Za-z_][A-Za-z0-9_]*)?/y;
const macro = /\$\$?(?:[0-9]+|[A-Za-z_][A-Za-z0-9_]*)/y;
const integer = /0[xX][0-9a-fA-F]+|[0-9]+/y;
const integerSuffix = /(?:[uU][lL]{0,2}|[lL]{1,2})?/y;
const rest = /[A-Za-z0-9_]+/y;
const fraction =
  /[0-9]*\.[0-9]+(?:[eE][-+]?[0-9]+)?[fFlL]?|[0-9]+\.(?:[eE][-+]?[0-9]+)?[fFlL]?|[0-9]+[eE][-+]?[0-9]+[fFlL]?/y;
const quoted = /(["'])(?:\\(?:\r\n|[\s\S])|(?!\1)[^\\\n])*/y;

/** Words that begin a declaration at the outer level. */
const declarationWords = new Set(
  (
    'auto char const double enum extern float inline int long provider register restrict self short signed static ' +
    'string struct this translator typedef union unsigned void volatile'
  ).split(' '),
);

/** At the start of a line inside a clause: only a probe description looks so, and a brace is missing before it. */
const strayProbe =
  /(?:[A-Za-z_$][\w$*?.-]*:[\w`$*?.[\]-]*:[\w`$*?.[\]-]*:[\w$*?.-]*|BEGIN|END|ERROR|(?:tick|profile)-\d+\w*)[ \t]*(?:\r?\n[ \t]*)?[/{,\r\n]/y;

class DLexer {
  readonly #text: string;
  #at = 0;
  #state: LexerState = 'outer';
  #depth = 0;
  #nesting = 0;
  #endsInside = false;
  readonly #items: { kind: 'clause' | 'declaration'; tokens: IToken[] }[] = [];
  #item: { kind: 'clause' | 'declaration'; tokens: IToken[] } | undefined;
  readonly #comments: Range[] = [];
  readonly #controls: Range[] = [];
  readonly #findings: Finding[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  run(): Lexed {
    if (this.#text.startsWith('\ufeff')) this.#at = 1;
    while (this.#at < this.#text.length) {
      if (this.#layout()) continue;
      if (this.#state === 'outer') this.#outer();
      else this.#inner();
    }
    return {
      items: this.#items,
      comments: this.#comments,
      controls: this.#controls,
      findings: this.#findings,
      endState: this.#state,
      endsInside: this.#endsInside,
    };
  }

  /** White space, comments and control lines. */
  #layout(): boolean {
    const start = this.#at;
    const spaces = this.#match(blank);
    if (spaces !== undefined) {
      this.#at += spaces.length;
      if (this.#state === 'body' && spaces.includes('\n')) this.#leaveUnclosedBody();
      return true;
    }
    const text = this.#text;
    if (text[start] === '\\' && /^\\\r?\n/.test(text.slice(start, start + 3))) {
      this.#at += text[start + 1] === '\r' ? 3 : 2;
      return true;
    }
    if (text.startsWith('/*', start)) {
      const close = text.indexOf('*/', start + 2);
      const end = close < 0 ? text.length : close + 2;
      const inner = text.indexOf('/*', start + 2);
      if (close < 0) this.#complain(start, start + 2, 'this comment is not closed');
      else if (inner >= 0 && inner < close) this.#complain(inner, inner + 2, 'a comment begins inside a comment');
      this.#comments.push({ start, end });
      if (close < 0) this.#endsInside = true;
      this.#at = end;
      return true;
    }
    if (text.startsWith('//', start)) {
      this.#comments.push({ start, end: this.#skipLine() });
      return true;
    }
    if (text[start] === '#' && /^[ \t]*$/.test(text.slice(text.lastIndexOf('\n', start - 1) + 1, start))) {
      const range = { start, end: this.#skipLine() };
      (text[start + 1] === '!' ? this.#comments : this.#controls).push(range);
      return true;
    }
    return false;
  }

  #skipLine(): number {
    const newline = this.#text.indexOf('\n', this.#at);
    let end = newline < 0 ? this.#text.length : newline;
    if (newline < 0) this.#endsInside = true;
    this.#at = end;
    if (this.#text[end - 1] === '\r') end--;
    return end;
  }

  #outer(): void {
    const text = this.#text;
    const start = this.#at;
    switch (text[start]) {
      case '/':
        this.#push(t.PredicateOpen, '/', 'clause');
        this.#state = 'predicate';
        return;
      case ',':
        this.#push(t.Comma, ',', 'clause');
        return;
      case '{':
        this.#push(t.BraceOpen, '{', 'clause');
        this.#state = 'body';
        this.#depth = 1;
        this.#nesting = 0;
        return;
    }
    const spec = this.#match(probeSpec);
    if (spec === undefined) {
      const found = t.punctuatorAt(text, start) ?? { image: characterAt(text, start), type: t.Unknown };
      this.#push(found.type, found.image, 'clause');
      if (found.type === t.BraceClose || found.type === t.Semicolon) this.#closeItem();
      return;
    }
    if (this.#beginsDeclaration(spec)) {
      this.#state = 'declaration';
      this.#depth = 0;
      this.#item = undefined;
      return;
    }
    this.#push(t.ProbeSpec, spec, 'clause');
  }

  /** A specifier that is a type's name, or could be one and is followed by what only a declaration has. */
  #beginsDeclaration(spec: string): boolean {
    if (this.#item !== undefined) return false;
    const [, first = ''] = /^([A-Za-z_]\w*)/.exec(spec) ?? [];
    const isPlain = /^[A-Za-z_][\w`]*(?:\*+\w*)?(?:\[\])?$/.test(spec);
    if (declarationWords.has(first) && (first === spec || isPlain)) return true;
    if (!isPlain || /^(?:BEGIN|END|ERROR)$/.test(spec)) return false;
    const after = this.#text.slice(this.#at + spec.length, this.#at + spec.length + 200).trimStart();
    if (/^\*+\s*[A-Za-z_]\w*\s*[;,[(]/.test(after)) return true;
    return (
      /^[A-Za-z_]\w*\s*(?:[;[(]|,\s*[A-Za-z_*]\w*\s*[;,[])/.test(after) || (spec.includes('*') && /^[;,]/.test(after))
    );
  }

  #inner(): void {
    const start = this.#at;
    const text = this.#text;
    const previous = this.#item?.tokens.at(-1)?.tokenType;
    const isMember = previous === t.Dot || previous === t.Arrow;
    const name = this.#match(word);
    if (name !== undefined) {
      this.#push(isMember ? t.Identifier : (t.keywordType(name) ?? t.Identifier), name);
      return;
    }
    const char = text[start] ?? '';
    if (char === '"' || char === "'") {
      this.#quoted();
      return;
    }
    const isNumber = /[0-9]/.test(char) || (char === '.' && /[0-9]/.test(text[start + 1] ?? '') && !isMember);
    if (isNumber) {
      this.#number();
      return;
    }
    const plain = this.#match(aggregation) ?? this.#match(macro);
    if (plain !== undefined) {
      this.#push(char === '@' ? t.Aggregation : t.MacroVariable, plain);
      return;
    }
    if (char === '/' && /^\/\s*(?:$|[;{/])/.test(text.slice(start, start + 400))) {
      this.#push(t.PredicateClose, '/');
      if (this.#state === 'predicate') this.#state = 'outer';
      return;
    }
    const found = t.punctuatorAt(text, start) ?? { image: characterAt(text, start), type: t.Unknown };
    this.#punctuate(found.image, found.type);
  }

  #punctuate(image: string, type: TokenType): void {
    // A brace in a predicate is the body that an open predicate runs into.
    if (this.#state === 'predicate' && type === t.BraceOpen) {
      this.#push(type, image);
      this.#state = 'body';
      this.#depth = 1;
      return;
    }
    this.#push(type, image);
    if (type === t.ParenOpen || type === t.BracketOpen) this.#nesting++;
    if (type === t.ParenClose || type === t.BracketClose) this.#nesting = Math.max(0, this.#nesting - 1);
    if (type === t.BraceOpen) this.#depth++;
    if (type === t.BraceClose) {
      this.#depth = Math.max(0, this.#depth - 1);
      if (this.#depth === 0 && this.#state === 'body') this.#closeItem();
    }
    if (type === t.Semicolon && this.#depth === 0 && this.#state === 'declaration') this.#closeItem();
  }

  #quoted(): void {
    const start = this.#at;
    const quote = this.#text[start] ?? '';
    const opened = this.#match(quoted) ?? quote;
    const isClosed = this.#text[start + opened.length] === quote;
    const image = isClosed ? opened + quote : opened;
    this.#push(quote === '"' ? t.Text : t.Character, image);
    const end = start + image.length;
    if (!isClosed)
      this.#complain(
        start,
        end,
        quote === '"' ? 'this string is not closed on its line' : 'this character constant is not closed on its line',
      );
    else if (image === "''") this.#complain(start, end, 'a character constant needs a character');
    else if (quote === "'" && bytesOf(image.slice(1, -1)) > 8)
      this.#complain(start, end, 'a character constant holds at most 8 bytes');
  }

  #number(): void {
    const start = this.#at;
    const real = this.#match(fraction);
    if (real !== undefined && !/^0[xX]/.test(this.#text.slice(start, start + 2))) {
      this.#push(t.Integer, real);
      this.#complain(start, start + real.length, 'D has no floating-point constants');
      return;
    }
    const digits = this.#match(integer) ?? '0';
    this.#at += digits.length;
    const suffix = this.#match(integerSuffix) ?? '';
    this.#at += suffix.length;
    const more = this.#match(rest) ?? '';
    this.#at = start;
    const image = digits + suffix + more;
    this.#push(t.Integer, image);
    const end = start + image.length;
    if (more !== '') this.#complain(start, end, `"${image}" is no number`);
    else if (/^0[0-7]*[89]/.test(digits)) this.#complain(start, end, 'an octal number has no digit 8 or 9');
    else if (numberOf(digits) >= (1n << 64n) - 1n) this.#complain(start, end, 'this number does not fit 64 bits');
  }

  /** A clause that begins on its own line while a body is open: the brace was forgotten, and only that is wrong. */
  #leaveUnclosedBody(): void {
    if (this.#nesting > 0 && this.#depth > 0 && this.#text[this.#at - 1] !== '\n') return;
    if (this.#text[this.#at - 1] !== '\n' || this.#match(strayProbe) === undefined) return;
    this.#closeItem();
  }

  #closeItem(): void {
    this.#item = undefined;
    this.#state = 'outer';
    this.#depth = 0;
    this.#nesting = 0;
  }

  #push(type: TokenType, image: string, kind: 'clause' | 'declaration' = 'declaration'): void {
    if (this.#item === undefined) {
      this.#item = { kind, tokens: [] };
      this.#items.push(this.#item);
    }
    const end = this.#at + image.length;
    this.#item.tokens.push(createTokenInstance(type, image, this.#at, end - 1, 0, 0, 0, 0));
    this.#at = end;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    return found === '' && pattern !== integerSuffix ? undefined : found;
  }

  #complain(start: number, end: number, message: string): void {
    this.#findings.push(syntaxError({ start, end }, message));
  }
}

function characterAt(text: string, offset: number): string {
  return String.fromCodePoint(text.codePointAt(offset) ?? 0);
}

/** Bytes of a character constant, an escape counting as one. */
function bytesOf(inner: string): number {
  return Buffer.byteLength(inner.replace(/\\(?:[0-7]{1,3}|x[0-9a-fA-F]+|[\s\S])/g, 'x'));
}

function numberOf(digits: string): bigint {
  return BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
}
