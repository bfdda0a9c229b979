// The rows of the Probes tree that one language alone has: its library's probe points, by their first word.
import type { KernelPack } from '../kernel/kernelPack.ts';
import type { Language } from '../languages/language.ts';
import type { ProbeNode } from '../protocol.ts';

type OwnProbe = ReturnType<NonNullable<Language['ownProbes']>['list']>[number];

/** A first row for each language that has some on this target. */
export function ownRoots(pack: KernelPack, languages: readonly Language[]): readonly ProbeNode[] {
  return ownLanguages(languages).map(({ id, title, list }) => {
    const count = list(pack).length;
    return { id: `own\n${id}`, label: title, description: count.toLocaleString('en-US'), hasChildren: count > 0 };
  });
}

/** Below a language its groups, below a group its probe points. */
export function ownRows(
  pack: KernelPack,
  languages: readonly Language[],
  id: string,
  group: string | undefined,
): readonly ProbeNode[] {
  const language = ownLanguages(languages).find((one) => one.id === id);
  const probes = language?.list(pack) ?? [];
  if (group !== undefined) return probes.filter(({ text }) => groupOf(text) === group).map((one) => rowOf(id, one));
  const groups = new Map<string, OwnProbe[]>();
  for (const probe of probes) groups.set(groupOf(probe.text), [...(groups.get(groupOf(probe.text)) ?? []), probe]);
  return Array.from(groups, ([name, members]) => {
    const [only, another] = members;
    if (only !== undefined && another === undefined) return rowOf(id, only);
    return { id: `own\n${id}\n${name}`, label: name, description: String(members.length), hasChildren: true };
  });
}

/** All of them that a predicate takes. */
export function ownHits(
  pack: KernelPack,
  languages: readonly Language[],
  takes: (text: string) => boolean,
): readonly ProbeNode[] {
  return ownLanguages(languages).flatMap(({ id, list }) =>
    list(pack)
      .filter(({ text }) => takes(text))
      .map((probe) => rowOf(id, probe)),
  );
}

function ownLanguages(languages: readonly Language[]) {
  return languages.flatMap(({ id, ownProbes }) => (ownProbes ? [{ id, ...ownProbes }] : []));
}

function groupOf(text: string): string {
  return text.split(/[.(]/, 1)[0] ?? text;
}

function rowOf(id: Language['id'] | string, { text, description }: OwnProbe): ProbeNode {
  const place = { kind: 'own', language: id as Language['id'], text } as const;
  return { id: '', label: text, description, hasChildren: false, place };
}
