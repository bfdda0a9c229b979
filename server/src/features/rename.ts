// Rename: every place of a script's own name, refused where the new name would mean something else.
import type { TextEdit } from '../syntax/finding.ts';
import type { Range } from '../syntax/range.ts';
import { type Analysis, analyse } from './analysis.ts';
import { applyEdits } from './applyEdits.ts';
import { references } from './references.ts';
import { occurrenceAt } from './wordAt.ts';

/** Why a name cannot be renamed, in a sentence for the user. */
export interface Refusal {
  readonly refused: string;
}

/** The name that a rename at an offset would change; undefined where there is none of the script's own. */
export function renameRange(analysis: Analysis, offset: number): Range | undefined {
  return occurrenceAt(analysis, offset)?.range;
}

/** The edits that give a name of the script another; says why where it cannot have it. */
export function rename(analysis: Analysis, offset: number, newName: string): readonly TextEdit[] | Refusal {
  const declaration = occurrenceAt(analysis, offset)?.declaration;
  if (!declaration) return { refused: 'There is no name of this script here.' };
  // A sigil (`@`, `$`) is part of the name; who types the bare word means it too.
  const sigil = /^[^A-Za-z_]*/.exec(declaration.name)?.[0] ?? '';
  const wanted = newName.startsWith(sigil) ? newName : sigil + newName;
  if (wanted === declaration.name) return [];
  if (!/^[A-Za-z_]\w*$/.test(wanted.slice(sigil.length))) return { refused: `\`${newName}\` is not a name.` };
  const words = analysis.language.vocabulary(analysis.source.pack);
  const taken = [words.topLevel, words.keywords, words.functions, words.variables].flat();
  if (taken.some(({ label }) => label === wanted)) {
    return { refused: `\`${wanted}\` already means something in this language.` };
  }
  const edits = references(analysis, offset).map(({ range }) => ({ range, newText: wanted }));
  return changesMeaning(analysis, edits, wanted)
    ? { refused: `\`${wanted}\` is already used here: two names would become one.` }
    : edits;
}

/** Whether the renamed script reads differently: parsed anew, the renamed places must be one name, and no other place. */
function changesMeaning(analysis: Analysis, edits: readonly TextEdit[], wanted: string): boolean {
  const source = { ...analysis.source, text: applyEdits(analysis.source.text, edits) };
  const { errors, names } = analyse(analysis.language, source).script;
  const before = analysis.script;
  if (errors.length > before.errors.length) return true;
  if (names.declarations.length !== before.names.declarations.length) return true;
  let shift = 0;
  const starts = new Set<number>();
  for (const { range, newText } of edits) {
    starts.add(range.start + shift);
    shift += newText.length - (range.end - range.start);
  }
  const renamed = names.occurrences.find(({ range }) => starts.has(range.start))?.declaration;
  const places = names.occurrences.filter(({ declaration }) => declaration === renamed);
  return (
    renamed?.name !== wanted || places.length !== edits.length || places.some(({ range }) => !starts.has(range.start))
  );
}
