// What may follow in a probe point: stap's own components, and the aliases of the tapset.
import type { KernelPack } from '../../kernel/kernelPack.ts';
import type { Candidate } from '../../syntax/candidate.ts';
import type { PointPart } from './pointText.ts';
import { type Alias, tapsetOf } from './tapset.ts';
import { kindsAfter, type TargetKind } from './targetKinds.ts';

/** What may follow these components. */
export function pointCandidates(parts: readonly PointPart[], pack: KernelPack): readonly Candidate[] {
  const kinds =
    kindsAfter(
      parts.map(({ name }) => name),
      pack,
    ) ?? [];
  const aliases = aliasCandidates(parts, pack);
  // What stap does not bring itself, its tapset may.
  const own = kinds.filter(
    ({ name, unavailable }) => unavailable === undefined || !aliases.some(({ label }) => label === name),
  );
  return [...own.map(kindCandidate), ...aliases];
}

function kindCandidate({ name, argument, optional, documentation, next, unavailable }: TargetKind): Candidate {
  const shown = argument === undefined ? '' : argument === 'string' ? '("…")' : '(N)';
  const placeholder = argument === 'string' ? '("$1")' : '($1)';
  return {
    label: name,
    kind: 'probe',
    detail: `probe${shown}`,
    documentation: next
      ? `${documentation}\n\nFollowed by ${next.map((one) => `\`.${one.name}\``).join(', ')}.`
      : documentation,
    ...(unavailable !== undefined && { unavailable }),
    ...(argument !== undefined && !optional && { snippet: `${name}${placeholder}` }),
  };
}

/** The next component of every alias that continues these. */
function aliasCandidates(parts: readonly PointPart[], pack: KernelPack): readonly Candidate[] {
  const tapset = tapsetOf(pack);
  if (tapset === undefined) return [];
  const prefix = parts.map(({ name }) => `${name}.`).join('');
  const found = new Map<string, { alias: Alias | undefined; count: number }>();
  for (const alias of tapset.aliases.values()) {
    if (!alias.name.startsWith(prefix)) continue;
    const [next = '', ...rest] = alias.name.slice(prefix.length).split('.');
    if (next === '' || next.startsWith('__') || /[("]/.test(next)) continue;
    const known = found.get(next) ?? { alias: undefined, count: 0 };
    found.set(next, { alias: rest.length === 0 ? alias : known.alias, count: known.count + 1 });
  }
  return Array.from(found, ([label, { alias, count }]) => ({
    label,
    kind: 'probe' as const,
    detail: alias === undefined ? `tapset · ${count} aliases` : 'tapset alias',
    ...(alias && {
      origin: { path: alias.path, range: alias.range },
      get documentation() {
        return aliasDocumentation(alias);
      },
    }),
  }));
}

function aliasDocumentation(alias: Alias): string {
  const points = alias.points.slice(0, 8).map(({ text, optional, sufficient }) => {
    const mark = sufficient ? ' (where there is one, then alone)' : optional ? ' (where there is one)' : '';
    return `- \`${text}\`${mark}`;
  });
  const variables = alias.variables.filter((name) => !name.startsWith('__')).map((name) => `\`${name}\``);
  return [
    alias.documentation,
    `Stands for\n${points.join('\n')}`,
    variables.length > 0 && `Sets ${variables.join(', ')}`,
  ]
    .filter(Boolean)
    .join('\n\n');
}
