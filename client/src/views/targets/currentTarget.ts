// The target that is picked: its name, what is known of its kernel, and the state of its kernel pack.
import { EventEmitter, type Memento } from 'vscode';
import type { PackManifest } from '../../../../server/src/protocol.ts';
import type { Target } from '../../targets/target.ts';
import { parseTarget } from '../../targets/targets.ts';

const nameKey = 'target';

/** How the target's kernel pack stands; `message` is one line for the user. */
export interface PackState {
  readonly kind: 'none' | 'collecting' | 'ready' | 'failed';
  readonly message: string;
}

export class CurrentTarget {
  readonly #memory: Memento;
  readonly #changed = new EventEmitter<void>();
  readonly onChange = this.#changed.event;
  #target: Target | undefined;
  #packName: string | undefined;
  #manifest: PackManifest | undefined;
  #packState: PackState = { kind: 'none', message: 'No kernel pack yet.' };

  constructor(memory: Memento) {
    this.#memory = memory;
  }

  /** Takes up the target that was picked in an earlier window, without connecting to it. */
  restore(): void {
    // Set by `npm start`, which knows what this machine can do before anything was picked.
    const name = this.#memory.get<string>(nameKey) ?? process.env.TRACEWRIGHT_TARGET;
    if (name === undefined) return;
    try {
      this.#target = parseTarget(name);
    } catch {
      // A name that no longer means a target is as if none had been picked.
      return;
    }
    this.#changed.fire();
  }

  get target(): Target | undefined {
    return this.#target;
  }

  get name(): string | undefined {
    return this.#target?.name;
  }

  /** What a pack that is in force without a target goes by: `pack of HOST/RELEASE (imported)`. */
  get packName(): string | undefined {
    return this.#packName;
  }

  /** What is completed and checked against, for people: target and kernel, or the pack; '' where there is neither. */
  get place(): string {
    return this.#packName ?? [this.name, this.kernel].filter(Boolean).join(' · ');
  }

  /** Kernel release, '' until known. */
  get kernel(): string {
    return this.#manifest?.release ?? '';
  }

  /** Tracers found on the target with their versions. */
  get tracers(): readonly (readonly [string, string])[] {
    return Object.entries(this.#manifest?.tracers ?? {});
  }

  get packState(): PackState {
    return this.#packState;
  }

  pick(target: Target): void {
    this.#target = target;
    this.#packName = undefined;
    this.#manifest = undefined;
    this.#packState = { kind: 'none', message: 'No kernel pack yet.' };
    void this.#memory.update(nameKey, target.name);
    this.#changed.fire();
  }

  /** From now on a pack is in force without a target, which may be picked again; `name` undefined: no pack either. */
  usePackAlone(name: string | undefined, packState: PackState, manifest?: PackManifest): void {
    this.#target = undefined;
    this.#packName = name;
    this.#packState = packState;
    this.#manifest = manifest;
    this.#changed.fire();
  }

  /** News of the pack; a manifest stays known until another target is picked. */
  setPack(packState: PackState, manifest?: PackManifest): void {
    this.#packState = packState;
    this.#manifest = manifest ?? this.#manifest;
    this.#changed.fire();
  }
}
