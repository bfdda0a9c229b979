// Checks of `let $x : type`: types that only a map can hold, or nothing.
import type { Finding } from '../../syntax/finding.ts';
import type { Source } from '../language.ts';
import type { BpftraceScript } from './parse.ts';
import type { Statement } from './tree.ts';
import { NEWEST, releaseOf } from './versions.ts';
import { walkBlock } from './walk.ts';

/** `let` with a type is read from this release on. */
const HAS_LET = 22;

/** Results of map functions that have a type's name, held against 0.23 and 0.27; `hist_t` and its kin are looked up as any other name. */
const ofMaps = /^(?:count|u?(?:sum|min|max|avg|stats))_t$/;

/** Findings about the types that variables are declared with; what they point to may be anything. */
export function checkDeclarations({ tree }: BpftraceScript, { pack }: Source): readonly Finding[] {
  if ((releaseOf(pack) ?? NEWEST) < HAS_LET) return [];
  const findings: Finding[] = [];
  const statement = (one: Statement): void => {
    if (one.kind !== 'let' || one.type?.name === undefined || one.type.tag || one.type.suffixes.length > 0) return;
    const { text, range } = one.type.name;
    const finding = { range, severity: 'error', code: 'variable-type' } as const;
    const name = one.name.text;
    if (text === 'void') findings.push({ ...finding, message: `\`${name}\` cannot be \`void\`, which holds nothing.` });
    if (ofMaps.test(text))
      findings.push({
        ...finding,
        message: `\`${name}\` cannot be \`${text}\`: only a map holds that, as in \`@ = ${text.replace(/^u|_t$/g, '')}(…)\`.`,
      });
  };
  for (const item of tree.items)
    if (item.kind === 'probe' || item.kind === 'subprogram' || item.kind === 'macro')
      walkBlock(item.body, { statement });
  return findings;
}
