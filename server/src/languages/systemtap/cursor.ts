// What a cursor in a SystemTap script is in.
import type { Cursor } from '../../syntax/cursor.ts';
import type { ProbePoint } from '../../syntax/script.ts';
import type { Source } from '../language.ts';
import { bodyOf } from './clause.ts';
import { contextVariablesOf, typeOfChain } from './contextVariables.ts';
import { itemAround } from './cursorItem.ts';
import { formatCursor } from './formatCursor.ts';
import { rangeOf, type ScriptToken, tokenize } from './lexer.ts';
import { matchesOf } from './matches.ts';
import { pointCandidates } from './pointCandidates.ts';
import { programOf, readPoint } from './pointText.ts';
import { reasonToKeepOut, sourceName } from './reach.ts';
import { kindsAfter } from './targetKinds.ts';
import * as t from './tokens.ts';
import { operatorCandidates, topLevelCandidates } from './vocabulary.ts';
import { wantedAt } from './wanted.ts';

const nothing: Cursor = { kind: 'nothing' };

/** What a cursor at an offset is in; never throws. */
export function cursorAt(source: Source, offset: number): Cursor {
  const { text } = source;
  const { tokens, comments } = tokenize(text);
  const isInComment = comments.some(
    ({ start, end }) => start < offset && (offset < end || (offset === end && !text.slice(start, end).endsWith('*/'))),
  );
  if (isInComment) return nothing;
  const at = tokens.findIndex((token) => token.startOffset < offset && offset <= rangeOf(token).end);
  const current = tokens[at];
  const inString = current !== undefined && isInsideString(current, offset);
  const isWord = current !== undefined && /^[\w$@]/.test(current.image);
  if (current !== undefined && current.tokenType === t.NumberLiteral) return nothing;
  if (current?.tokenType === t.EmbeddedC && offset < rangeOf(current).end) return nothing;
  if (current?.tokenType === t.UnclosedEmbeddedC) return nothing;
  const before =
    current === undefined
      ? tokens.filter((token) => rangeOf(token).end <= offset)
      : tokens.slice(0, inString || isWord ? at : at + 1);
  const replace = isWord && current !== undefined ? rangeOf(current) : { start: offset, end: offset };
  const word = { replace, typed: text.slice(replace.start, offset) };
  const around = itemAround(before, text);
  switch (around.kind) {
    case 'top':
      return { kind: 'words', ...word, candidates: topLevelCandidates };
    case 'header':
      return inString ? inPointString(source, around.path, current, offset) : inPoint(source, around.path, word, text);
    case 'other':
      return nothing;
    case 'body':
      if (inString) return inBodyString(before, current, text, offset);
      return inBody(source, before, around.points, around.isFunction, word);
  }
}

function isInsideString(token: ScriptToken, offset: number): boolean {
  if (token.tokenType === t.UnclosedString) return token.startOffset < offset;
  return token.tokenType === t.StringLiteral && offset < rangeOf(token).end;
}

type Word = { readonly replace: { readonly start: number; readonly end: number }; readonly typed: string };

/** A component's place: after `path`, which ends in a dot or is empty. */
function inPoint(source: Source, path: string, word: Word, text: string): Cursor {
  const parts = readPoint(path);
  const isOpen = path === '' || path.trimEnd().endsWith('.');
  if (!isOpen) return inWhole(source, path, word);
  // Parentheses that stand there already are not put in again.
  const isCalled = text[word.replace.end] === '(';
  const candidates = pointCandidates(parts, source.pack);
  return {
    kind: 'words',
    ...word,
    candidates: isCalled ? candidates.map(({ snippet: _, ...candidate }) => candidate) : candidates,
  };
}

/** Behind a whole point: the body that goes with it, its variables listed. */
function inWhole(source: Source, path: string, word: Word): Cursor {
  const point = path.trim();
  if (word.typed !== '' || matchesOf(point, source).count === 0) return nothing;
  const probePoint = { range: word.replace, text: point, optional: false };
  const variables = contextVariablesOf([probePoint], source).map(({ candidate }) => candidate);
  const body = bodyOf(variables);
  // A dollar sign would begin a placeholder of the snippet.
  const snippet = body.replace(/[$\\}]/g, '\\$&');
  const documentation = `\`\`\`systemtap\n${body}\`\`\``;
  const candidate = {
    label: '{ … }',
    kind: 'snippet',
    detail: 'body with the variables at hand',
    documentation,
    snippet,
  } as const;
  return { kind: 'words', ...word, candidates: [candidate] };
}

/** Inside the string of a component: names of the pack, where the component takes such. */
function inPointString(source: Source, path: string, token: ScriptToken, offset: number): Cursor {
  const parts = readPoint(path.replace(/\(\s*$/, ''));
  const name = parts.at(-1)?.name ?? '';
  const kinds = kindsAfter(
    parts.slice(0, -1).map((part) => part.name),
    source.pack,
  );
  const kind = kinds?.find((one) => one.name === name);
  if (kind?.catalogue === undefined && kind?.ofProgram === undefined) return nothing;
  const isClosed = token.tokenType === t.StringLiteral;
  const start = token.startOffset + 1;
  const inside = source.text.slice(start, rangeOf(token).end - (isClosed ? 1 : 0));
  // Only the part before `@file` is a name of the kernel; a string left open swallows what follows it.
  const length = /^[^@\s")]*/.exec(inside)?.[0].length ?? 0;
  const end = Math.max(start + length, offset);
  const typed = source.text.slice(start, offset);
  if (typed.includes('@')) return nothing;
  const suffix = isClosed ? '' : '")';
  if (kind.ofProgram !== undefined) {
    const around = parts.slice(0, -1);
    const program = programOf(around, source.pack.programs);
    const provider = around.find((part) => part.name === 'provider')?.argument;
    const libraries = name === 'library' && { libraries: 'sonames' as const };
    const catalogue = {
      kind: kind.ofProgram,
      ...libraries,
      ...(program && { program }),
      ...(provider && { provider }),
    };
    return { kind: 'programName', catalogue, replace: { start, end }, typed, suffix };
  }
  if (kind.catalogue === undefined) return nothing;
  const first = parts[0];
  // What follows decides, too: not every function's return can be probed.
  const rest = /^["\s)]*((?:\.\w+)*)/.exec(source.text.slice(end))?.[1] ?? '';
  const point = [...parts, ...readPoint(rest.slice(1))];
  const module = first?.name === 'module' ? first.argument : first?.name === 'kernel' ? 'vmlinux' : undefined;
  return {
    kind: 'kernelName',
    catalogue: kind.catalogue,
    replace: { start, end },
    typed,
    ...(kind.catalogue === 'functions' && module !== undefined && { module }),
    ...(kind.catalogue === 'functions' && {
      refuses: ({ name }) => reasonToKeepOut(sourceName(name), point, source.pack),
    }),
    suffix,
  };
}

function inBodyString(
  before: readonly ScriptToken[],
  { startOffset }: ScriptToken,
  text: string,
  offset: number,
): Cursor {
  const call = callAround(before);
  const isFormat = call?.index === 0 && /^s?printf$/.test(call.callee);
  return isFormat ? formatCursor(text, startOffset + 1, offset) : nothing;
}

function inBody(
  source: Source,
  before: readonly ScriptToken[],
  probePoints: readonly ProbePoint[],
  isFunction: boolean,
  word: Word,
): Cursor {
  const last = before.at(-1);
  if (last?.tokenType === t.Arrow) return memberCursor(source, before, probePoints, word);
  if (word.typed.startsWith('$')) return { kind: 'contextVariable', ...word, probePoints };
  if (word.typed.startsWith('@')) return { kind: 'words', ...word, candidates: operatorCandidates(source.pack) };
  const call = callAround(before);
  const value: Cursor = {
    kind: 'value',
    ...word,
    position: beginsStatement(before) ? 'statement' : 'expression',
    wanted: wantedAt(before, call, source.pack),
    probePoints: isFunction ? [] : probePoints,
  };
  return call === undefined
    ? value
    : { kind: 'argument', ...word, callee: call.callee, index: call.index, inner: value };
}

/** After `{`, `}`, `;`, or the closing parenthesis of `if (…)` and its kin. */
function beginsStatement(before: readonly ScriptToken[]): boolean {
  const last = before.at(-1)?.tokenType;
  if (last === undefined || last === t.BraceOpen || last === t.BraceClose || last === t.Semicolon || last === t.Else)
    return true;
  if (last !== t.ParenClose) return false;
  let level = 0;
  for (let index = before.length - 1; index >= 0; index--) {
    const type = before[index]?.tokenType;
    if (type === t.ParenClose) level++;
    if (type === t.ParenOpen && --level === 0) {
      const head = before[index - 1]?.tokenType;
      return head === t.If || head === t.While || head === t.For || head === t.Foreach;
    }
  }
  return false;
}

/** The innermost call that is open, and which of its arguments comes. */
function callAround(
  before: readonly ScriptToken[],
): { readonly callee: string; readonly index: number; readonly open: number } | undefined {
  let level = 0;
  let commas = 0;
  for (let index = before.length - 1; index >= 0; index--) {
    const type = before[index]?.tokenType;
    if (type === t.ParenClose || type === t.BracketClose) level++;
    else if (type === t.BracketOpen && level > 0) level--;
    else if (type === t.ParenOpen && level > 0) level--;
    else if (type === t.ParenOpen) {
      const callee = before[index - 1];
      const isCall = callee !== undefined && /^[A-Za-z_@]/.test(callee.image) && !isStatementWord(callee);
      return isCall ? { callee: callee.image, index: commas, open: index } : undefined;
    } else if (level === 0 && type === t.Comma) commas++;
    else if (type === t.BraceOpen || type === t.BraceClose || type === t.Semicolon) return undefined;
  }
  return undefined;
}

function isStatementWord({ tokenType }: ScriptToken): boolean {
  return [t.If, t.While, t.For, t.Foreach, t.Return, t.Catch].includes(tokenType);
}

/** `$x->a[0]->` read from its end. */
function memberCursor(
  source: Source,
  before: readonly ScriptToken[],
  points: readonly ProbePoint[],
  word: Word,
): Cursor {
  const members: string[] = [];
  let index = before.length - 1;
  while (index >= 0 && before[index]?.tokenType === t.Arrow) {
    index--;
    while (before[index]?.tokenType === t.BracketClose) {
      members.unshift('');
      let level = 0;
      do {
        const type = before[index]?.tokenType;
        if (type === t.BracketClose) level++;
        if (type === t.BracketOpen) level--;
        index--;
      } while (level > 0 && index >= 0);
    }
    const name = before[index];
    if (name === undefined) return nothing;
    if (before[index - 1]?.tokenType === t.Arrow) {
      members.unshift(name.image);
      index--;
      continue;
    }
    if (name.tokenType === t.TargetVariable) {
      const type = typeOfChain(name.image, members, points, source);
      return type === undefined ? nothing : { kind: 'member', ...word, type };
    }
    if (name.tokenType === t.ParenClose) return castMembers(source, before, index, members, word);
    return nothing;
  }
  return nothing;
}

/** `@cast(p, "type")->`: the type is named in the cast. */
function castMembers(
  source: Source,
  before: readonly ScriptToken[],
  close: number,
  members: readonly string[],
  word: Word,
): Cursor {
  let level = 0;
  let open = close;
  for (; open >= 0; open--) {
    if (before[open]?.tokenType === t.ParenClose) level++;
    if (before[open]?.tokenType === t.ParenOpen && --level === 0) break;
  }
  if (before[open - 1]?.tokenType !== t.AtCast) return nothing;
  const named = before.slice(open, close).find(({ tokenType }) => tokenType === t.StringLiteral);
  const name = named?.image
    .slice(1, -1)
    .replace(/^(struct|union|enum)\s+/, '')
    .replace(/[\s*]+$/, '');
  const type = name === undefined ? undefined : source.pack.types.named(name);
  if (type === undefined) return nothing;
  let current = type;
  for (const member of members) {
    const found = source.pack.types
      .members(source.pack.types.resolve(current, true))
      .find((one) => one.name === member);
    if (member !== '' && found === undefined) return nothing;
    if (found) current = found.type;
  }
  return { kind: 'member', ...word, type: current };
}
