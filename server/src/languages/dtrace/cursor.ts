// What a cursor in a D script is in.
import type { IToken } from 'chevrotain';
import type { KernelPack } from '../../kernel/kernelPack.ts';
import type { Candidate } from '../../syntax/candidate.ts';
import type { Cursor } from '../../syntax/cursor.ts';
import type { ProbePoint } from '../../syntax/script.ts';
import type { Source } from '../language.ts';
import { type Lexed, rangeOf, tokenize } from './lexer.ts';
import { memberType } from './memberType.ts';
import { probePartCursor } from './probePart.ts';
import * as t from './tokens.ts';
import { vocabulary } from './vocabulary.ts';

const nothing: Cursor = { kind: 'nothing' };

/** What stands at the cursor. */
export interface Word {
  readonly replace: { readonly start: number; readonly end: number };
  readonly typed: string;
}

/** What a cursor at an offset is in; never throws. */
export function cursorAt(source: Source, offset: number): Cursor {
  const { text } = source;
  const start = wordStart(text, offset, /[\w`@$]/);
  const before = tokenize(text.slice(0, start));
  if (before.endsInside) return nothing;
  const item = openItem(before);
  const last = item?.tokens.at(-1);
  if (last && isOpenText(last) && rangeOf(last).end === start) return nothing;
  if (before.endState === 'outer') return inProbes(source, offset, item);
  const end = start + (/^[\w`@$]*/.exec(text.slice(start))?.[0].length ?? 0);
  const word: Word = { replace: { start, end: Math.max(end, offset) }, typed: text.slice(start, offset) };
  // A number, or a name glued to one, is nothing to complete.
  if (/^\d/.test(text.slice(start, start + 1))) return nothing;
  if (before.endState === 'declaration') return inDeclaration(source.pack, last, word);
  return inBody(source, item?.tokens ?? [], word);
}

/** The item that the text ends in; undefined between items. */
function openItem(lexed: Lexed): { readonly tokens: readonly IToken[] } | undefined {
  const last = lexed.items.at(-1);
  const end = last?.tokens.at(-1)?.tokenType;
  if (!last || lexed.endState !== 'outer') return last;
  return last.kind === 'declaration' || end === t.BraceClose || end === t.Semicolon ? undefined : last;
}

function wordStart(text: string, offset: number, letter: RegExp): number {
  let start = offset;
  while (start > 0 && letter.test(text[start - 1] ?? '')) start--;
  return start;
}

/** A string or character that is not closed, up to where the text was cut. */
function isOpenText({ tokenType, image }: IToken): boolean {
  if (tokenType !== t.Text && tokenType !== t.Character) return false;
  return image.length < 2 || image.at(-1) !== image[0] || /(?:^|[^\\])(?:\\\\)*\\["']$/.test(image);
}

function inProbes(source: Source, offset: number, item: { readonly tokens: readonly IToken[] } | undefined): Cursor {
  const { text } = source;
  const start = wordStart(text, offset, /[-$:\w.?*[\]!\\`]/);
  const between = tokenize(text.slice(0, start));
  const last = openItem(between)?.tokens.at(-1)?.tokenType;
  // After a predicate only the body can follow, after a probe only what separates.
  if (between.endState !== 'outer' || last === t.PredicateClose) return nothing;
  if (last === t.ProbeSpec && item !== undefined) return nothing;
  const isFirst = last === undefined;
  return probePartCursor(source, start, offset, isFirst ? vocabulary.topLevel : vocabulary.probes);
}

function inDeclaration(pack: KernelPack, last: IToken | undefined, word: Word): Cursor {
  if (word.typed.startsWith('@') || word.typed.startsWith('$')) return nothing;
  const types: readonly Candidate[] = [
    'char',
    'int',
    'int64_t',
    'long',
    'short',
    'string',
    'uint32_t',
    'uint64_t',
    'uintptr_t',
    'void',
  ].map((label) => ({ label, kind: 'type', detail: 'type of D' }));
  if (last?.tokenType === t.Identifier || last?.tokenType === t.Star) return nothing;
  if (!pack.knows('types')) return { kind: 'words', ...word, candidates: types };
  return { kind: 'kernelName', ...word, catalogue: 'types', candidates: types };
}

function inBody(source: Source, tokens: readonly IToken[], word: Word): Cursor {
  const points = probePointsOf(tokens);
  const body = tokens.slice(
    tokens.findIndex(({ tokenType }) => tokenType === t.BraceOpen || tokenType === t.PredicateOpen) + 1,
  );
  const last = body.at(-1);
  if (last?.tokenType === t.Arrow || last?.tokenType === t.Dot) return member(source, body, points, word);
  if (word.typed.startsWith('$')) return { kind: 'words', ...word, candidates: macros };
  if (last && /^(?:struct|union|enum)$/.test(last.image)) return { kind: 'kernelName', ...word, catalogue: 'types' };
  const isStatement = last === undefined || last.tokenType === t.BraceOpen || last.tokenType === t.Semicolon;
  const value: Cursor = {
    kind: 'value',
    ...word,
    position: isStatement ? 'statement' : 'expression',
    wanted: 'unknown',
    probePoints: points,
  };
  const call = openCall(body);
  return call ? { kind: 'argument', ...word, ...call, inner: value } : value;
}

function probePointsOf(tokens: readonly IToken[]): readonly ProbePoint[] {
  return tokens
    .filter(({ tokenType }) => tokenType === t.ProbeSpec)
    .map((token) => ({ text: token.image, range: rangeOf(token), optional: false }));
}

function member(source: Source, body: readonly IToken[], points: readonly ProbePoint[], word: Word): Cursor {
  const object = body.at(-2);
  if (object?.tokenType === t.Self || object?.tokenType === t.This) {
    return { kind: 'words', ...word, candidates: storageNames(source.text, object.image, word) };
  }
  const type = memberType(body.slice(0, -1), points, source.pack);
  return type === undefined ? nothing : { kind: 'member', ...word, type };
}

/** The names that the script uses after `self->` or `this->`. */
function storageNames(text: string, storage: string, { replace }: Word): readonly Candidate[] {
  const names = new Set<string>();
  for (const match of text.matchAll(new RegExp(`\\b${storage}\\s*->\\s*([A-Za-z_]\\w*)`, 'g'))) {
    const start = match.index + match[0].length - (match[1]?.length ?? 0);
    if (start !== replace.start) names.add(match[1] ?? '');
  }
  const detail = storage === 'self' ? 'thread-local variable' : 'clause-local variable';
  return [...names].map((label) => ({ label, kind: 'variable', detail }));
}

/** The innermost call whose parentheses are open. */
function openCall(body: readonly IToken[]): { readonly callee: string; readonly index: number } | undefined {
  let depth = 0;
  let index = 0;
  for (let at = body.length - 1; at >= 0; at--) {
    const type = body[at]?.tokenType;
    if (type === t.ParenClose || type === t.BracketClose) depth++;
    else if (type === t.BracketOpen) {
      if (depth === 0) index = 0;
      else depth--;
    } else if (type === t.ParenOpen) {
      const callee = body[at - 1];
      if (depth > 0) depth--;
      else if (callee?.tokenType === t.Identifier) return { callee: callee.image, index };
      else index = 0;
    } else if (depth === 0 && type === t.Comma) index++;
    else if (type === t.Semicolon || type === t.BraceOpen) return undefined;
  }
  return undefined;
}

const macros: readonly Candidate[] = [
  ['$target', 'Id of the process that is followed (-c, -p).'],
  ['$1', "The script's first argument; `$$1` is it as a string."],
  ['$$1', "The script's first argument as a string."],
  ['$pid', 'Id of the dtrace process.'],
  ['$ppid', "Id of the dtrace process's parent."],
  ['$uid', 'Real user id of the dtrace process.'],
  ['$gid', 'Real group id of the dtrace process.'],
].map(([label = '', documentation = '']) => ({ label, kind: 'constant', detail: 'macro variable', documentation }));
