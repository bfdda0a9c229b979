// The targets that this user has: this machine, those of the settings, of ssh_config, those typed in lately, and groups.
import type { Memento } from 'vscode';
import { settings } from '../../settings.ts';
import type { Target } from '../../targets/target.ts';
import { type ReadGroup, readGroup } from '../../targets/targetGroup.ts';
import { configuredHosts, parseTarget } from '../../targets/targets.ts';

const recentKey = 'recentTargets';
const mostRecent = 8;

export class KnownTargets {
  readonly #memory: Memento;

  constructor(memory: Memento) {
    this.#memory = memory;
  }

  /** Picked lately, the last one first. */
  get recent(): readonly string[] {
    return this.#memory.get<readonly string[]>(recentKey, []);
  }

  async remember(target: Target): Promise<void> {
    const others = this.recent.filter((other) => other !== target.name);
    await this.#memory.update(recentKey, [target.name, ...others].slice(0, mostRecent));
  }

  /** Every target once, this machine first. */
  async all(): Promise<readonly Target[]> {
    const names = ['local', ...settings.targets(), ...(await configuredHosts()), ...this.recent];
    return [...new Set(names)].flatMap(targetNamed);
  }

  /** The groups of the settings, also those with something wrong in them. */
  get groups(): readonly TargetGroup[] {
    return Object.entries(settings.groups()).map(([name, written]) => ({ name, ...readGroup(written) }));
  }
}

export interface TargetGroup extends ReadGroup {
  readonly name: string;
}

function targetNamed(name: string): Target[] {
  try {
    return [parseTarget(name)];
  } catch {
    return [];
  }
}
