// The target groups of the command line: `groups.json` in its configuration folder, `{ "web": ["web1", "web2"] }`.
import { readFile } from 'node:fs/promises';
import { UsageError } from './command.ts';
import { groupsFile } from './folders.ts';

/** The names of a group's targets. Throws a `UsageError` that says what is missing. */
export async function targetsOfGroup(name: string): Promise<readonly string[]> {
  const text = await readFile(groupsFile, 'utf8').catch(() => undefined);
  if (text === undefined) {
    throw new UsageError(`${groupsFile} is not there. Write { "${name}": ["host1", "host2"] } into it.`);
  }
  const targets = groupIn(text, name);
  if (targets === undefined) {
    throw new UsageError(`${groupsFile} has no list of targets named "${name}".`);
  }
  return targets;
}

function groupIn(text: string, name: string): readonly string[] | undefined {
  try {
    const groups: unknown = JSON.parse(text);
    if (typeof groups !== 'object' || groups === null || !Object.hasOwn(groups, name)) return undefined;
    const targets: unknown = (groups as Record<string, unknown>)[name];
    return Array.isArray(targets) && targets.every((target) => typeof target === 'string') ? targets : undefined;
  } catch (error) {
    throw new UsageError(`${groupsFile} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
