// Groups of targets as users write them: a list, or the hosts that a head node reaches.
import { fleetThrough } from './clush/clushFleet.ts';
import { expandNodeSet } from './nodeSet.ts';
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

/** Each target once, folded names (`web[1-4]`) spread out. Throws a `TargetError` on a text that names none. Connects to nothing. */
export function targetsOf(group: WrittenGroup): readonly Target[] {
  if (!('via' in group)) return spread(group).map(parseTarget);
  return fleetThrough(parseTarget(group.via), spread(group.hosts));
}

/** The same host, reached without the others of its group. */
export function alone(target: Target): Target {
  const [only = target] = target.via === undefined ? [] : fleetThrough(target.via, [target.name]);
  return only;
}

function spread(names: readonly string[]): readonly string[] {
  return [...new Set(names.flatMap(expandNodeSet))];
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}
