// Groups of targets as users write them: a list, or the hosts that a head node reaches.
import { fleetThrough } from './clush/clushFleet.ts';
import type { Target } from './target.ts';
import { parseTarget } from './targets.ts';

/** `{ "via": "head", "hosts": ["node1"] }`: reached by clush on the target `via`. */
export interface HeadGroup {
  readonly via: string;
  readonly hosts: readonly string[];
}

export type WrittenGroup = readonly string[] | HeadGroup;

/** Whether a value of unknown make is a group. */
export function isWrittenGroup(value: unknown): value is WrittenGroup {
  if (isNames(value)) return true;
  if (typeof value !== 'object' || value === null) return false;
  const { via, hosts } = value as Partial<HeadGroup>;
  return typeof via === 'string' && isNames(hosts);
}

/** Each target once. Throws a `TargetError` on a text that names none. Connects to nothing. */
export function targetsOf(group: WrittenGroup): readonly Target[] {
  if (!('via' in group)) return [...new Set(group)].map(parseTarget);
  return fleetThrough(parseTarget(group.via), [...new Set(group.hosts)]);
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}
