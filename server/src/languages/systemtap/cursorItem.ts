// Which item the tokens before a cursor leave open, and how far into it the cursor is.
import type { ProbePoint } from '../../syntax/script.ts';
import { rangeOf, type ScriptToken } from './lexer.ts';
import * as t from './tokens.ts';

/** The item around a cursor, and the part of it that the cursor is in. */
export type ItemAround =
  | { readonly kind: 'top' }
  /** In the probe points; `path` is the text of the point's components so far. */
  | { readonly kind: 'header'; readonly path: string }
  | { readonly kind: 'body'; readonly points: readonly ProbePoint[]; readonly isFunction: boolean }
  /** In a global's or a function's head, where names are made up. */
  | { readonly kind: 'other' };

/** Tells it from the tokens before the cursor alone, as what follows may be half typed. */
export function itemAround(before: readonly ScriptToken[], text: string): ItemAround {
  const start = before.findLastIndex(
    ({ tokenType }, index) => t.itemKeywords.includes(tokenType) && beginsItem(before, index),
  );
  const keyword = before[start];
  if (keyword === undefined) return { kind: 'top' };
  const tokens = before.slice(start + 1);
  if (keyword.tokenType === t.Probe) return inProbe(tokens, text);
  if (keyword.tokenType === t.FunctionKeyword) return inFunction(tokens);
  const ended = keyword.tokenType === t.Global && tokens.at(-1)?.tokenType === t.Semicolon;
  return ended ? { kind: 'top' } : { kind: 'other' };
}

function beginsItem(tokens: readonly ScriptToken[], index: number): boolean {
  const before = tokens[index - 1]?.tokenType;
  return before !== t.Dot && before !== t.Arrow && tokens[index + 1]?.tokenType !== t.ParenOpen;
}

function inProbe(tokens: readonly ScriptToken[], text: string): ItemAround {
  const points: ProbePoint[] = [];
  let path = 0;
  /** Components before a `{a,b}` group: each of its alternatives continues them. */
  const groups: number[] = [];
  for (const [index, token] of tokens.entries()) {
    const { tokenType } = token;
    const previous = tokens[index - 1]?.tokenType;
    if (tokenType === t.BraceOpen) {
      const isGroup = previous === undefined || previous === t.Dot || previous === t.Comma || previous === t.BraceOpen;
      if (!isGroup) {
        pushPoint(points, tokens.slice(path, index), text);
        return inBraces(tokens.slice(index), points, false);
      }
      groups.push(index);
    } else if (tokenType === t.BraceClose) groups.pop();
    else if ((tokenType === t.Comma || tokenType === t.Assign || tokenType === t.PlusAssign) && groups.length === 0) {
      if (tokenType === t.Comma) pushPoint(points, tokens.slice(path, index), text);
      else points.length = 0;
      path = index + 1;
    }
  }
  const group = groups.at(-1);
  if (group === undefined) return { kind: 'header', path: textOf(tokens.slice(path), text) };
  const comma = tokens.findLastIndex(({ tokenType }) => tokenType === t.Comma || tokenType === t.BraceOpen);
  return { kind: 'header', path: textOf(tokens.slice(path, group), text) + textOf(tokens.slice(comma + 1), text) };
}

function inFunction(tokens: readonly ScriptToken[]): ItemAround {
  const open = tokens.findIndex(({ tokenType }) => tokenType === t.BraceOpen);
  return open < 0 ? { kind: 'other' } : inBraces(tokens.slice(open), [], true);
}

function inBraces(tokens: readonly ScriptToken[], points: readonly ProbePoint[], isFunction: boolean): ItemAround {
  let level = 0;
  for (const { tokenType } of tokens) {
    if (tokenType === t.BraceOpen) level++;
    if (tokenType === t.BraceClose) level--;
    if (level === 0) return { kind: 'top' };
  }
  return { kind: 'body', points, isFunction };
}

function pushPoint(points: ProbePoint[], tokens: readonly ScriptToken[], text: string): void {
  const first = tokens[0];
  const last = tokens.at(-1);
  if (first === undefined || last === undefined) return;
  const spelled = textOf(tokens, text).replace(/\s*[?!]?\s*(if\s*\(.*)?$/s, '');
  points.push({ range: { start: first.startOffset, end: rangeOf(last).end }, text: spelled, optional: false });
}

function textOf(tokens: readonly ScriptToken[], text: string): string {
  const first = tokens[0];
  const last = tokens.at(-1);
  return first === undefined || last === undefined ? '' : text.slice(first.startOffset, rangeOf(last).end);
}
