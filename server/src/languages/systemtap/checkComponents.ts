// The components of a probe point against what the target's own stap takes at each place.
import type { Finding } from '../../syntax/finding.ts';
import { nearestNames, withNearest } from '../../syntax/nearestNames.ts';
import type { Range } from '../../syntax/range.ts';
import type { Source } from '../language.ts';
import { tokenize } from './lexer.ts';
import { aliasesMatching } from './matches.ts';
import { readPoint } from './pointText.ts';
import { kindsOf } from './targetKinds.ts';
import type { Point } from './tree.ts';

/**
 * The first component that stap would refuse: "probe point mismatch", "invalid suffix for probe". Undefined where none is,
 * where the target did not tell, and where the tapset has an alias of that name; the tapset has to be all in.
 */
export function refusedComponent(point: Point, text: string, { text: script, pack }: Source): Finding | undefined {
  const parts = readPoint(text);
  if (pack.probeTypes.length === 0 || aliasesMatching(parts, pack).length > 0) return undefined;
  let kinds = kindsOf(pack);
  for (const [index, { name }] of parts.entries()) {
    const kind = kinds.find((one) => one.name === name);
    if (kind !== undefined && kind.unavailable === undefined) {
      kinds = kind.next ?? [];
      continue;
    }
    // A first word that is no kind may be of the tapset, and a pattern of anything.
    if (kind === undefined && (index === 0 || name === '' || /[*?[]/.test(name))) return undefined;
    const why = kind?.unavailable ?? `SystemTap ${pack.manifest.tracers.stap ?? ''} takes no such component here`;
    const usable = kinds.filter(({ unavailable }) => unavailable === undefined);
    return withNearest(
      {
        range: componentRange(point.range, name, script),
        severity: 'error',
        code: 'no-such-component',
        message: `\`${name}\`: ${why}.`,
      },
      nearestNames(
        name,
        usable.map((one) => one.name),
      ),
    );
  }
  return undefined;
}

/** A name that braces made (`{a,b}.c`) may stand nowhere as it is: then it is the whole point. */
function componentRange(point: Range, name: string, script: string): Range {
  const token = tokenize(script.slice(point.start, point.end)).tokens.find(({ image }) => image === name);
  if (token === undefined) return point;
  const start = point.start + token.startOffset;
  return { start, end: start + name.length };
}
