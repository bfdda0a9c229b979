// Target variables: probes that have none, arguments a tracepoint has not, members a struct has not.
import type { Finding } from '../../syntax/finding.ts';
import { nearestNames, withNearest } from '../../syntax/nearestNames.ts';
import type { Range } from '../../syntax/range.ts';
import type { Source } from '../language.ts';
import { contextVariablesOf } from './contextVariables.ts';
import { aliasesMatching } from './matches.ts';
import { runsAsGuru } from './parse.ts';
import { expandPoint } from './points.ts';
import { readPoint } from './pointText.ts';
import type { Expression, Name, ProbeItem } from './tree.ts';
import { walkExpression, walkItem } from './walk.ts';

/** Probes that stand at no place in any code, so no variable is in sight (stapprobes(3stap)). */
const placeless = new Set(['begin', 'end', 'error', 'never', 'timer']);

/** Expressions looked at in `@defined(…)` may well not exist. */
const asking = new Set(['@defined', '@probewrite']);

export function checkTargets(
  item: ProbeItem,
  isOwnAlias: (text: string) => boolean,
  source: Source,
): readonly Finding[] {
  const texts = item.points.flatMap(expandPoint);
  const findings: Finding[] = [];
  const without = texts.find((text) => isPlaceless(text, isOwnAlias, source));
  const asked = askedAbout(item);
  // What a procfs file answers is written to its `$value`, by anyone.
  const mayNotWrite = !runsAsGuru(source.text) && texts.every((text) => /^(kernel|module|process)\b/.test(text));
  walkItem(item, {
    expression: (expression) => {
      if (asked.some(({ start, end }) => start <= expression.range.start && expression.range.end <= end)) return;
      const written = writtenTarget(expression);
      if (written !== undefined && mayNotWrite) {
        const message = `Writing ${written.text} needs guru mode: add -g to the #! line, as in "#!/usr/bin/stap -g".`;
        findings.push({ range: written.range, severity: 'error', code: 'guru-mode', message });
      }
      if (expression.kind === 'target') findings.push(...checkTarget(expression, texts, without, source));
      if (expression.kind === 'operator' && expression.name.text === '@entry' && without !== undefined) {
        const message = `@entry is for probes of a function's return; ${without} has no entry.`;
        findings.push({ range: expression.range, severity: 'error', code: 'no-target-variable', message });
      }
    },
  });
  return findings;
}

/** The target variable that an expression changes. */
function writtenTarget(expression: Expression): Name | undefined {
  const changed =
    expression.kind === 'assignment' ? expression.left : expression.kind === 'crement' ? expression.operand : undefined;
  return changed?.kind === 'target' && 'text' in changed.base && changed.base.text.startsWith('$')
    ? changed.base
    : undefined;
}

function isPlaceless(text: string, isOwnAlias: (text: string) => boolean, { pack }: Source): boolean {
  const parts = readPoint(text);
  return placeless.has(parts[0]?.name ?? '') && !isOwnAlias(text) && aliasesMatching(parts, pack).length === 0;
}

/** Where a script looks before it reads: what is in `@defined(…)`, and what it decides about. */
function askedAbout(item: ProbeItem): readonly Range[] {
  const ranges: Range[] = [];
  walkItem(item, {
    statement: (statement) => {
      if (statement.kind === 'if' && asks(statement.condition)) ranges.push(statement.range);
    },
    expression: (expression) => {
      if (expression.kind === 'ternary' ? asks(expression.condition) : isAsking(expression))
        ranges.push(expression.range);
    },
  });
  return ranges;
}

function asks(condition: Expression): boolean {
  let isAsked = false;
  walkExpression(condition, undefined, {
    expression: (expression) => {
      isAsked ||= isAsking(expression);
    },
  });
  return isAsked;
}

function isAsking(expression: Expression): boolean {
  return expression.kind === 'operator' && asking.has(expression.name.text);
}

function checkTarget(
  { base, suffixes }: Expression & { kind: 'target' },
  texts: readonly string[],
  without: string | undefined,
  source: Source,
): readonly Finding[] {
  if (!('text' in base)) return [];
  const { text: name, range } = base;
  if (without !== undefined) {
    const message = `${without} stands at no place in the kernel's code, so there is no ${name} to read.`;
    return [{ range, severity: 'error', code: 'no-target-variable', message }];
  }
  const [point, ...more] = texts;
  if (point === undefined || more.length > 0 || name.startsWith('$$')) return [];
  const variables = contextVariablesOf([{ range, text: point, optional: false }], source);
  const variable = variables.find(({ candidate }) => candidate.label === name.replace(/(?<=.)\$+$/, ''));
  const labels = variables.filter(({ type }) => type !== 0).map(({ candidate }) => candidate.label);
  if (variable === undefined) {
    // A function has locals too, which only debuginfo knows; a tracepoint has its arguments and nothing else.
    if (!/^kernel\.trace\(/.test(point) || labels.length === 0) return [];
    const message = `${point} has no argument ${name}.`;
    const finding: Finding = { range, severity: 'warning', code: 'no-target-variable', message };
    return [withNearest(finding, nearestNames(name, labels))];
  }
  return checkMembers(variable.type, suffixes, source);
}

function checkMembers(
  start: number,
  suffixes: (Expression & { kind: 'target' })['suffixes'],
  { pack: { types } }: Source,
): readonly Finding[] {
  let type = start;
  for (const { member, range } of suffixes) {
    const resolved = types.type(types.resolve(type));
    if (member === undefined) {
      if (resolved?.kind === 'array') type = resolved.element;
      else if (resolved?.kind === 'pointer') type = resolved.target;
      else return [];
      continue;
    }
    const name = member.replace(/\$+$/, '');
    const members = types.members(types.resolve(type, true));
    const found = members.find((one) => one.name === name);
    if (name === '' || members.length === 0) return [];
    if (found === undefined) {
      const place = { start: range.end - member.length, end: range.end - (member.length - name.length) };
      const message = `${types.spell(types.resolve(type, true))} has no member ${name} on this kernel.`;
      const finding: Finding = { range: place, severity: 'error', code: 'no-member', message };
      const names = members.map((one) => one.name);
      return [withNearest(finding, nearestNames(name, names))];
    }
    type = found.type;
  }
  return [];
}
