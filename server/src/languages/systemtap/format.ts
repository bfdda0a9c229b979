// Lays a script out anew: indentation by nesting and white space within lines; line breaks and comments stay the user's.
import { SYNTAX } from '../../syntax/finding.ts';
import type { Script } from '../../syntax/script.ts';
import { type ScriptToken, tokenize } from './lexer.ts';
import * as t from './tokens.ts';

const indentation = '  ';

/** Undefined while the script has parse errors. */
export function formatSystemTap(script: Script): string | undefined {
  if (script.errors.some(({ code }) => code === SYNTAX)) return undefined;
  const pieces = piecesOf(script.text);
  const lines: string[] = [];
  let line: Piece[] = [];
  let level = 0;
  let previousEnd = 0;
  /** Statements without braces whose body comes next, each one step further in. */
  let hanging = 0;
  const flush = (): void => {
    if (line.length === 0) return;
    const closing = line.findIndex(({ text }) => !/^([})\]]|%\))$/.test(text));
    const leading = closing < 0 ? line.length : closing;
    const outdent = Math.min(leading, level);
    lines.push(
      indentation.repeat(Math.max(level - outdent + hangingOf(line, hanging) + continuation(line, lines), 0)) +
        layOut(line),
    );
    for (const piece of line) level = Math.max(level + piece.nesting, 0);
    const last = line.findLast(({ token }) => token !== undefined);
    if (last !== undefined) hanging = last.opensStatement ? hanging + 1 : 0;
    line = [];
  };
  for (const piece of pieces) {
    const gap = script.text.slice(previousEnd, piece.start);
    const breaks = gap.split('\n').length - 1;
    if (breaks > 0) {
      flush();
      // One blank line says all that several say.
      if (breaks > 1 && lines.length > 0) lines.push('');
    }
    line.push({ ...piece, hadSpace: gap !== '' });
    previousEnd = piece.end;
  }
  flush();
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

interface Piece {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly token: ScriptToken | undefined;
  /** How much deeper what follows is. */
  readonly nesting: number;
  readonly hadSpace?: boolean;
  /** `else`, or the closing parenthesis of `if (…)` and its kin: a statement follows. */
  readonly opensStatement: boolean;
}

function piecesOf(text: string): readonly Piece[] {
  const { tokens, comments } = tokenize(text);
  const headers = headerEnds(tokens);
  const pieces: Piece[] = [
    ...tokens.map((token): Piece => {
      const start = token.startOffset;
      const nesting = [t.BraceOpen, t.ParenOpen, t.BracketOpen, t.ConditionalOpen].includes(token.tokenType)
        ? 1
        : [t.BraceClose, t.ParenClose, t.BracketClose, t.ConditionalClose].includes(token.tokenType)
          ? -1
          : 0;
      return {
        text: token.image,
        start,
        end: start + token.image.length,
        token,
        nesting,
        opensStatement: headers.has(token),
      };
    }),
    ...comments.map(({ start, end }): Piece => {
      return {
        text: text.slice(start, end).trimEnd(),
        start,
        end,
        token: undefined,
        nesting: 0,
        opensStatement: false,
      };
    }),
  ];
  return pieces.sort((a, b) => a.start - b.start);
}

function headerEnds(tokens: readonly ScriptToken[]): ReadonlySet<ScriptToken> {
  const ends = new Set<ScriptToken>();
  const open: boolean[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token.tokenType === t.Else) ends.add(token);
    if (token.tokenType === t.ParenOpen) {
      const before = tokens[index - 1]?.tokenType;
      open.push(before === t.If || before === t.While || before === t.For || before === t.Foreach);
    } else if (token.tokenType === t.ParenClose && open.pop()) ends.add(token);
  }
  return ends;
}

/** A brace or a comment does not hang. */
function hangingOf(line: readonly Piece[], hanging: number): number {
  const first = line.find(({ token }) => token !== undefined)?.token?.tokenType;
  return first === t.BraceOpen ? Math.max(hanging - 1, 0) : hanging;
}

/** A line that an operator begins or that follows one goes one step in. */
function continuation(line: readonly Piece[], lines: readonly string[]): number {
  const first = line[0]?.token?.tokenType;
  const isOperator = first !== undefined && [t.AndAnd, t.OrOr, t.Question, t.Colon].includes(first);
  const before = lines.at(-1) ?? '';
  return isOperator || /(&&|\|\||[=?:])$/.test(before) ? 1 : 0;
}

function layOut(line: readonly Piece[]): string {
  let text = '';
  for (const [index, piece] of line.entries()) {
    const before = line[index - 1];
    if (before !== undefined && isSpaced(before, piece)) text += ' ';
    text += piece.text;
  }
  return text;
}

const spacedAround = [t.AssignmentOperator, t.EqualityOperator, t.RegexOperator, t.ShiftOperator];

function isSpaced(before: Piece, piece: Piece): boolean {
  const left = before.token?.tokenType;
  const right = piece.token?.tokenType;
  // Comments keep a space where they had one and get one where they had none.
  if (left === undefined || right === undefined) return true;
  const isOf = (type: typeof left, categories: readonly (typeof left)[]): boolean =>
    categories.some((category) => category === type || type.CATEGORIES?.includes(category) === true);
  if (right === t.Comma || right === t.Semicolon) return false;
  if (left === t.Comma || left === t.Semicolon) return true;
  if (isOf(left, spacedAround) || isOf(right, spacedAround)) return true;
  if ([t.AndAnd, t.OrOr].includes(left) || [t.AndAnd, t.OrOr].includes(right)) return true;
  if (right === t.BraceOpen && left !== t.Dot && left !== t.BraceOpen)
    return piece.hadSpace === true || left === t.ParenClose;
  const statementWords = [t.If, t.While, t.For, t.Foreach];
  if (statementWords.includes(left) && right === t.ParenOpen) return true;
  // Everywhere else the space may mean something (names in probe points, `% (` against `%(`), or is taste.
  return piece.hadSpace === true;
}
