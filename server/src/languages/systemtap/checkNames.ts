// Names that do nothing: globals and functions nobody uses, variables that are read and never set.
import type { Finding } from '../../syntax/finding.ts';
import { nearestNames, withNearest } from '../../syntax/nearestNames.ts';
import type { Declaration } from '../../syntax/script.ts';
import type { SystemTapScript } from './typedScript.ts';

/** Findings about globals and functions nobody uses, and variables that are read and never set. */
export function checkNames({ names, tree, text }: SystemTapScript): readonly Finding[] {
  const used = new Set<Declaration>();
  for (const { declaration, range } of names.occurrences) {
    if (range !== declaration.nameRange) used.add(declaration);
  }
  const isWritten = ({ nameRange, name }: Declaration): boolean =>
    name !== '' && text.startsWith(name, nameRange.start);
  // What a macro brings has no place of its own to be told at.
  return names.declarations.filter(isWritten).flatMap((declaration): readonly Finding[] => {
    const { kind, name, nameRange } = declaration;
    if ((kind === 'global' || kind === 'function') && !used.has(declaration)) {
      const what = kind === 'global' ? 'Global' : 'Function';
      const severity = kind === 'global' ? 'warning' : 'hint';
      return [{ range: nameRange, severity, code: 'unused', message: `${what} ${name} is never used.`, tag: 'unused' }];
    }
    if ((kind === 'global' || kind === 'local') && tree.types.isNeverSet(nameRange.start, name)) {
      const others = names.declarations.filter(
        (one) => one.name !== name && (one.kind === 'global' || one.scope === declaration.scope),
      );
      const message = `Nothing ever sets ${name}; it is read as 0 or "".`;
      const finding: Finding = { range: nameRange, severity: 'warning', code: 'never-set', message };
      return [
        withNearest(
          finding,
          nearestNames(
            name,
            others.map((one) => one.name),
          ),
        ),
      ];
    }
    return [];
  });
}
