// The targets that this user has: this machine, those of the settings, of ssh_config, those typed in lately, and groups.
import type { Memento } from 'vscode';
import { settings } from '../settings.ts';
import type { Target } from '../targets/target.ts';
import { isWrittenGroup, targetsOf } from '../targets/targetGroup.ts';
import { configuredHosts, parseTarget } from '../targets/targets.ts';

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

  /** The groups of the settings, with those members that are targets. */
  get groups(): readonly TargetGroup[] {
    return Object.entries(settings.groups()).flatMap(([name, written]): TargetGroup[] => {
      if (!isWrittenGroup(written)) return [];
      if (!('via' in written)) return [{ name, targets: membersOf(written) }];
      try {
        return [{ name, targets: targetsOf(written), via: written.via }];
      } catch {
        return [];
      }
    });
  }
}

export interface TargetGroup {
  readonly name: string;
  readonly targets: readonly Target[];
  /** The head node through which they are reached, all together. */
  readonly via?: string;
}

/** A member that is none is left out, and not the whole group. */
function membersOf(written: readonly string[]): readonly Target[] {
  const members = written.flatMap((member): readonly Target[] => {
    try {
      return targetsOf([member]);
    } catch {
      return [];
    }
  });
  return [...new Map(members.map((target) => [target.name, target])).values()];
}

function targetNamed(name: string): Target[] {
  try {
    return [parseTarget(name)];
  } catch {
    return [];
  }
}
