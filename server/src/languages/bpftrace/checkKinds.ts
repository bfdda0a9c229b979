// Checks of kinds: numbers where texts belong and the other way round, literals, and bounds of histograms.
import type { Finding } from '../../syntax/finding.ts';
import { nearestNames } from '../../syntax/nearestNames.ts';
import type { Source } from '../language.ts';
import { argumentWords } from './builtins.ts';
import { functionsByName } from './functions.ts';
import type { BpftraceScript } from './parse.ts';
import type { Binary, Call, Expression } from './tree.ts';
import { literalNumber, valueKind } from './valueKind.ts';
import { NEWEST, releaseOf } from './versions.ts';
import { type Visit, walkBlock, walkExpression } from './walk.ts';

/** What functions want of their arguments, in order; `literal` is a text in quotes. Held against 0.17, 0.23 and 0.27. */
const wanted: Readonly<Record<string, readonly ('number' | 'string' | 'literal' | 'map' | undefined)[]>> = {
  hist: ['number'],
  lhist: ['number'],
  sum: ['number'],
  avg: ['number'],
  min: ['number'],
  max: ['number'],
  stats: ['number'],
  bswap: ['number'],
  str: [undefined, 'number'],
  strncmp: ['string', 'string', 'number'],
  strftime: ['literal', 'number'],
  time: ['literal'],
  kaddr: ['literal'],
  cgroupid: ['literal'],
  printf: ['literal'],
  clear: ['map'],
  zero: ['map'],
};

const words = { number: 'a number', string: 'a text', literal: 'a text in quotes', map: 'a map' };

/** Findings about kinds in all of a script but its macros, whose arguments may be anything. */
export function checkKinds({ tree, names }: BpftraceScript, { pack }: Source): readonly Finding[] {
  const findings: Finding[] = [];
  const own = new Set(names.declarations.map(({ name }) => name));
  // A `#define` can stand for a word.
  const mayRename = tree.items.some(({ kind }) => kind === 'preprocessor');
  /** Where the value of a map function may stand. */
  const assigned = new Set<Expression>();
  const visit: Visit = {
    statement: (statement) => {
      if (statement.kind !== 'assignment' || statement.target.kind !== 'map' || statement.operator.text !== '=') return;
      let { value } = statement;
      while (value.kind === 'group') value = value.expression;
      assigned.add(value);
    },
    expression: (expression) => {
      if (
        expression.kind === 'unary' &&
        /^[-!~]$/.test(expression.operator) &&
        valueKind(expression.operand) === 'string'
      )
        findings.push(mistake(expression, 'operator-kind', `\`${expression.operator}\` does not go with a text.`));
      if (expression.kind === 'conditional') findings.push(...checkBranches(expression.whenTrue, expression.whenFalse));
      if (expression.kind === 'binary') {
        if ((releaseOf(pack) ?? NEWEST) <= NO_TEXT_OPERATORS) findings.push(...checkTextOperator(expression));
        const left = valueKind(expression.left);
        const right = valueKind(expression.right);
        if (!left || !right || left === right || !/^(?:[=!]=|[<>]=?)$/.test(expression.operator.text)) return;
        const message = `${words[left]} cannot be compared with ${words[right]}.`;
        findings.push(mistake(expression, 'compared-kinds', message.charAt(0).toUpperCase() + message.slice(1)));
      }
      if (expression.kind !== 'call' || own.has(expression.callee.text)) return;
      const { callee } = expression;
      if (functionsByName.get(callee.text)?.mapValue && !assigned.has(expression)) {
        const message = `\`${callee.text}()\` only stands right behind \`@map =\`.`;
        findings.push(mistake(expression, 'map-function', message));
      }
      findings.push(...checkCall(expression), ...checkBounds(expression));
      if (!mayRename) findings.push(...checkWord(expression));
    },
  };
  for (const item of tree.items) {
    if (item.kind !== 'probe' && item.kind !== 'subprogram') continue;
    if (item.kind === 'probe' && item.predicate) walkExpression(item.predicate, visit);
    walkBlock(item.body, visit);
  }
  return findings;
}

function checkCall({ callee, arguments: given }: Call): readonly Finding[] {
  return (wanted[callee.text] ?? []).flatMap((want, index) => {
    const argument = given[index];
    const kind = valueKind(argument);
    if (want === undefined || !argument || kind === undefined) return [];
    const isLiteral = argument.kind === 'string';
    if (want === kind || (want === 'literal' && isLiteral)) return [];
    return [mistake(argument, 'argument-kind', `\`${callee.text}\` wants ${words[want]} here.`)];
  });
}

function checkBounds({ callee, arguments: given }: Call): readonly Finding[] {
  const [, second, third, fourth] = given;
  if (callee.text === 'strncmp' && third && (isCounted(third) || (literalNumber(third) ?? 0n) < 0n))
    return [
      mistake(third, 'argument-bounds', '`strncmp` takes the number of characters as a number that stands there.'),
    ];
  if (/^[ku]stack$/.test(callee.text)) return checkStack(given);
  if (callee.text === 'str') {
    const length = literalNumber(second);
    return second && length !== undefined && length < 0n
      ? [mistake(second, 'argument-bounds', 'A length cannot be negative.')]
      : [];
  }
  if (callee.text === 'hist') {
    const bits = literalNumber(second);
    return second && bits !== undefined && (bits < 0n || bits > 5n)
      ? [mistake(second, 'argument-bounds', '`hist` takes 0 to 5 bits.')]
      : [];
  }
  if (callee.text !== 'lhist' || !third || !fourth) return [];
  const [min, max, step] = [second, third, fourth].map(literalNumber);
  if (step !== undefined && step < 1n) return [mistake(fourth, 'argument-bounds', 'The step must be 1 at least.')];
  const open = [second, third, fourth].find(isCounted);
  if (open) return [mistake(open, 'argument-bounds', '`lhist` takes its bounds as numbers that stand there.')];
  if (second && min !== undefined && min < 0n)
    return [mistake(second, 'argument-bounds', 'The smallest cannot be negative; add something to the value instead.')];
  if (min === undefined || max === undefined) return [];
  if (min >= max) return [mistake(third, 'argument-bounds', 'The largest must be above the smallest.')];
  const buckets = step === undefined ? 0n : (max - min) / step;
  if (buckets <= 1000n) return [];
  return [mistake(fourth, 'argument-bounds', `These are ${buckets} steps; bpftrace takes 1000 at most.`)];
}

/** A number that is only known at run time. */
function isCounted(expression: Expression | undefined): boolean {
  return expression?.kind === 'identifier' && valueKind(expression) === 'number';
}

/** `kstack(mode, limit)`, either of which may be left out. */
function checkStack(given: readonly Expression[]): readonly Finding[] {
  const [first, second] = given;
  if (second && first?.kind === 'integer')
    return [mistake(first, 'stack-mode', 'The mode of a stack stands before its limit.')];
  const limit = second ?? first;
  if (limit && isCounted(limit))
    return [mistake(limit, 'argument-bounds', 'The limit of a stack is a number that stands there.')];
  return [];
}

/** The word that a function takes first, such as the mode of a stack; no release takes a constant there. */
function checkWord({ callee, arguments: [word] }: Call): readonly Finding[] {
  const known = callee.text === 'tseries' ? undefined : argumentWords.get(callee.text);
  if (!known || word?.kind !== 'identifier' || word.name === '' || isCounted(word)) return [];
  // That only `ustack` takes it is another matter, and so is since when.
  if (known.includes(word.name) || word.name === 'build_id') return [];
  const list = known.map((one) => `\`${one}\``).join(', ');
  const fixes = nearestNames(word.name, known).map((newText) => ({
    title: `Change to \`${newText}\``,
    edits: [{ range: word.range, newText }],
  }));
  return [{ ...mistake(word, 'argument-word', `\`${callee.text}\` knows no \`${word.name}\`, but ${list}.`), fixes }];
}

/** The last release that refuses `+`, `<` and their like between texts: 0.23 does, 0.27 does not. */
const NO_TEXT_OPERATORS = 23;

function checkTextOperator({ operator, left, right, range }: Binary): readonly Finding[] {
  if (/^[=!]=$/.test(operator.text) || valueKind(left) !== 'string' || valueKind(right) !== 'string') return [];
  const message = `\`${operator.text}\` does not go with texts on the target's bpftrace; \`==\` and \`!=\` do.`;
  return [{ range, severity: 'error', code: 'operator-kind', message }];
}

function checkBranches(whenTrue: Expression | undefined, whenFalse: Expression): readonly Finding[] {
  const [left, right] = [valueKind(whenTrue), valueKind(whenFalse)];
  if (!left || !right || left === right) return [];
  return [mistake(whenFalse, 'branch-kinds', `The other branch gives ${words[left]}, this one ${words[right]}.`)];
}

function mistake({ range }: Expression, code: string, message: string): Finding {
  return { range, severity: 'error', code, message };
}
