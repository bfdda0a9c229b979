// From text to script: tokens, macros, conditionals, items, and the findings stap makes while it parses.
import { emptyPack } from '../../kernel/emptyPack.ts';
import type { KernelPack } from '../../kernel/kernelPack.ts';
import { type Finding, syntaxError } from '../../syntax/finding.ts';
import type { Range } from '../../syntax/range.ts';
import type { Clause, Script } from '../../syntax/script.ts';
import type { Source } from '../language.ts';
import { type Environment, environmentOf } from './environment.ts';
import { beginsItem, systemtapParser } from './grammar.ts';
import { rangeOf, type ScriptToken, tokenize } from './lexer.ts';
import type { Macro } from './macros.ts';
import { resolveNames } from './names.ts';
import { findParseFaults } from './parseFaults.ts';
import { probePointsOf } from './points.ts';
import { type Preprocessed, preprocess } from './preprocess.ts';
import { Arrow, AtName, Dot, FunctionKeyword, itemKeywords, ParenOpen, Private } from './tokens.ts';
import type { Item, Tree } from './tree.ts';

/** Parses for the pack of the source; `library` are the macros of its tapset, undefined where they are not known. */
export function parseSystemTap(source: Source, library: ReadonlyMap<string, Macro> | undefined): Script<Tree> {
  const { text, path } = source;
  const isTapset = /(^|\/)tapset\//.test(path) || path.endsWith('.stpm');
  const environment = environmentOf(source.pack, isTapset || runsAsGuru(text), library);
  const { tokens, comments } = tokenize(text);
  const { items, preprocessed, errors } = parseTokens(tokens, text, path, environment);
  const tree: Tree = { items };
  return {
    text,
    tree,
    comments,
    errors,
    clauses: items.flatMap((item): readonly Clause[] =>
      item.kind === 'probe'
        ? [{ range: item.range, probePoints: probePointsOf(item.points, text), body: item.body.range }]
        : [],
    ),
    names: resolveNames(tree, preprocessed, comments, text),
    inactive: preprocessed.inactive,
    folds: foldsOf(items, comments, preprocessed),
  };
}

/** The macros of a tapset file. */
export function macrosOf(text: string): readonly Macro[] {
  return preprocess(tokenize(text).tokens, environmentOf(emptyPack, true, new Map())).macros;
}

/** Items of a tapset file, evaluated for a kernel. */
export function itemsOf(
  text: string,
  path: string,
  pack: KernelPack,
  library: ReadonlyMap<string, Macro>,
): readonly Item[] {
  return parseTokens(tokenize(text).tokens, text, path, environmentOf(pack, true, library)).items;
}

interface Parsed {
  readonly items: readonly Item[];
  readonly preprocessed: Preprocessed;
  readonly errors: readonly Finding[];
}

function parseTokens(raw: readonly ScriptToken[], text: string, path: string, environment: Environment): Parsed {
  const preprocessed = preprocess(raw, environment);
  const errors: Finding[] = [...preprocessed.findings];
  const { items, findings } = path.endsWith('.stpm')
    ? { items: [], findings: macroFileFindings(preprocessed.tokens) }
    : parseItems(preprocessed.tokens, text.length, environment.library === undefined);
  errors.push(...findings, ...findParseFaults(items, environment));
  if (preprocessed.tokens.length === 0 && !path.endsWith('.stpm') && !path.includes('tapset/')) {
    errors.push(syntaxError({ start: 0, end: 0 }, 'this script is empty; it needs at least one probe'));
  }
  errors.sort((a, b) => a.range.start - b.range.start);
  return { items, preprocessed, errors };
}

function parseItems(
  tokens: readonly ScriptToken[],
  end: number,
  isTolerant: boolean,
): { items: readonly Item[]; findings: readonly Finding[] } {
  const parser = systemtapParser();
  const items: Item[] = [];
  const findings: Finding[] = [];
  let position = 0;
  while (position < tokens.length) {
    const first = tokens[position];
    if (first === undefined) break;
    const next = nextItem(tokens, position + 1);
    // A macro that is not known may well stand for an item, or the beginning of one.
    if (first.tokenType === AtName && isTolerant) {
      position++;
      continue;
    }
    if (!beginsItem(first.tokenType)) {
      const found = first.image.length > 24 ? `${first.image.slice(0, 24)}…` : first.image;
      findings.push(
        syntaxError(rangeOf(first), `expected 'probe', 'global', 'private', 'function' or '%{': found "${found}"`),
      );
      position = next;
      continue;
    }
    const slice = tokens.slice(position, next);
    parser.input = slice;
    parser.misplaced = [];
    const item = parser.item();
    if (item !== undefined) items.push(item);
    const used = parser.used;
    // What is left of the slice is the next turn's affair.
    const errors = parser.errors.filter(({ name }) => name !== 'NotAllInputParsedException');
    for (const error of errors)
      findings.push(syntaxError(errorRange(error.token, tokens[next], slice, end), error.message));
    for (const { range, message } of parser.misplaced) findings.push(syntaxError(range, message));
    position = errors.length > 0 || used === 0 ? next : position + used;
  }
  return { items, findings };
}

/** Keywords of items are names too, after a dot or an arrow; anywhere else they begin an item whatever stands open. */
function nextItem(tokens: readonly ScriptToken[], from: number): number {
  for (let index = from; index < tokens.length; index++) {
    const type = tokens[index]?.tokenType;
    const before = tokens[index - 1]?.tokenType;
    if (type === undefined || !itemKeywords.includes(type)) continue;
    if (before === Dot || before === Arrow || before === Private) continue;
    // `{function("a"), function("b")}` are alternatives of a probe point.
    if (type === FunctionKeyword && tokens[index + 1]?.tokenType === ParenOpen) continue;
    return index;
  }
  return tokens.length;
}

/** Where an item ends too early, the error stands at what came instead. */
function errorRange(
  token: { startOffset: number; image: string },
  next: ScriptToken | undefined,
  slice: readonly ScriptToken[],
  end: number,
): Range {
  if (!Number.isNaN(token.startOffset) && token.image !== '') return rangeOf(token as ScriptToken);
  if (next !== undefined) return rangeOf(next);
  const last = slice.at(-1);
  return last === undefined ? { start: end, end } : rangeOf(last);
}

function macroFileFindings(tokens: readonly ScriptToken[]): readonly Finding[] {
  const [first] = tokens;
  return first === undefined ? [] : [syntaxError(rangeOf(first), 'a macro file (.stpm) holds nothing but @define')];
}

/** Whether the `#!` line asks for guru mode. */
export function runsAsGuru(text: string): boolean {
  const [, options] = /^#!.*?\bstap\b(.*)/.exec(text) ?? [];
  return options !== undefined && /(^|\s)-[a-zA-Z]*g/.test(options);
}

function foldsOf(items: readonly Item[], comments: readonly Range[], preprocessed: Preprocessed): readonly Range[] {
  const bodies = items.flatMap((item) => {
    if (item.kind === 'probe')
      return item.epilogue === undefined ? [item.body.range] : [item.body.range, item.epilogue.range];
    if (item.kind === 'function') return [item.body?.range ?? item.range];
    return item.kind === 'embedded' ? [item.range] : [];
  });
  return [...bodies, ...comments, ...preprocessed.conditionals, ...preprocessed.macros.map(({ range }) => range)];
}
