// From text to script: tokens, items, and the findings dtrace makes while it parses.
import { syntaxError } from '../../syntax/finding.ts';
import type { Range } from '../../syntax/range.ts';
import type { Clause, Script } from '../../syntax/script.ts';
import type { Source } from '../language.ts';
import { controlFindings } from './controlLines.ts';
import { found } from './errorMessages.ts';
import { dParser } from './grammar.ts';
import { type LexedItem, rangeOf, tokenize } from './lexer.ts';
import { resolveNames } from './names.ts';
import { isTooDeep } from './nesting.ts';
import * as t from './tokens.ts';
import type { Item, Tree } from './tree.ts';

/** A D script that was read. */
export type DtraceScript = Script<Tree>;

/** Never throws; half a script gives half a tree and errors. */
export function parseDtrace({ text }: Source): DtraceScript {
  const lexed = tokenize(text);
  const errors = [...lexed.findings, ...controlFindings(text, lexed.controls)];
  const items: Item[] = [];
  const lexicalFaults = new Set(lexed.findings.map(({ range }) => range.start));
  for (const [index, lexedItem] of lexed.items.entries()) {
    const parsed = parseItem(lexedItem, lexed.items[index + 1], text.length);
    if (parsed.item) items.push(parsed.item);
    errors.push(...parsed.findings.filter(({ range }) => !lexicalFaults.has(range.start)));
  }
  if (lexed.items.length === 0 && errors.length === 0) {
    errors.push(syntaxError({ start: 0, end: 0 }, 'this script is empty; it needs at least one probe'));
  }
  errors.sort((a, b) => a.range.start - b.range.start);
  return {
    text,
    tree: { items },
    comments: lexed.comments,
    errors,
    clauses: items.flatMap((item) => clauseOf(item)),
    names: resolveNames(items, lexed.comments, text),
    inactive: [],
    folds: [
      ...items.flatMap((item) => foldOf(item)),
      ...lexed.comments.filter(({ start, end }) => text.slice(start, end).includes('\n')),
    ],
  };
}

function parseItem({ kind, tokens }: LexedItem, next: LexedItem | undefined, end: number) {
  const [first] = tokens;
  const placeAfter = (): Range => {
    const after = next?.tokens[0];
    if (after) return rangeOf(after);
    const last = tokens.at(-1);
    return last ? rangeOf(last) : { start: end, end };
  };
  if (isTooDeep(tokens)) {
    const range = first ? rangeOf(first) : placeAfter();
    return { item: undefined, findings: [syntaxError(range, 'this is nested too deep to be read')] };
  }
  if (kind === 'clause' && first && first.tokenType !== t.ProbeSpec) {
    const message = `expected a probe or a declaration: ${found(first)}`;
    return { item: undefined, findings: [syntaxError(rangeOf(first), message)] };
  }
  const parser = dParser();
  parser.input = tokens;
  const item = kind === 'clause' ? parser.clause() : parser.declaration();
  const [error] = parser.errors;
  // A probe without actions is told at the probe, whatever comes after it.
  const at = error && tokens[tokens.indexOf(error.token) - 1];
  if (error && at?.tokenType === t.ProbeSpec && error.context.ruleStack.at(-1) === 'body') {
    return { item, findings: [syntaxError(rangeOf(at), error.message)] };
  }
  // One mistake makes several errors; dtrace tells the first.
  const findings =
    error === undefined
      ? []
      : [syntaxError(error.token.tokenType.name === 'EOF' ? placeAfter() : rangeOf(error.token), error.message)];
  return { item, findings };
}

function clauseOf(item: Item): readonly Clause[] {
  if (item.kind !== 'clause') return [];
  const { range, specs, predicateRange, body } = item;
  return [
    {
      range,
      probePoints: specs.map(({ text, range: at }) => ({ text, range: at, optional: false })),
      ...(predicateRange && { predicate: predicateRange }),
      body: body?.range ?? { start: range.end, end: range.end },
    },
  ];
}

function foldOf(item: Item): readonly Range[] {
  if (item.kind === 'clause') return item.body ? [item.body.range] : [];
  return [item.range];
}
