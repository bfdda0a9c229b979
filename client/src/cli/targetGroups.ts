// The target groups of the command line: `groups.json` in its configuration folder, written as in the setting `tracewright.groups`.
import { readFile } from 'node:fs/promises';
import type { Target } from '../targets/target.ts';
import { alone, isWrittenGroup, targetsOf, type WrittenGroup } from '../targets/targetGroup.ts';
import { parseTarget } from '../targets/targets.ts';
import { UsageError } from './command.ts';
import { groupsFile } from './folders.ts';

/** A group's targets. Throws a `UsageError` that says what is missing, or a `TargetError` on what names no target. */
export async function targetsOfGroup(name: string): Promise<readonly Target[]> {
  const text = await readFile(groupsFile, 'utf8').catch(() => undefined);
  if (text === undefined) {
    throw new UsageError(`${groupsFile} is not there. Write { "${name}": ["host1", "host2"] } into it.`);
  }
  const group = groupIn(text, name);
  if (group === undefined) {
    throw new UsageError(
      `${groupsFile} has no group named "${name}". Write "${name}": ["host1"], or "${name}": { "via": "head", "hosts": ["host1"] }.`,
    );
  }
  return targetsOf(group);
}

/** A target, where a group is given one of it: a host behind a head node is then reached without the others. Throws as above. */
export async function targetNamed(name: string, group: string | undefined): Promise<Target> {
  if (group === undefined) return parseTarget(name);
  const member = (await targetsOfGroup(group)).find((one) => one.name === name);
  if (member === undefined) throw new UsageError(`The group "${group}" has no host "${name}".`);
  return alone(member);
}

function groupIn(text: string, name: string): WrittenGroup | undefined {
  try {
    const groups: unknown = JSON.parse(text);
    if (typeof groups !== 'object' || groups === null || !Object.hasOwn(groups, name)) return undefined;
    const group: unknown = (groups as Record<string, unknown>)[name];
    return isWrittenGroup(group) ? group : undefined;
  } catch (error) {
    throw new UsageError(`${groupsFile} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
