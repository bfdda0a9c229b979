// Checks of scratch variables: none read that was never set or whose block is over, none declared twice, one kind of value each.
import type { Finding } from '../../syntax/finding.ts';
import type { Range } from '../../syntax/range.ts';
import type { Source } from '../language.ts';
import type { BpftraceScript } from './parse.ts';
import type { Expression, Probe, Statement, Subprogram } from './tree.ts';
import { type Held, heldKind, heldWords } from './valueKind.ts';
import { releaseOf } from './versions.ts';
import { type Visit, walkBlock, walkExpression } from './walk.ts';

/** The release from which on a variable ends with the block that it was first set in: 0.17 and 0.20 look at the whole probe. */
const BLOCK_SCOPES = 22;

/** Findings about all scratch variables; none in scripts with macros, in which a name may be the caller's. */
export function checkVariables({ tree }: BpftraceScript, { pack }: Source): readonly Finding[] {
  if (tree.items.some(({ kind }) => kind === 'macro' || kind === 'import')) return [];
  const hasScopes = (releaseOf(pack) ?? 0) >= BLOCK_SCOPES;
  return tree.items.flatMap((item) =>
    item.kind === 'probe' || item.kind === 'subprogram' ? checkItem(item, hasScopes) : [],
  );
}

function checkItem(item: Probe | Subprogram, hasScopes: boolean): readonly Finding[] {
  const findings: Finding[] = [];
  const parameters = item.kind === 'subprogram' ? item.parameters.map(({ name }) => name.text) : [];
  const everSet = namesSet(item, parameters);
  const scopes: Map<string, Held | undefined>[] = [new Map(parameters.map((name) => [name, undefined]))];
  const scopeOf = (name: string): Map<string, Held | undefined> | undefined =>
    scopes.findLast((scope) => scope.has(name));
  const mistake = (range: Range, code: string, message: string): void => {
    findings.push({ range, severity: 'error', code, message });
  };
  const read = (name: string, range: Range): void => {
    if (!everSet.has(name)) mistake(range, 'undefined-variable', `\`${name}\` is never set in this probe.`);
    else if (hasScopes && !scopeOf(name))
      mistake(
        range,
        'undefined-variable',
        `\`${name}\` is not set here: it lives in the block where it is set first. Put \`let ${name};\` before that block.`,
      );
  };
  const assign = (name: string, value: Expression, range: Range): void => {
    const scope = scopeOf(name);
    const kind = heldKind(value);
    if (!scope) {
      scopes.at(-1)?.set(name, kind);
      return;
    }
    const before = scope.get(name);
    if (before === undefined) scope.set(name, kind);
    else if (kind !== undefined && kind !== before)
      mistake(
        range,
        'variable-kind',
        `\`${name}\` is ${heldWords[before]} and cannot become ${heldWords[kind]}: a variable keeps its kind.`,
      );
  };
  const statement = (one: Statement): void => {
    if (one.kind === 'let') {
      const name = one.name.text;
      if (hasScopes && name !== '' && scopeOf(name))
        mistake(
          one.name.range,
          'declared-twice',
          `\`${name}\` is declared already; another of the same name is not allowed.`,
        );
      scopes.at(-1)?.set(name, one.type ? undefined : heldKind(one.value));
    } else if (one.kind === 'assignment' && one.target.kind === 'variable') {
      if (one.operator.text === '=') later = (): void => assign(nameOf(one.target), one.value, one.value.range);
      else later = (): void => read(nameOf(one.target), one.target.range);
    }
  };
  /** What an assignment does to its variable, once its value has been read. */
  let later: (() => void) | undefined;
  let loop: string | undefined;
  const visit: Visit = {
    enterBlock: () => {
      // Without scopes of blocks, what they set stays set.
      scopes.push(hasScopes ? new Map() : (scopes.at(-1) ?? new Map()));
      if (loop !== undefined) scopes.at(-1)?.set(loop, undefined);
      loop = undefined;
    },
    leaveBlock: () => void scopes.pop(),
    statement: (one) => {
      if (one.kind === 'for') loop = one.name.text;
      statement(one);
    },
    target: (target) => {
      if (target.kind !== 'variable') return;
      const act = later ?? ((): void => read(target.name, target.range));
      later = undefined;
      act();
    },
    expression: (expression) => {
      if (expression.kind === 'variable') read(expression.name, expression.range);
      // What takes an address, or is told where to put a value, sets the variable.
      const [, , third] = expression.kind === 'call' && expression.callee.text === 'find' ? expression.arguments : [];
      if (third?.kind === 'variable' && !scopeOf(third.name)) scopes.at(-1)?.set(third.name, undefined);
      if (expression.kind !== 'addressOf' || expression.operand.kind !== 'variable') return;
      if (!scopeOf(expression.operand.name)) scopes.at(-1)?.set(expression.operand.name, undefined);
    },
  };
  if (item.kind === 'probe' && item.predicate) walkExpression(item.predicate, visit);
  walkBlock(item.body, visit);
  return findings;
}

function nameOf(target: Expression): string {
  return target.kind === 'variable' ? target.name : '';
}

/** All variables that anything in an item sets. */
function namesSet(item: Probe | Subprogram, parameters: readonly string[]): ReadonlySet<string> {
  const set = new Set(parameters);
  const visit: Visit = {
    statement: (one) => {
      if (one.kind === 'let' || one.kind === 'for') set.add(one.name.text);
      if (one.kind === 'assignment' && one.operator.text === '=') set.add(nameOf(one.target));
    },
    expression: (expression) => {
      if (expression.kind === 'addressOf') set.add(nameOf(expression.operand));
      const [, , third] = expression.kind === 'call' && expression.callee.text === 'find' ? expression.arguments : [];
      if (third) set.add(nameOf(third));
    },
  };
  if (item.kind === 'probe' && item.predicate) walkExpression(item.predicate, visit);
  walkBlock(item.body, visit);
  return set;
}
