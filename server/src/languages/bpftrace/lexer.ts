// Turns a script into tokens. bpftrace reads probe points and C definitions as raw text, so this knows where in a file it is;
// everything else about the order of tokens is the grammar's.
import { createTokenInstance, type IToken, type TokenType } from 'chevrotain';
import type { Finding } from '../../syntax/finding.ts';
import type { Range } from '../../syntax/range.ts';
import { commentEnd, lookPastLayout, skipLayout } from './layout.ts';
import { type ScannedLiteral, scanInteger, scanString } from './literals.ts';
import {
  AttachPoint,
  CDefinition,
  Comma,
  CppLine,
  Identifier,
  Integer,
  LCurly,
  LParen,
  MapName,
  ParameterCount,
  Positional,
  PredicateClose,
  PredicateOpen,
  punctuation,
  RCurly,
  RParen,
  Semicolon,
  StringLiteral,
  Unknown,
  Variable,
  wordType,
} from './tokens.ts';

/** A script's tokens and what lies between them. */
export interface Lexed {
  readonly tokens: readonly IToken[];
  readonly comments: readonly Range[];
  readonly errors: readonly Finding[];
  /** Every brace has its partner. */
  readonly balanced: boolean;
}

const word = /[A-Za-z_][A-Za-z0-9_]*/y;
const number = /[0-9]+/y;
const attribute = /__attribute__\s*\(/y;
/** A line that can only begin a probe; tells a block whose `}` is missing from the one after it. */
const probeLine =
  /(?:(?:[kt]|[ku](?:ret)?probe|tracepoint|rawtracepoint|fentry|fexit|kfunc|kretfunc|usdt|profile|interval|software|hardware|iter|watchpoint):[^\s;{]*|BEGIN|END|begin|end)(?:\s*[,/{]|\s*$)/my;

/** How a script is cut where there is a choice. */
export interface Cutting {
  /**
   * Ends a block at a line that looks like the next probe. It gives a better tree where a `}` is missing, and error
   * positions that are not bpftrace's.
   */
  readonly guessProbes?: boolean;
  /** Probe points as releases before 0.26 read them: tokens, with blanks between them, that a comment ends; some may be empty. */
  readonly spacedPoints?: boolean;
}

/** Cuts a script into tokens. */
export function lex(text: string, { guessProbes = false, spacedPoints = false }: Cutting = {}): Lexed {
  const tokens: IToken[] = [];
  const comments: Range[] = [];
  const errors: Finding[] = [];
  let balanced = true;
  let offset = 0;

  const push = (type: TokenType, end: number): void => {
    const image = text.slice(offset, end);
    tokens.push(createTokenInstance(type, image, offset, end - 1, Number.NaN, Number.NaN, Number.NaN, Number.NaN));
    offset = end;
  };
  const layout = (): void => {
    offset = skipLayout(text, offset, comments);
  };
  const wordAt = (start: number): string => {
    word.lastIndex = start;
    return word.exec(text)?.[0] ?? '';
  };

  /** One token of a body or a header. */
  const code = (): void => {
    const char = text[offset] ?? '';
    const name = wordAt(offset);
    if (name !== '') push(wordType(name), offset + name.length);
    else if (char >= '0' && char <= '9') literal(Integer, scanInteger(text, offset));
    else if (char === '"') literal(StringLiteral, scanString(text, offset));
    else if (char === '@') push(MapName, offset + 1 + wordAt(offset + 1).length);
    else if (char === '$') dollar();
    else if (char === '/' && text[lookPastLayout(text, offset + 1)] === '{') push(PredicateClose, offset + 1);
    else mark();
  };
  const literal = (type: TokenType, scanned: ScannedLiteral): void => {
    errors.push(...scanned.errors);
    push(type, scanned.end);
  };
  const dollar = (): void => {
    const name = wordAt(offset + 1);
    number.lastIndex = offset + 1;
    const digits = number.exec(text)?.[0] ?? '';
    if (name !== '') push(Variable, offset + 1 + name.length);
    else if (text[offset + 1] === '#') push(ParameterCount, offset + 2);
    else push(digits === '' ? Unknown : Positional, offset + 1 + digits.length);
  };
  const mark = (): void => {
    for (const length of [3, 2, 1]) {
      const spelling = text.slice(offset, offset + length);
      const type = punctuation.get(spelling);
      if (type) {
        push(type, offset + spelling.length);
        return;
      }
    }
    push(Unknown, offset + ((text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1));
  };

  /** From `{` to its `}`. */
  const block = (): void => {
    let depth = 0;
    for (layout(); offset < text.length; layout()) {
      if (guessProbes && (offset === 0 || text[offset - 1] === '\n')) {
        probeLine.lastIndex = offset;
        if (probeLine.test(text)) break;
      }
      code();
      const last = tokens.at(-1)?.tokenType;
      if (last === LCurly) depth++;
      else if (last === RCurly && --depth <= 0) return;
    }
    balanced = false;
  };
  /** The words before a block, then the block; a header without one ends before the next `}` or at the end. */
  const headed = (): void => {
    for (code(), layout(); offset < text.length; code(), layout()) {
      if (text[offset] !== '{') continue;
      block();
      return;
    }
  };
  const predicate = (): void => {
    push(PredicateOpen, offset + 1);
    let mayHoldBlocks = false;
    for (layout(); offset < text.length; layout()) {
      if (text[offset] === '{') {
        // Right at the beginning a block can only be the predicate itself.
        if (!mayHoldBlocks && tokens.at(-1)?.tokenType !== PredicateOpen) return;
        block();
        continue;
      }
      // In here `/=` can assign nothing: its slash closes the predicate.
      if (text.startsWith('/=', offset)) push(PredicateClose, offset + 1);
      else code();
      const last = tokens.at(-1);
      if (last?.tokenType === PredicateClose) break;
      if (last?.image === 'if') mayHoldBlocks = true;
    }
    layout();
  };
  const probe = (): void => {
    for (;;) {
      const end = spacedPoints ? spacedPointEnd(text, offset) : attachPointEnd(text, offset, true);
      if (end === offset && !(spacedPoints && text[offset] === ',')) {
        // Else a comma, or a character that ends a probe point and yet is no blank to bpftrace.
        if (text[offset] === '{') block();
        else if (offset < text.length) code();
        return;
      }
      push(AttachPoint, end);
      layout();
      if (text[offset] !== ',') break;
      push(Comma, offset + 1);
      layout();
      if (text[offset] === '{' || text[offset] === '/') break;
    }
    if (text[offset] === '/') predicate();
    if (text[offset] === '{') block();
  };
  const importLine = (): void => {
    code();
    layout();
    if (text[offset] !== '"') return;
    code();
    layout();
    if (text[offset] === ';') code();
  };
  /** `let @m = hash(10);`: the semicolon is optional, so the closing parenthesis or the line's end ends it. */
  const mapDeclaration = (): void => {
    let depth = 0;
    for (;;) {
      code();
      const last = tokens.at(-1)?.tokenType;
      const before = offset;
      layout();
      if (last === LParen) depth++;
      if (last === Semicolon || offset >= text.length) return;
      if (last === RParen && --depth <= 0) {
        if (text[offset] === ';') code();
        return;
      }
      const lineEnded = text.slice(before, offset).includes('\n');
      if (text[offset] === '{' || (lineEnded && depth === 0 && !'@=('.includes(text[offset] ?? ''))) return;
    }
  };

  layout();
  if (text.startsWith('#!', offset)) offset = lineEnd(text, offset);
  for (layout(); offset < text.length; layout()) {
    const name = wordAt(offset);
    if (text[offset] === '#' && text[offset + 1] !== '!') push(CppLine, trimmedLineEnd(text, offset));
    else if (/^(?:struct|union|enum)$/.test(name) && definesType(text, offset))
      push(CDefinition, definitionEnd(text, offset));
    else if (name === 'config' || name === 'macro' || name === 'fn') headed();
    else if (name === 'import') importLine();
    else if (name === 'let') mapDeclaration();
    else probe();
  }
  return { tokens, comments, errors, balanced };
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
}

function trimmedLineEnd(text: string, offset: number): number {
  return offset + text.slice(offset, lineEnd(text, offset)).trimEnd().length;
}

/** The end of a probe point that may go on behind blanks. */
function spacedPointEnd(text: string, start: number): number {
  let end = attachPointEnd(text, start, false);
  for (;;) {
    const next = skipLayout(text, end);
    // A comment between the parts would stand in the probe point's text.
    if (next === end || /\S/.test(text.slice(end, next)) || !/[\w:."+*[\]$]/.test(text[next] ?? '')) return end;
    const more = attachPointEnd(text, next, false);
    if (more === next) return end;
    end = more;
  }
}

/**
 * The end of the raw text of a probe point; a `/` belongs to it once a `:` stands before it, and so does, as text, what
 * looks like a comment.
 */
function attachPointEnd(text: string, start: number, commentsAreText: boolean): number {
  let colon = false;
  for (let offset = start; offset < text.length; offset++) {
    const char = text[offset] ?? '';
    if (char === '{' || char === ',' || /[ \t\r\n\f\v]/.test(char)) return offset;
    if (char === ':') colon = true;
    if (char === '/' && offset > start && !colon && !(commentsAreText && commentEnd(text, offset) !== undefined))
      return offset;
    if (char === '"') {
      for (offset++; offset < text.length && text[offset] !== '"'; offset++) {
        if (text[offset] === '\\') offset++;
        else if (text[offset] === ':') colon = true;
      }
    }
  }
  return text.length;
}

/** Whether `struct`, `union` or `enum` at an offset begins a definition and not a probe of that name. */
function definesType(text: string, start: number): boolean {
  word.lastIndex = start;
  word.exec(text);
  let offset = lookPastLayout(text, word.lastIndex);
  while (offset < text.length) {
    const char = text[offset] ?? '';
    if (char === '{') return true;
    word.lastIndex = offset;
    if (word.test(text)) offset = word.lastIndex;
    else if (char === '(' || char === '[') {
      const end = balancedEnd(text, offset, char, char === '(' ? ')' : ']');
      if (end === undefined) return false;
      offset = end;
    } else return false;
    offset = lookPastLayout(text, offset);
  }
  return false;
}

function balancedEnd(text: string, start: number, open: string, close: string): number | undefined {
  let depth = 0;
  for (let offset = start; offset < text.length; offset++) {
    if (text[offset] === open) depth++;
    else if (text[offset] === close && --depth === 0) return offset + 1;
  }
  return undefined;
}

/** The end of a C definition: its balanced braces, attributes behind them and one semicolon. */
function definitionEnd(text: string, start: number): number {
  let offset = text.indexOf('{', start);
  for (let depth = 0; offset < text.length; offset++) {
    const comment = commentEnd(text, offset);
    if (comment !== undefined) offset = comment - 1;
    else if (text[offset] === '{') depth++;
    else if (text[offset] === '}' && --depth === 0) break;
  }
  let end = Math.min(offset + 1, text.length);
  for (;;) {
    const behind = skipLayout(text, end);
    if (text[behind] === ';') return behind + 1;
    attribute.lastIndex = behind;
    const arguments_ = attribute.test(text) ? balancedEnd(text, attribute.lastIndex - 1, '(', ')') : undefined;
    if (arguments_ === undefined) return end;
    end = arguments_;
  }
}

/** Whether a token counts as a name. */
export function isName(token: IToken): boolean {
  return token.tokenType === Identifier || token.tokenType.CATEGORIES?.includes(Identifier) === true;
}
