// Lays a script out anew: indentation by nesting and white space within lines; line breaks and comments stay the user's.
import type { IToken } from 'chevrotain';
import { tokenize } from './lexer.ts';
import type { DtraceScript } from './parse.ts';
import * as t from './tokens.ts';

const indentation = '\t';
const continued = '    ';

interface Piece {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly token: IToken | undefined;
  /** White space stood before it. */
  readonly hadSpace: boolean;
}

/** Undefined while the script has parse errors. */
export function formatDtrace(script: DtraceScript): string | undefined {
  if (script.errors.some(({ severity }) => severity === 'error')) return undefined;
  const { text } = script;
  const lines: string[] = [];
  const layout = { braces: 0, groups: 0 };
  let line: Piece[] = [];
  const flush = (): void => {
    if (line.length === 0) return;
    lines.push(indent(line, layout, lines.at(-1)) + layOut(line));
    for (const { token } of line) nest(token, layout);
    line = [];
  };
  let previousEnd = 0;
  for (const piece of piecesOf(text)) {
    const gap = text.slice(previousEnd, piece.start);
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

function piecesOf(text: string): readonly Piece[] {
  const { items, comments, controls } = tokenize(text);
  const pieces = items.flatMap(({ tokens }) =>
    tokens.map((token): Piece => {
      const start = token.startOffset;
      return { text: token.image, start, end: start + token.image.length, token, hadSpace: false };
    }),
  );
  for (const { start, end } of [...comments, ...controls]) {
    pieces.push({ text: text.slice(start, end).trimEnd(), start, end, token: undefined, hadSpace: false });
  }
  return pieces.sort((a, b) => a.start - b.start);
}

function nest(token: IToken | undefined, layout: { braces: number; groups: number }): void {
  switch (token?.tokenType) {
    case t.BraceOpen:
      layout.braces++;
      return;
    case t.BraceClose:
      layout.braces = Math.max(0, layout.braces - 1);
      layout.groups = 0;
      return;
    case t.ParenOpen:
    case t.BracketOpen:
      layout.groups++;
      return;
    case t.ParenClose:
    case t.BracketClose:
      layout.groups = Math.max(0, layout.groups - 1);
  }
}

function indent(
  line: readonly Piece[],
  layout: { braces: number; groups: number },
  before: string | undefined,
): string {
  const [first] = line;
  if (first?.token === undefined && first?.text.startsWith('#')) return '';
  const closes = first?.token?.tokenType === t.BraceClose ? 1 : 0;
  const level = Math.max(0, layout.braces - closes);
  const isContinued =
    closes === 0 && level > 0 && first?.token !== undefined && (layout.groups > 0 || continues(before));
  return indentation.repeat(level) + (isContinued ? continued : '');
}

/** Whether a line leaves its statement open. */
function continues(before: string | undefined): boolean {
  return before !== undefined && /(?:[-+*%&|^=<>?:]|[^*]\/)$/.test(before) && !/^\s*#/.test(before);
}

function layOut(line: readonly Piece[]): string {
  let text = '';
  for (const [index, piece] of line.entries()) {
    const before = line[index - 1];
    if (before && isSpaced(before, piece, line[index - 2])) text += ' ';
    text += piece.text;
  }
  return text;
}

function isSpaced(before: Piece, piece: Piece, beforeThat: Piece | undefined): boolean {
  const left = before.token?.tokenType;
  const right = piece.token?.tokenType;
  if (left === undefined || right === undefined) return true;
  if (right === t.Comma || right === t.Semicolon) return false;
  if (left === t.Comma || left === t.Semicolon) return true;
  const isOf = (type: typeof left, category: typeof left): boolean => type.CATEGORIES?.includes(category) === true;
  if (isOf(left, t.AssignmentOperator) || isOf(right, t.AssignmentOperator)) return true;
  if (right === t.BraceOpen || left === t.BraceOpen || right === t.BraceClose) return true;
  if ([t.Dot, t.Arrow].includes(left) || [t.Dot, t.Arrow].includes(right)) return false;
  // An operator between two operands gets spaces; one that can also stand before an operand keeps what it had.
  if (isOf(right, t.BinaryOperator) && !isOf(right, t.UnaryOperator) && !isAngle(piece)) return true;
  if (isOf(left, t.BinaryOperator) && !isOf(left, t.UnaryOperator) && !isAngle(before)) return true;
  if (left === t.ParenOpen || left === t.BracketOpen || right === t.ParenClose || right === t.BracketClose)
    return false;
  if (right === t.BracketOpen) return false;
  if (right === t.ParenOpen && left === t.Identifier && beforeThat?.token?.tokenType !== t.Struct) return false;
  return piece.hadSpace;
}

/** `<` and `>` also stand around types. */
function isAngle({ token }: Piece): boolean {
  return token?.tokenType === t.Less || token?.tokenType === t.Greater;
}
