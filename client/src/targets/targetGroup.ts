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

/** What a group that a user wrote comes to. */
export interface ReadGroup {
  readonly targets: readonly Target[];
  /** The head node through which they are reached, all together. */
  readonly via?: string;
  /** What in it names no target and how to write it, in sentences; '' where all of it does. */
  readonly problem: string;
}

/** Reads what may be wrong: a name that is none is told of, and the others are kept. Connects to nothing. */
export function readGroup(written: unknown): ReadGroup {
  if (!isWrittenGroup(written)) {
    return { targets: [], problem: 'It is no group. Write a list of hosts, or { "via": "head", "hosts": ["host1"] }.' };
  }
  const via = 'via' in written ? written.via : undefined;
  const groupOf = (names: readonly string[]): WrittenGroup => (via === undefined ? names : { via, hosts: names });
  const problems = new Set<string>();
  const names = ('via' in written ? written.hosts : written).filter((name) => {
    try {
      return targetsOf(groupOf([name])).length > 0;
    } catch (error) {
      problems.add(error instanceof Error ? error.message : String(error));
      return false;
    }
  });
  const targets = names.length === 0 ? [] : targetsOf(groupOf(names));
  if (targets.length === 0 && problems.size === 0) problems.add('It names no host yet.');
  return { targets, ...(via !== undefined && { via }), problem: [...problems].join(' ') };
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
