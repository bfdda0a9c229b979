// What the cursor is in: a marker is put in at the cursor, the text read again, and the marker's surroundings tell.
import type { IToken } from 'chevrotain';
import type { KernelPack } from '../../kernel/kernelPack.ts';
import type { Candidate } from '../../syntax/candidate.ts';
import type { Cursor } from '../../syntax/cursor.ts';
import type { Range } from '../../syntax/range.ts';
import type { ProbePoint } from '../../syntax/script.ts';
import type { Source } from '../language.ts';
import { attachPointCursor } from './attachPointCursor.ts';
import { argumentWords } from './builtins.ts';
import { configCandidates } from './configKeys.ts';
import { candidateOf, sharedArguments } from './contextVariables.ts';
import { isName, lex } from './lexer.ts';
import { parseBpftrace } from './parse.ts';
import {
  Arrow,
  AttachPoint,
  CDefinition,
  Colon,
  Comma,
  Config,
  CppLine,
  Dot,
  Enum,
  Fn,
  Integer,
  LCurly,
  Let,
  LParen,
  LSquare,
  MapName,
  Positional,
  PredicateClose,
  PredicateOpen,
  RCurly,
  RParen,
  RSquare,
  Semicolon,
  StringLiteral,
  Struct,
  Union,
  Variable,
} from './tokens.ts';
import type { Expression, Item, Tree } from './tree.ts';
import { pointsOf, typeOf } from './typeOf.ts';
import { NEWEST, releaseOf } from './versions.ts';
import { vocabularyOf } from './vocabulary.ts';
import { walkBlock, walkExpression } from './walk.ts';
import { declarableTypes } from './words.ts';

const MARKER = 'tracewrightCursor';

/** What a cursor at an offset is in. */
export function cursorAt(source: Source, offset: number): Cursor {
  const { text, pack } = source;
  const start = offset - (/[A-Za-z0-9_]*$/.exec(text.slice(0, offset))?.[0].length ?? 0);
  const end = offset + (/^[A-Za-z0-9_]*/.exec(text.slice(offset))?.[0].length ?? 0);
  const marked = text.slice(0, offset) + MARKER + text.slice(offset);
  const lexed = lex(marked, { guessProbes: true });
  if (lexed.comments.some((comment) => comment.start < offset && offset < comment.end)) return { kind: 'nothing' };
  const index = lexed.tokens.findIndex((token) => token.startOffset <= offset && offset <= (token.endOffset ?? 0));
  const token = lexed.tokens[index];
  if (!token) return { kind: 'nothing' };
  const before = lexed.tokens.slice(0, index);
  const previous = before.at(-1);
  const here = { replace: { start, end }, typed: text.slice(start, offset) };
  switch (token.tokenType) {
    case AttachPoint:
      return attachPointCursor(text, offset, token.startOffset, pack);
    case CppLine:
    case CDefinition:
    case StringLiteral:
    case Integer:
    case Positional:
      return { kind: 'nothing' };
  }
  if (previous?.tokenType === Struct || previous?.tokenType === Union || previous?.tokenType === Enum) {
    return { kind: 'kernelName', catalogue: 'types', ...here };
  }
  if (awaitsType(before)) return typeCursor(here, pack);
  const opener = openConfig(before);
  if (opener !== undefined) {
    return { kind: 'words', candidates: configCandidates(before.slice(opener), pack), ...here };
  }
  const tree = parseBpftrace(marked).tree;
  const item = tree.items.findLast(({ range }) => range.start <= offset && offset <= range.end);
  const around = { source: { ...source, text: marked }, tree, item };
  if (previous?.tokenType === Dot || previous?.tokenType === Arrow) {
    const object = objectBefore(tree, item, previous);
    if (object?.kind === 'identifier' && object.name === 'args') {
      return argsCursor(
        source,
        pointsOf(item),
        { start: object.range.start, end },
        offset,
        previous.tokenType === Arrow,
      );
    }
    const type = object && typeOf(object, around);
    return type === undefined ? { kind: 'nothing' } : { kind: 'member', type, ...here };
  }
  const sigil = token.tokenType === Variable || token.tokenType === MapName;
  const replace: Range = { start: sigil ? token.startOffset : start, end };
  const value: Cursor = {
    kind: 'value',
    position: beginsStatement(previous) ? 'statement' : 'expression',
    wanted: 'unknown',
    probePoints: pointsOf(item),
    replace,
    typed: text.slice(replace.start, offset),
  };
  return inCall(before, value, source);
}

/** `args.` and what follows is one word: what is offered is called `args.name`. */
function argsCursor(
  source: Source,
  probePoints: readonly ProbePoint[],
  replace: Range,
  offset: number,
  isArrow: boolean,
): Cursor {
  const typed = source.text.slice(replace.start, offset);
  const plain = typed === `args.${typed.slice(5)}` && !isArrow;
  if (plain) return { kind: 'contextVariable', probePoints, replace, typed };
  const spelled = /^args\s*(?:->|\.)\s*/.exec(typed)?.[0] ?? 'args->';
  const candidates = sharedArguments(probePoints, source)
    .filter(({ name }) => name.startsWith('args.'))
    .map((argument): Candidate => {
      const candidate = candidateOf(argument, isArrow);
      return { ...candidate, label: spelled + argument.name.slice('args.'.length) };
    });
  return { kind: 'words', candidates, replace, typed };
}

function beginsStatement(previous: IToken | undefined): boolean {
  const type = previous?.tokenType;
  return type === LCurly || type === RCurly || type === Semicolon;
}

/** Behind `let $x :` and behind the name of a function's parameter. */
function awaitsType(before: readonly IToken[]): boolean {
  const [first, second, third] = before.slice(-3).map(({ tokenType }) => tokenType);
  if (second !== Variable || third !== Colon) return false;
  const head = before.slice(before.findLastIndex(({ tokenType }) => tokenType === LCurly || tokenType === RCurly) + 1);
  return first === Let || head.some(({ tokenType }) => tokenType === Fn);
}

/** Releases up to this one find the kernel's types by their tag only. */
const TAGS_ONLY = 23;

function typeCursor(here: { readonly replace: Range; readonly typed: string }, pack: KernelPack): Cursor {
  const candidates = declarableTypes.map((label): Candidate => ({ label, kind: 'type', detail: 'type of bpftrace' }));
  const tags = ['struct', 'union', 'enum'].map((label): Candidate => ({ label, kind: 'keyword', detail: 'tag' }));
  if ((releaseOf(pack) ?? NEWEST) <= TAGS_ONLY) return { kind: 'words', ...here, candidates: [...candidates, ...tags] };
  return { kind: 'kernelName', catalogue: 'types', ...here, candidates: [...candidates, ...tags] };
}

/** Index of the `{` of a config block that is still open at the end of some tokens. */
function openConfig(before: readonly IToken[]): number | undefined {
  const open = before.findLastIndex(({ tokenType }) => tokenType === LCurly);
  const isConfig = before[open - 2]?.tokenType === Config;
  return isConfig && !before.slice(open).some(({ tokenType }) => tokenType === RCurly) ? open : undefined;
}

/** Wraps a cursor into the calls whose arguments it is in, the innermost inside. */
function inCall(before: readonly IToken[], inner: Cursor, source: Source): Cursor {
  let depth = 0;
  let index = 0;
  for (let at = before.length - 1; at >= 0; at--) {
    const token = before[at];
    const type = token?.tokenType;
    if (type === RParen || type === RSquare || type === RCurly) depth++;
    else if (type === LSquare || (type === LCurly && depth > 0)) {
      if (depth === 0) index = 0;
      else depth--;
    } else if (type === Comma && depth === 0) index++;
    else if (type === LParen && depth > 0) depth--;
    else if (type === LParen) {
      const callee = before[at - 1];
      if (callee && isName(callee) && !/^(?:if|while|unroll|for)$/.test(callee.image)) {
        const nested = index === 0 || argumentWords.has(callee.image) ? withWords(inner, callee.image, source) : inner;
        if (inner.kind === 'value' || inner.kind === 'words') {
          const { replace, typed } = inner;
          return { kind: 'argument', callee: callee.image, index, inner: nested, replace, typed };
        }
        return inner;
      }
      index = 0;
    } else if (type === Semicolon || type === LCurly || type === PredicateOpen || type === PredicateClose) return inner;
  }
  return inner;
}

/** Some functions take words of their own, such as the mode of `kstack`. */
function withWords(inner: Cursor, callee: string, { pack }: Source): Cursor {
  const words = argumentWords.get(callee);
  if (!words || inner.kind !== 'value') return inner;
  const { replace, typed } = inner;
  const own = words.map((label): Candidate => ({ label, kind: 'constant', detail: `of ${callee}` }));
  return { kind: 'words', candidates: [...own, ...vocabularyOf(pack).variables], replace, typed };
}

/** The expression on the left of a `.` or `->`. */
function objectBefore(tree: Tree, item: Item | undefined, operator: IToken): Expression | undefined {
  let found: Expression | undefined;
  const visit = {
    expression: (expression: Expression): void => {
      if (expression.kind === 'member' && expression.operator.range.start === operator.startOffset)
        found = expression.object;
    },
  };
  const items = item ? [item] : tree.items;
  for (const one of items) {
    if (one.kind === 'probe' && one.predicate) walkExpression(one.predicate, visit);
    if (one.kind === 'probe' || one.kind === 'macro' || one.kind === 'subprogram') walkBlock(one.body, visit);
  }
  return found;
}
