// The probe points that SystemTap alone has: the aliases of its tapset.
import type { KernelPack } from '../../kernel/kernelPack.ts';
import { type Tapset, tapsetOf } from './tapset.ts';

type Probes = readonly { readonly text: string; readonly description: string }[];

/** Searched with every key that is typed, so made anew only when the tapset's parsing brought more. */
const made = new WeakMap<Tapset, { readonly aliases: number; readonly list: Probes }>();

/** What the tapset's parsing has brought so far, in order of name; aliases for other tapsets only (`__name`) are left out. */
export function ownProbes(pack: KernelPack): Probes {
  const tapset = tapsetOf(pack);
  if (tapset === undefined) return [];
  const known = made.get(tapset);
  if (known?.aliases === tapset.aliases.size) return known.list;
  const aliases = [...tapset.aliases.values()].filter(({ name }) => !/(?:^|\.)_/.test(name));
  const all = aliases.map(({ name, variables }) => ({ text: name, description: variables.join(', ') }));
  const list = all.sort((a, b) => (a.text < b.text ? -1 : 1));
  made.set(tapset, { aliases: tapset.aliases.size, list });
  return list;
}
