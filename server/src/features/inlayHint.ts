// Inlay hints: the types that were inferred for names which do not say theirs.
import type { Range } from '../syntax/range.ts';
import type { Declaration } from '../syntax/script.ts';
import type { Analysis } from './analysis.ts';

/** A word that is shown behind an offset and is not in the text. */
export interface InlayHint {
  readonly offset: number;
  readonly label: string;
}

/** The types of names that are declared in a range. */
export function inlayHints({ script }: Analysis, within: Range): readonly InlayHint[] {
  return script.names.declarations
    .filter(({ nameRange }) => within.start <= nameRange.end && nameRange.end <= within.end)
    .filter((declaration) => wantsHint(script.text, declaration))
    .map(({ nameRange, detail }) => ({ offset: nameRange.end, label: `: ${detail}` }))
    .toSorted((a, b) => a.offset - b.offset);
}

function wantsHint(text: string, { kind, name, detail, nameRange }: Declaration): boolean {
  if (kind !== 'global' && kind !== 'local' && kind !== 'parameter' && kind !== 'map') return false;
  // A prototype or a sentence is for hover; a hint is one short word or two.
  if (!detail || !/^[\w[\]*?, ]{1,40}$/.test(detail)) return false;
  if (text.slice(nameRange.start, nameRange.end) !== name) return false;
  // Written already, as `name:type` or as `type name`.
  const before = text.slice(text.lastIndexOf('\n', nameRange.start - 1) + 1, nameRange.start).trimEnd();
  return !/^\s*:/.test(text.slice(nameRange.end, nameRange.end + 8)) && !before.endsWith(detail);
}
