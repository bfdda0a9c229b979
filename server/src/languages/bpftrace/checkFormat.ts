// Checks of printf and its kin: a literal format, as many arguments as it converts, of kinds that it can.
import type { Finding } from '../../syntax/finding.ts';
import type { Call, Expression } from './tree.ts';
import { type ValueKind, valueKind } from './valueKind.ts';

const formatting = new Set(['printf', 'errorf', 'warnf', 'cat', 'system']);

/** Findings about the format of a call, none for other functions. */
export function checkFormat({ callee, arguments: given, range }: Call, release: number): readonly Finding[] {
  if (!formatting.has(callee.text)) return [];
  const [format, ...rest] = given;
  if (!format) {
    const message = `\`${callee.text}\` needs a format, e.g. \`${callee.text}("%d\\n", pid)\`.`;
    return [{ range: callee.range, severity: 'error', code: 'argument-count', message }];
  }
  if (format.kind !== 'string') return [];
  const letters = conversionsOf(format.value);
  if (letters === undefined) {
    const unknown = /%[-+ #0]*[\d.]*(?:[fqb]|g(?!r)|\*)/.exec(format.value)?.[0];
    if (unknown === undefined) return [];
    const message = `bpftrace has no \`${unknown}\`: numbers are printed by \`%d\`, \`%u\` and \`%x\`, texts by \`%s\`.`;
    return [{ range: format.range, severity: 'error', code: 'printf-conversion', message }];
  }
  const conversions = letters.length;
  if (conversions === rest.length) return letters.flatMap((letter, index) => checkKind(letter, rest[index], release));
  const has = rest.length === 1 ? 'is one' : `are ${rest.length === 0 ? 'none' : rest.length}`;
  return [
    {
      range: { start: format.range.start, end: range.end },
      severity: 'error',
      code: 'printf-arguments',
      message: `The format converts ${conversions} argument${conversions === 1 ? '' : 's'}, but there ${has} behind it.`,
    },
  ];
}

/** `%s` takes anything, but no numbers up to 0.23. */
function checkKind(letter: string, argument: Expression | undefined, release: number): readonly Finding[] {
  const kind = printedKind(argument);
  if (!argument || kind === undefined) return [];
  const prints = letter === 's' ? kind === 'string' || release > 23 : kind === 'number' && letter !== 'r';
  if (prints) return [];
  const what = { number: 'a number', string: 'a text', tuple: 'a tuple' }[kind];
  const message = `\`%${letter}\` does not print ${what}; ${kind === 'number' ? '`%d` does' : kind === 'string' || release > 23 ? '`%s` does' : '`print` does'}.`;
  return [{ range: argument.range, severity: 'error', code: 'printf-kind', message }];
}

/** What is printed as a text though it is kept as something else: stacks, times, addresses with a name. */
const asText = new Set('kstack ustack strftime ntop ksym usym strerror cgroup_path macaddr probe func'.split(' '));

function printedKind(argument: Expression | undefined): ValueKind | 'tuple' | undefined {
  if (argument?.kind === 'tuple') return 'tuple';
  const name = argument?.kind === 'identifier' ? argument.name : argument?.kind === 'call' ? argument.callee.text : '';
  return asText.has(name) ? 'string' : valueKind(argument);
}

/** The letters of a format's conversions, one an argument; undefined where it holds something that is not known here. */
export function conversionsOf(format: string): readonly string[] | undefined {
  const letters: string[] = [];
  for (let at = format.indexOf('%'); at >= 0; at = format.indexOf('%', at)) {
    const [whole, conversion] =
      /^%[-+ #0]*\d*(?:\.\d+)?(?:hh|h|ll|l|j|z|t)?([duxXipcsr%o])/.exec(format.slice(at)) ?? [];
    if (whole === undefined) return undefined;
    if (conversion !== undefined && conversion !== '%') letters.push(conversion);
    at += whole.length;
  }
  return letters;
}
