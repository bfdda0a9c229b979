// Checks of what may stand only in some places: functions of certain probes, `break` in loops, counts of unrolled loops.
import type { Finding } from '../../syntax/finding.ts';
import { type Provider, parseAttachPoint } from './attachPoint.ts';
import type { BpftraceScript } from './parse.ts';
import type { Call, Expression, Probe, Statement } from './tree.ts';
import { literalNumber, valueKind } from './valueKind.ts';
import { type Visit, walkBlock, walkExpression } from './walk.ts';

/** Functions that a few kinds of probes have. Tried with 0.17, 0.23 and 0.27. */
const onlyIn: ReadonlyMap<string, { readonly providers: ReadonlySet<Provider>; readonly words: string }> = new Map([
  ['path', { providers: new Set<Provider>(['fentry', 'fexit', 'iter']), words: 'fentry, fexit and iter probes' }],
  ['uaddr', { providers: new Set<Provider>(['uprobe', 'uretprobe', 'usdt']), words: 'uprobes and USDT probes' }],
  ['override', { providers: new Set<Provider>(['kprobe']), words: 'kprobes' }],
]);

/** Functions that these kinds of probes do not have: no process or no registers are there. */
const notIn: ReadonlyMap<string, ReadonlySet<Provider>> = new Map([
  ['signal', new Set<Provider>(['begin', 'end', 'interval'])],
  ['reg', new Set<Provider>(['begin', 'end', 'tracepoint'])],
]);

/** Findings about places in all probes. */
export function checkContext({ tree, names }: BpftraceScript): readonly Finding[] {
  const own = new Set(names.declarations.map(({ name }) => name));
  return tree.items.flatMap((item) => {
    if (item.kind !== 'probe') return [];
    const findings: Finding[] = [];
    const visit: Visit = {
      statement: (statement) => findings.push(...checkUnroll(statement)),
      expression: (expression) => {
        if (expression.kind !== 'call' || own.has(expression.callee.text)) return;
        findings.push(...checkPlace(expression, item), ...checkPrint(expression));
      },
    };
    if (item.predicate) walkExpression(item.predicate, visit);
    walkBlock(item.body, visit);
    return [...findings, ...checkJumps(item.body.statements)];
  });
}

function checkPlace({ callee }: Call, { points }: Probe): readonly Finding[] {
  const only = onlyIn.get(callee.text);
  const not = notIn.get(callee.text);
  for (const { text } of points) {
    const { provider } = parseAttachPoint(text);
    if (!provider || text.includes('$')) continue;
    if (only && !only.providers.has(provider)) {
      const message = `\`${callee.text}()\` is only there in ${only.words}.`;
      return [{ range: callee.range, severity: 'error', code: 'function-not-here', message }];
    }
    if (not?.has(provider)) {
      const message = `A ${provider} probe has no \`${callee.text}()\`.`;
      return [{ range: callee.range, severity: 'error', code: 'function-not-here', message }];
    }
  }
  return [];
}

/** Only of a whole map can so many entries be printed. */
function checkPrint({ callee, arguments: given }: Call): readonly Finding[] {
  const [first, second] = given;
  if (callee.text !== 'print' || !first || !second) return [];
  const isWhole = first.kind === 'map' && !first.keys;
  if (isWhole && second.kind === 'identifier' && valueKind(second) === 'number') {
    const message = 'How many entries are printed is a number that stands there.';
    return [{ range: second.range, severity: 'error', code: 'argument-bounds', message }];
  }
  if (isWhole || !/^(?:integer|string|tuple|map)$/.test(first.kind)) return [];
  const message = '`print` takes more than one argument only for a whole map.';
  return [{ range: second.range, severity: 'error', code: 'argument-count', message }];
}

const MOST_TURNS = 100n;

function checkUnroll(statement: Statement): readonly Finding[] {
  if (statement.kind !== 'unroll') return [];
  const { condition } = statement;
  const turns = literalNumber(condition);
  const isOpen = condition.kind === 'identifier' && valueKind(condition) === 'number';
  if (!isOpen && (turns === undefined || (turns >= 1n && turns <= MOST_TURNS))) return [];
  const message = `\`unroll\` takes a number from 1 to ${MOST_TURNS} that stands there.`;
  return [{ range: condition.range, severity: 'error', code: 'argument-bounds', message }];
}

/** `break` and `continue` outside of any loop; what is unrolled is none. */
function checkJumps(statements: readonly Statement[]): readonly Finding[] {
  return statements.flatMap((statement): readonly Finding[] => {
    if (statement.kind === 'jump' && statement.word !== 'return') {
      const { range, word } = statement;
      return [{ range, severity: 'error', code: 'jump-outside-loop', message: `\`${word}\` stands in no loop.` }];
    }
    if (statement.kind === 'unroll') return checkJumps(statement.body.statements);
    return statement.kind === 'expressionStatement' ? jumpsIn(statement.expression) : [];
  });
}

function jumpsIn(expression: Expression | undefined): readonly Finding[] {
  if (expression?.kind === 'block') return checkJumps(expression.statements);
  if (expression?.kind !== 'if') return [];
  return [...checkJumps(expression.whenTrue.statements), ...jumpsIn(expression.whenFalse)];
}
