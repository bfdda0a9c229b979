// Checks of maps that hold what `hist()`, `count()` and their kin keep: where such a value goes, and where it does not.
import type { Finding } from '../../syntax/finding.ts';
import type { Range } from '../../syntax/range.ts';
import type { Source } from '../language.ts';
import { conversionsOf } from './checkFormat.ts';
import { functionsByName } from './functions.ts';
import { withoutParentheses } from './operators.ts';
import type { BpftraceScript } from './parse.ts';
import type { Expression, Item, Statement } from './tree.ts';
import { NEWEST, releaseOf } from './versions.ts';
import { type Visit, walkBlock, walkExpression } from './walk.ts';

/** What no release makes a number of. Tried with 0.17, 0.23 and 0.27. */
const opaque = new Set(['hist', 'lhist', 'stats', 'tseries']);
/** Their results are refused in tuples by every release that looks; those of `stats` only by some. */
const histograms = new Set(['hist', 'lhist']);
/** Functions that want a number first, and get none of any of these. */
const counting = new Set(['sum', 'avg', 'min', 'max', 'stats', 'hist', 'lhist']);

/** The last release that reads no number out of a count or a sum. */
const READS_NO_NUMBER = 17;
/** The first release that surely refuses to copy what it cannot read. */
const REFUSES_COPIES = 23;
/** The last release that surely prints no single entry of `stats`: 0.23 does not, 0.27 does. */
const STATS_WHOLE = 23;
/** The last release whose `%s` takes texts only. */
const TEXTS_ONLY = 23;

/** Findings about such values; none where a macro or another file may store something else in a map. */
export function checkAggregates({ tree }: BpftraceScript, { pack }: Source): readonly Finding[] {
  if (tree.items.some(({ kind }) => kind === 'macro' || kind === 'import')) return [];
  const release = releaseOf(pack) ?? NEWEST;
  const writes = writesOf(tree.items);
  const findings: Finding[] = [];
  const refuse = (range: Range, message: string): void => {
    findings.push({ range, severity: 'error', code: 'aggregate-value', message });
  };
  /** The function that fills the map, where the expression is one and nothing else is stored in it. */
  const filledBy = (expression: Expression | undefined): string | undefined => {
    if (expression?.kind === 'group') return filledBy(expression.expression);
    if (expression?.kind !== 'map') return undefined;
    const names = new Set(writes.get(expression.name.text)?.map(mapFunction));
    return names.size === 1 ? [...names][0] : undefined;
  };
  const isOpaque = (expression: Expression): boolean => opaque.has(filledBy(expression) ?? '');
  const hasNoNumber = (expression: Expression): boolean =>
    isOpaque(expression) || (release <= READS_NO_NUMBER && filledBy(expression) !== undefined);
  const noNumber = (expression: Expression): string =>
    `The result of \`${filledBy(expression)}()\` is no number here; \`print\` shows it.`;

  const condition = (tested: Expression): void => {
    const name = filledBy(tested);
    if (name !== undefined)
      refuse(tested.range, `The result of \`${name}()\` is no condition; compare a number of your own with something.`);
  };
  const copied = (value: Expression | undefined, target: Expression | undefined): void => {
    const name = filledBy(value);
    if (!value || name === undefined || release < REFUSES_COPIES) return;
    if (opaque.has(name)) refuse(value.range, `The result of \`${name}()\` cannot be stored anywhere else.`);
    else if (target?.kind === 'map' && writes.get(target.name.text)?.length === 1)
      refuse(
        value.range,
        `\`${target.name.text}\` would be of \`${name}()\`'s kind, which only \`${target.name.text} = ${name}(…)\` makes; store \`(int64)\` of it.`,
      );
  };
  const statement = (one: Statement): void => {
    if (one.kind === 'let') copied(one.value, undefined);
    if (one.kind === 'for' && isOpaque(one.from) && release >= REFUSES_COPIES)
      refuse(one.from.range, `A loop does not go over results of \`${filledBy(one.from)}()\`; \`print\` shows them.`);
    if (one.kind !== 'assignment') return;
    if (one.operator.text === '=') copied(one.value, one.target);
    else if (hasNoNumber(one.value)) refuse(one.value.range, noNumber(one.value));
  };
  const expression = (one: Expression): void => {
    switch (one.kind) {
      case 'binary': {
        const [left, right] = [filledBy(one.left), filledBy(one.right)];
        if ((left === undefined) === (right === undefined)) return;
        const value = left === undefined ? one.right : one.left;
        if (hasNoNumber(value)) refuse(value.range, noNumber(value));
        return;
      }
      case 'unary':
        if (/^[-!~]$/.test(one.operator) && filledBy(one.operand) !== undefined)
          refuse(
            one.operand.range,
            `\`${one.operator}\` does not go with the result of \`${filledBy(one.operand)}()\`.`,
          );
        return;
      case 'cast':
        if (hasNoNumber(one.operand)) refuse(one.operand.range, noNumber(one.operand));
        return;
      case 'if':
        condition(one.condition);
        return;
      case 'conditional':
        if (one.whenTrue) condition(one.condition);
        return;
      case 'tuple':
        if (release < REFUSES_COPIES) return;
        for (const element of one.elements)
          if (histograms.has(filledBy(element) ?? ''))
            refuse(element.range, `The result of \`${filledBy(element)}()\` is no part of a tuple.`);
        return;
      case 'map':
        if (release < REFUSES_COPIES) return;
        for (const key of one.keys ?? [])
          if (histograms.has(filledBy(key) ?? ''))
            refuse(key.range, `The result of \`${filledBy(key)}()\` is no key of a map.`);
        return;
      case 'call':
        call(one.callee.text, one.arguments);
    }
  };
  const call = (callee: string, given: readonly Expression[]): void => {
    const [first, ...rest] = given;
    if (!first) return;
    const printed = callee === 'print' ? withoutParentheses(first) : undefined;
    if (printed?.kind === 'map' && printed.keys && isPrintedWhole(filledBy(printed) ?? '', release))
      refuse(
        printed.range,
        `No single entry of a map of \`${filledBy(printed)}()\` can be printed: \`print(${printed.name.text})\` prints them all.`,
      );
    if (counting.has(callee) && filledBy(first) !== undefined)
      refuse(first.range, `\`${callee}\` wants a number, and this is the result of \`${filledBy(first)}()\`.`);
    if (callee !== 'printf' || first.kind !== 'string') return;
    for (const [index, letter] of (conversionsOf(first.value) ?? []).entries()) {
      const argument = rest[index];
      const name = filledBy(argument);
      if (!argument || name === undefined || !(/^[duxXi]$/.test(letter) || (letter === 's' && release <= TEXTS_ONLY)))
        continue;
      const other = hasNoNumber(argument) ? '`print` does' : `\`%d\` of \`(int64)\` before it does`;
      refuse(argument.range, `\`%${letter}\` does not print the result of \`${name}()\`; ${other}.`);
    }
  };
  const visit: Visit = {
    statement,
    expression,
    // The keys of what is assigned to are walked, the map itself is only a target.
    target: (target) => expression(target),
  };
  for (const item of tree.items) {
    if (item.kind !== 'probe' && item.kind !== 'subprogram') continue;
    if (item.kind === 'probe' && item.predicate) {
      condition(item.predicate);
      walkExpression(item.predicate, visit);
    }
    walkBlock(item.body, visit);
  }
  return findings;
}

/** Whether a release prints the entries of a map of this function only all at once. */
function isPrintedWhole(name: string, release: number): boolean {
  if (release < REFUSES_COPIES) return false;
  return histograms.has(name) || name === 'tseries' || (name === 'stats' && release <= STATS_WHOLE);
}

/** All that is stored in each map; undefined where it is counted up, or by a way that does not show. */
function writesOf(items: readonly Item[]): ReadonlyMap<string, readonly (Expression | undefined)[]> {
  const writes = new Map<string, (Expression | undefined)[]>();
  const note = (target: Expression, value: Expression | undefined): void => {
    if (target.kind !== 'map') return;
    const known = writes.get(target.name.text);
    if (known) known.push(value);
    else writes.set(target.name.text, [value]);
  };
  const visit: Visit = {
    statement: (one) => {
      if (one.kind === 'assignment') note(one.target, one.operator.text === '=' ? one.value : undefined);
    },
    expression: (one) => {
      if (one.kind === 'step' || one.kind === 'addressOf') note(one.operand, undefined);
    },
  };
  for (const item of items) {
    if (item.kind !== 'probe' && item.kind !== 'subprogram') continue;
    if (item.kind === 'probe' && item.predicate) walkExpression(item.predicate, visit);
    walkBlock(item.body, visit);
  }
  return writes;
}

function mapFunction(value: Expression | undefined): string | undefined {
  if (value?.kind === 'group') return mapFunction(value.expression);
  return value?.kind === 'call' && functionsByName.get(value.callee.text)?.mapValue ? value.callee.text : undefined;
}
