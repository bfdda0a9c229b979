// From text to script: tokens, grammar, tree, names, and the first error where bpftrace's own parser names it.
import { EOF, type IRecognitionException, type IToken } from 'chevrotain';
import { type Finding, syntaxError } from '../../syntax/finding.ts';
import type { Range } from '../../syntax/range.ts';
import type { Script } from '../../syntax/script.ts';
import { build } from './build.ts';
import type { BuildError } from './buildTypes.ts';
import { Grammar } from './grammar.ts';
import { skipLayout } from './layout.ts';
import { type Cutting, isName, type Lexed, lex } from './lexer.ts';
import { integerValue, isOlderInteger } from './literals.ts';
import { resolveNames } from './names.ts';
import {
  Integer,
  LCurly,
  Let,
  LParen,
  LSquare,
  MapName,
  ParameterCount,
  Positional,
  RParen,
  RSquare,
  Step,
  StringLiteral,
  Variable,
} from './tokens.ts';
import type { Block, Tree } from './tree.ts';
import { HAND_WRITTEN } from './versions.ts';
import { walkBlock } from './walk.ts';

/** A bpftrace script that was read. */
export type BpftraceScript = Script<Tree>;

let grammar: Grammar | undefined;

/** The release from which on numbers are read more narrowly: 0.23 takes any `u`, `l` and `ll` behind them, 0.25 does not. */
const NARROW_NUMBERS = 25;

/** Parses a script as a release reads it, the N of 0.N, the newest by default; never throws. */
export function parseBpftrace(text: string, release?: number): BpftraceScript {
  try {
    const isOlder = release !== undefined && release < HAND_WRITTEN;
    const script = parseWhole(text, { spacedPoints: isOlder, computedSettings: isOlder });
    if (release === undefined || release >= NARROW_NUMBERS) return script;
    const errors = script.errors.filter(({ range }) => {
      const [before = ''] = /\w*$/.exec(text.slice(0, range.start)) ?? [];
      const literal = before + text.slice(range.start, range.end);
      return typeof integerValue(literal) === 'bigint' || !isOlderInteger(literal);
    });
    return { ...script, errors };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return tooDeep(text);
  }
}

/** The stack ran out: a script that no one wrote by hand. It is given back without a tree. */
function tooDeep(text: string): BpftraceScript {
  const { tokens, comments } = lex(text);
  const opening = tokens.filter(
    ({ tokenType }) => tokenType === LParen || tokenType === LCurly || tokenType === LSquare,
  );
  const { startOffset: start, endOffset: end = start } = opening[Math.floor(opening.length / 2)] ?? { startOffset: 0 };
  const message = 'This is nested too deeply to be read.';
  return {
    text,
    tree: { items: [] },
    comments,
    errors: [syntaxError({ start, end: Math.min(end + 1, text.length) }, message)],
    clauses: [],
    names: { declarations: [], occurrences: [] },
    inactive: [],
    folds: [],
  };
}

/** What releases read in another way than the newest. */
interface Reading extends Cutting {
  /** The value of a setting is an expression. */
  readonly computedSettings: boolean;
}

function parseWhole(text: string, reading: Reading): BpftraceScript {
  const strict = parseText(text, lex(text, reading), reading);
  const { errors } = strict;
  // Where a brace is missing all that follows is in the wrong place: the tree is then made with a guess, the error is not.
  const { tree, lexed } = strict.lexed.balanced
    ? strict
    : parseText(text, lex(text, { ...reading, guessProbes: true }), reading);
  return {
    text,
    tree,
    comments: lexed.comments,
    errors: strict.lexed.balanced ? errors : errors.slice(0, 1),
    clauses: tree.items.flatMap((item) =>
      item.kind === 'probe'
        ? [
            {
              range: item.range,
              probePoints: item.points,
              ...(item.predicate && { predicate: item.predicate.range }),
              body: item.body.range,
            },
          ]
        : [],
    ),
    names: resolveNames(tree, lexed.comments, text),
    inactive: [],
    folds: foldsOf(tree, lexed.comments),
  };
}

function parseText(
  text: string,
  lexed: Lexed,
  { computedSettings }: Reading,
): { readonly tree: Tree; readonly lexed: Lexed; readonly errors: readonly Finding[] } {
  grammar ??= new Grammar();
  grammar.input = [...lexed.tokens];
  grammar.computesSettings = computedSettings;
  const node = grammar.script();
  const built = build(node, text);
  const errors = [
    ...lexed.errors.map((finding): BuildError => ({ finding, at: finding.range.start })),
    ...grammar.errors.map((error): BuildError => {
      const range = errorRange(text, lexed, error);
      return { finding: syntaxError(range, error.message), at: range.start };
    }),
    ...built.errors,
  ];
  return { tree: built.tree, lexed, errors: inOrder(errors) };
}

/** Where the token stands that could not go on. */
function errorRange(text: string, { tokens }: Lexed, { token, context }: IRecognitionException): Range {
  if (token.tokenType === EOF || Number.isNaN(token.startOffset)) return { start: text.length, end: text.length };
  const { startOffset: start, endOffset = start, image } = token;
  const previous = tokens[tokens.findIndex(({ startOffset }) => startOffset === start) - 1];
  // bpftrace names the `let` of a map declaration that declares no map.
  if (context.ruleStack.at(-1) === 'mapDeclaration' && previous?.tokenType === Let) {
    return { start: previous.startOffset, end: endOffset + 1 };
  }
  // Where an operand must begin bpftrace takes the first character of `&&` or `->` for an operator before it.
  const rule = context.ruleStack.at(-1) ?? '';
  const wantsOperand = operandRules.has(rule) || (rule !== 'postfix' && !(previous && endsOperand(previous)));
  const splits = wantsOperand && /^(?:&[&=]|-[=>]|\*=)$/.test(image);
  return { start: splits ? skipLayout(text, start + 1) : start, end: endOffset + 1 };
}

/** Whether an operator can follow a token; after a `}` that can go on, the parser has gone on. */
function endsOperand(token: IToken): boolean {
  return isName(token) || operandEnds.has(token.tokenType);
}

const operandRules = new Set(['unary', 'primary']);

const operandEnds = new Set([
  Integer,
  StringLiteral,
  Variable,
  MapName,
  Positional,
  ParameterCount,
  RParen,
  RSquare,
  Step,
]);

/**
 * In the order of the text. What bpftrace would have come to only after its first error is left out where it lies before
 * it, so that the first finding is the one that bpftrace gives.
 */
function inOrder(errors: readonly BuildError[]): readonly Finding[] {
  const [first, ...rest] = errors.toSorted((a, b) => a.at - b.at);
  if (!first) return [];
  const seen = new Set([first.finding.range.start]);
  const others = rest.filter(({ finding: { range } }) => {
    const isNew = range.start > first.finding.range.start && !seen.has(range.start);
    seen.add(range.start);
    return isNew;
  });
  return [first, ...others].map(({ finding }) => finding).sort((a, b) => a.range.start - b.range.start);
}

function foldsOf(tree: Tree, comments: readonly Range[]): readonly Range[] {
  const blocks: Range[] = [];
  const enterBlock = (block: Block): void => {
    if (block.range.end > block.range.start) blocks.push(block.range);
  };
  for (const item of tree.items) {
    if (item.kind === 'probe' || item.kind === 'macro' || item.kind === 'subprogram')
      walkBlock(item.body, { enterBlock });
    else if (item.kind === 'config' || item.kind === 'definition') blocks.push(item.range);
  }
  return [...blocks, ...comments];
}
