// Connections that the user opened and wants kept, and what each target said of itself over its last one.
import { EventEmitter } from 'vscode';
import { askFacts } from '../../packs/targetFacts.ts';
import { askPrivilege, sayPrivilege } from '../../targets/privilege.ts';
import type { Connection, ConnectOptions, Target } from '../../targets/target.ts';
import { endKept } from '../../targets/targets.ts';

/** What was found on a target. */
export interface TargetAccount {
  /** `uname -r`. */
  readonly kernel: string;
  /** Versions by tracer. */
  readonly tracers: Readonly<Record<string, string>>;
  /** What the user may do there, in a sentence. */
  readonly privilege: string;
}

export class HeldConnections {
  readonly #held = new Map<string, Connection>();
  readonly #accounts = new Map<string, TargetAccount>();
  readonly #changed = new EventEmitter<void>();
  readonly onChange = this.#changed.event;

  isHeld(target: Target): boolean {
    return this.#held.has(target.name);
  }

  /** Undefined where it was not asked in this window. */
  accountOf(target: Target): TargetAccount | undefined {
    return this.#accounts.get(target.name);
  }

  /** Rejects with a `TargetError`. */
  async connect(target: Target, options: ConnectOptions): Promise<void> {
    if (this.#held.has(target.name)) return;
    const connection = await target.connect(options);
    this.#held.set(target.name, connection);
    void connection.closed.then(() => {
      if (this.#held.get(target.name) === connection) this.#held.delete(target.name);
      this.#changed.fire();
    });
    const [facts, privilege] = await Promise.all([askFacts(connection), askPrivilege(connection)]);
    this.#accounts.set(target.name, {
      kernel: facts.release,
      tracers: facts.tracers,
      privilege: sayPrivilege(privilege),
    });
    this.#changed.fire();
  }

  /** What runs on the target goes on, with the connection that it shares. */
  disconnect(target: Target): void {
    this.#held.get(target.name)?.close();
    endKept(target.name);
  }

  dispose(): void {
    for (const connection of this.#held.values()) connection.close();
    this.#changed.dispose();
  }
}
