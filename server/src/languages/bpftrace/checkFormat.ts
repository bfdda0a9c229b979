// Checks of printf and its kin: a literal format, as many arguments as it converts.
import type { Finding } from '../../syntax/finding.ts';
import type { Call } from './tree.ts';

const formatting = new Set(['printf', 'errorf', 'warnf', 'cat', 'system']);

/** Findings about the format of a call, none for other functions. */
export function checkFormat({ callee, arguments: given, range }: Call): readonly Finding[] {
  if (!formatting.has(callee.text)) return [];
  const [format, ...rest] = given;
  if (!format) {
    const message = `\`${callee.text}\` needs a format, e.g. \`${callee.text}("%d\\n", pid)\`.`;
    return [{ range: callee.range, severity: 'error', code: 'argument-count', message }];
  }
  if (format.kind !== 'string') return [];
  const conversions = conversionsOf(format.value);
  if (conversions === undefined || conversions === rest.length) return [];
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

/** How many arguments a format takes; undefined where it holds something that is not known here. */
export function conversionsOf(format: string): number | undefined {
  let count = 0;
  for (let at = format.indexOf('%'); at >= 0; at = format.indexOf('%', at)) {
    const [whole, conversion] =
      /^%[-+ #0]*\d*(?:\.\d+)?(?:hh|h|ll|l|j|z|t)?([duxXipcsr%o])/.exec(format.slice(at)) ?? [];
    if (whole === undefined) return undefined;
    if (conversion !== '%') count++;
    at += whole.length;
  }
  return count;
}
