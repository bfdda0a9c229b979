// What the target's bpftrace is too old for, or too new: constructs, probes, functions and builtins.
import type { Finding } from '../../syntax/finding.ts';
import type { Range } from '../../syntax/range.ts';
import type { Source } from '../language.ts';
import { builtinsByName } from './builtins.ts';
import { checkItemVersions } from './checkItemVersions.ts';
import { constructs } from './constructs.ts';
import { functionsByName } from './functions.ts';
import { skipLayout } from './layout.ts';
import type { BpftraceScript } from './parse.ts';
import type { Call, Expression, Statement, TypeReference } from './tree.ts';
import { firstRelease, lacks, releaseOf, type Since } from './versions.ts';
import { type Visit, walkBlock, walkExpression } from './walk.ts';
import { isReserved, isTypeWord } from './words.ts';

/** Notes what stands at a range and since when that is; undefined: always. */
export type Needs = (range: Range, what: { readonly what: string; readonly since?: Since | undefined }) => void;

/** Findings about all that the target's release has not; none where that is not known. */
export function checkVersions({ tree, text, names }: BpftraceScript, { pack }: Source): readonly Finding[] {
  const release = releaseOf(pack);
  if (release === undefined) return [];
  const findings: Finding[] = [];
  const own = new Set(names.declarations.map(({ name }) => name));
  const needs: Needs = (range, { what, since }) => {
    const lacking = since === undefined ? 'no' : lacks(release, since);
    if (since === undefined || lacking === 'no') return;
    const first = `0.${firstRelease(since)}`;
    findings.push({
      range,
      severity: lacking === 'surely' ? 'error' : 'warning',
      code: 'needs-newer-bpftrace',
      message: `${what} ${lacking === 'surely' ? `came with bpftrace ${first}` : `is there by bpftrace ${first}, perhaps before`}; the target has 0.${release}.`,
    });
  };
  const visit: Visit = {
    statement: (statement) => checkStatement(statement, text, needs),
    expression: (expression) => {
      checkExpression(expression, text, needs);
      if (expression.kind === 'call' && !own.has(expression.callee.text)) {
        const { callee } = expression;
        needs(callee.range, { what: `\`${callee.text}()\``, since: functionsByName.get(callee.text)?.since });
        checkCall(expression, needs);
      } else if (expression.kind === 'identifier' && !own.has(expression.name)) {
        const { name, range } = expression;
        needs(range, { what: `\`${name}\``, since: builtinsByName.get(name)?.since });
        if (name.startsWith('__builtin_')) needs(range, constructs.builtinPrefix);
        if (/^sarg\d/.test(name) && release >= 25) findings.push(removed(range, `\`${name}\``, 24, release));
      }
    },
  };
  const ends = new Set<string>();
  for (const item of tree.items) {
    for (const { text: point, range } of item.kind === 'probe' ? item.points : []) {
      if (/^(?:BEGIN|END)$/.test(point) && ends.has(point)) needs(range, constructs.secondBegin);
      ends.add(point);
    }
    checkItemVersions(item, needs, (range, what, until) => {
      if (release > until) findings.push(removed(range, what, until, release));
    });
    if (item.kind === 'probe' && item.predicate) {
      checkValue(item.predicate, needs);
      walkExpression(item.predicate, visit);
    }
    if (item.kind === 'probe' || item.kind === 'macro' || item.kind === 'subprogram') walkBlock(item.body, visit);
  }
  return findings;
}

function removed(range: Range, what: string, until: number, release: number): Finding {
  const message = `${what} went away after bpftrace 0.${until}; the target has 0.${release}.`;
  return { range, severity: 'error', code: 'removed-from-bpftrace', message };
}

function checkStatement(statement: Statement, text: string, needs: Needs): void {
  switch (statement.kind) {
    case 'let':
      needs(statement.range, constructs.let);
      if (!endsWith(text, statement.range, ';') && !statement.value) needs(statement.range, constructs.lastLet);
      if (statement.type?.of) needs(statement.type.range, constructs.typeof);
      checkValue(statement.value, needs);
      break;
    case 'assignment':
      checkValue(statement.value, needs);
      if (statement.target.kind === 'map') checkKeys(statement.target.keys, needs);
      break;
    case 'discard':
      needs(statement.range, constructs.discard);
      checkValue(statement.value, needs);
      break;
    case 'for': {
      const { range, name, to, parenthesised, body } = statement;
      const header = { start: range.start, end: name.range.end };
      needs(header, to ? constructs.forRange : parenthesised ? constructs.for : constructs.noParentheses);
      walkBlock(body, {
        statement: (inner) => {
          if (inner.kind === 'jump') needs(inner.range, constructs.jumpInFor);
        },
      });
      break;
    }
    case 'jump':
      if (statement.value) needs(statement.range, constructs.returnValue);
      checkValue(statement.value, needs);
      break;
    case 'while':
    case 'unroll':
      checkCondition(statement.kind, statement.range.start, statement.condition, text, needs);
      break;
    case 'import':
      needs(statement.range, constructs.import);
      break;
    case 'expressionStatement':
      if (statement.expression.kind === 'block') needs(statement.range, constructs.block);
      if (statement.expression.kind === 'if' && endsWith(text, statement.range, ';'))
        needs({ start: statement.range.end - 1, end: statement.range.end }, constructs.semicolonBehindIf);
  }
}

function endsWith(text: string, { end }: Range, mark: string): boolean {
  return text[end - 1] === mark;
}

function checkCondition(word: string, start: number, condition: Expression, text: string, needs: Needs): void {
  if (condition.kind !== 'missing' && text[skipLayout(text, start + word.length)] !== '(')
    needs(condition.range, constructs.noParentheses);
}

/** What else stands only as a statement. */
function checkValue(value: Expression | undefined, needs: Needs): void {
  if (value?.kind === 'call' && value.callee.text === 'delete') needs(value.range, constructs.deleteValue);
  if (value?.kind === 'block') needs(value.range, constructs.block);
  else if (value?.kind === 'if') needs(value.range, constructs.if);
}

function checkKeys(keys: readonly Expression[] | undefined, needs: Needs): void {
  for (const key of keys ?? []) if (key.kind === 'tuple') needs(key.range, constructs.tupleKey);
}

function checkCall({ callee, arguments: given }: Call, needs: Needs): void {
  for (const argument of given) checkValue(argument, needs);
  const [first, second] = given;
  if (callee.text === 'typeof') needs(callee.range, constructs.typeof);
  if (callee.text === 'delete' && second) needs(second.range, constructs.deleteTwo);
  if (callee.text === 'hist' && second) needs(second.range, constructs.histBits);
  if (callee.text === 'path' && second) needs(second.range, constructs.pathSize);
  if (callee.text === 'exit' && first) needs(first.range, constructs.exitCode);
  if (callee.text === 'print' && first?.kind === 'map' && first.keys) needs(first.range, constructs.printEntry);
  if (/^[ku]stack$/.test(callee.text) && first?.kind === 'identifier') {
    if (first.name === 'raw') needs(first.range, constructs.rawStack);
    if (first.name === 'build_id') needs(first.range, constructs.buildId);
  }
}

function checkExpression(expression: Expression, text: string, needs: Needs): void {
  const { range } = expression;
  switch (expression.kind) {
    case 'record':
    case 'addressOf':
    case 'typeinfo':
    case 'comptime':
      needs(range, constructs[expression.kind]);
      break;
    case 'tuple':
      if (expression.elements.length < 2) needs(range, constructs.shortTuple);
      else if (/,\s*\)$/.test(text.slice(range.start, range.end))) needs(range, constructs.tupleComma);
      break;
    case 'map':
      checkKeys(expression.keys, needs);
      break;
    case 'if':
      checkCondition('if', range.start, expression.condition, text, needs);
      break;
    case 'offsetof':
      needs(range, expression.fields.length > 1 ? constructs.offsetofPath : constructs.offsetof);
      break;
    case 'conditional':
      if (!expression.whenTrue) needs(range, constructs.elvis);
      checkValue(expression.whenTrue, needs);
      checkValue(expression.whenFalse, needs);
      break;
    case 'integer':
      if (/^0[xX]/.test(expression.text)) {
        if (expression.text.includes('_')) needs(range, constructs.hexUnderscore);
      } else if (/[0-9_](?:ns|us|ms|[smhd])$/.test(expression.text)) needs(range, constructs.duration);
      else if (/[eE]_*(?:19|[2-9]\d)/.test(expression.text)) needs(range, constructs.largeExponent);
      break;
    case 'cast':
    case 'sizeof':
      checkType(expression.kind === 'cast' ? expression.type : expression.of, expression.kind, needs);
      break;
    case 'identifier':
      if (isReserved(expression.name)) needs(range, constructs.keywordName);
      break;
    case 'member': {
      const { object, operator, name } = expression;
      if (isReserved(name.text)) needs(name.range, constructs.keywordMember);
      if (object.kind === 'identifier' && object.name === 'args' && operator.text === '.')
        needs({ start: object.range.start, end: name.range.end }, constructs.argsDot);
    }
  }
}

/** What releases differ in of a type in a cast or a `sizeof`. */
function checkType(type: Expression | TypeReference, where: 'cast' | 'sizeof', needs: Needs): void {
  if (type.kind !== 'type') return;
  const { range, tag, name, of, suffixes } = type;
  if (of) needs(range, constructs.typeof);
  const isPlain = tag === undefined && name !== undefined;
  if (where === 'sizeof') {
    if (suffixes.length > 0)
      needs(range, isPlain && !isTypeWord(name.text) ? constructs.namedPointer : constructs.sizeofPointer);
  } else if (suffixes.some(({ kind }) => kind === 'array'))
    needs(range, isPlain && isTypeWord(name.text) ? constructs.arrayCast : constructs.namedArrayCast);
}
