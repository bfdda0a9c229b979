// Evaluates one comparison of a `%( … %?`: facts of the target, numbers and strings.
import type { Environment } from './environment.ts';
import type { ScriptToken } from './lexer.ts';
import { NumberLiteral, RawArgument, StringLiteral, TextArgument } from './tokens.ts';

/** `unknown`: it depends on what is not known here (arguments, a configuration). */
export type Verdict = boolean | 'unknown' | { readonly error: string; readonly at: 'left' | 'operator' | 'right' };

const comparisons = ['==', '!=', '<', '>', '<=', '>='];

/** `L OP R`, with stap's rules about what may be compared with what. */
export function evaluate(
  left: ScriptToken,
  operator: ScriptToken,
  right: ScriptToken,
  environment: Environment,
): Verdict {
  if (!comparisons.includes(operator.image))
    return { error: "expected a comparison such as '==' or '>='", at: 'operator' };
  if (isArgument(left) || isArgument(right)) return 'unknown';
  const name = left.image;
  const isEquality = operator.image === '==' || operator.image === '!=';
  const fact = stringFact(name, environment);
  if (fact !== undefined) {
    if (right.tokenType !== StringLiteral) return { error: `${name} is compared with a string`, at: 'right' };
    if (fact.equalityOnly && !isEquality) return { error: `${name} takes only == and !=`, at: 'operator' };
    const wanted = textOf(right);
    if (/[*?[]/.test(wanted)) {
      if (!isEquality) return { error: 'a pattern takes only == and !=', at: 'operator' };
      return globs(wanted, fact.value) === (operator.image === '==');
    }
    return holds(operator.image, compareVersions(fact.value, wanted));
  }
  if (name === 'guru_mode') {
    if (right.tokenType !== NumberLiteral || !/^[01]$/.test(right.image))
      return { error: 'guru_mode is 0 or 1', at: 'right' };
    if (!isEquality) return { error: 'guru_mode takes only == and !=', at: 'operator' };
    return holds(operator.image, Number(environment.guru) - Number(right.image));
  }
  if (name.startsWith('CONFIG_')) return evaluateConfig(name, operator.image, right, environment);
  if (left.tokenType === StringLiteral && right.tokenType === StringLiteral) {
    const [a, b] = [textOf(left), textOf(right)];
    return holds(operator.image, a < b ? -1 : a > b ? 1 : 0);
  }
  if (left.tokenType === NumberLiteral && right.tokenType === NumberLiteral) {
    return holds(operator.image, Number(left.image) - Number(right.image));
  }
  const isLiteral = left.tokenType === StringLiteral || left.tokenType === NumberLiteral;
  return isLiteral
    ? { error: 'numbers are compared with numbers, strings with strings', at: 'right' }
    : {
        error: "expected 'arch', 'kernel_v', 'kernel_vr', 'systemtap_v', 'CONFIG_…', a number or a string",
        at: 'left',
      };
}

function isArgument({ tokenType }: ScriptToken): boolean {
  return tokenType === RawArgument || tokenType === TextArgument;
}

function textOf(token: ScriptToken): string {
  return token.image.slice(1, -1);
}

function stringFact(name: string, environment: Environment): { value: string; equalityOnly: boolean } | undefined {
  switch (name) {
    case 'kernel_v':
      return { value: environment.release.replace(/-.*/, ''), equalityOnly: false };
    case 'kernel_vr':
      return { value: environment.release, equalityOnly: false };
    case 'systemtap_v':
      return { value: environment.stapVersion, equalityOnly: false };
    case 'arch':
      return { value: environment.arch, equalityOnly: true };
    case 'runtime':
      return { value: 'kernel', equalityOnly: true };
    case 'systemtap_privilege':
      return { value: 'stapdev', equalityOnly: true };
    default:
      return undefined;
  }
}

function evaluateConfig(name: string, operator: string, right: ScriptToken, { config }: Environment): Verdict {
  const isEquality = operator === '==' || operator === '!=';
  if (right.tokenType === StringLiteral && !isEquality) {
    return { error: 'a configuration value and a string take only == and !=', at: 'operator' };
  }
  if (config === undefined) return 'unknown';
  const value = config.get(name)?.replace(/^"|"$/g, '') ?? '';
  if (right.tokenType === StringLiteral) return globs(textOf(right), value) === (operator === '==');
  if (right.tokenType === NumberLiteral) return holds(operator, Number(value || 0) - Number(right.image));
  if (!right.image.startsWith('CONFIG_')) return { error: 'expected a string, a number or CONFIG_…', at: 'right' };
  const other = config.get(right.image)?.replace(/^"|"$/g, '') ?? '';
  return holds(operator, value < other ? -1 : value > other ? 1 : 0);
}

function holds(operator: string, order: number): boolean {
  switch (operator) {
    case '==':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '>':
      return order > 0;
    case '<=':
      return order <= 0;
    default:
      return order >= 0;
  }
}

/** Orders dotted versions by their numbers (`2.6.9` before `2.6.18`). */
export function compareVersions(a: string, b: string): number {
  const pieces = (text: string): readonly string[] => text.match(/\d+|\D+/g) ?? [];
  const [left, right] = [pieces(a), pieces(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const [x, y] = [left[index] ?? '', right[index] ?? ''];
    if (x === y) continue;
    if (/^\d/.test(x) && /^\d/.test(y)) {
      if (Number(x) !== Number(y)) return Number(x) - Number(y);
    } else return x < y ? -1 : 1;
  }
  return 0;
}

function globs(pattern: string, text: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  try {
    return new RegExp(`^${expression}$`, 's').test(text);
  } catch {
    return pattern === text;
  }
}
