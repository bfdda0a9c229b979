// What the user set for one script: its time limit and its arguments, remembered in the workspace.
import { EventEmitter, type Memento, type Uri } from 'vscode';
import { settings } from '../settings.ts';

/** Set for one script; a field that is missing was not set. */
export interface ScriptOptions {
  /** Milliseconds; 0: none. */
  readonly timeLimit?: number;
  readonly arguments?: readonly string[];
}

export class ScriptOptionsMemory {
  readonly #memory: Memento;
  readonly #changed = new EventEmitter<void>();
  readonly onChange = this.#changed.event;

  constructor(memory: Memento) {
    this.#memory = memory;
  }

  of(script: Uri): ScriptOptions {
    return this.#memory.get<ScriptOptions>(keyOf(script), {});
  }

  /** The limit that a run gets, in milliseconds: the script's own, else that of the settings; undefined: none. */
  timeLimitOf(script: Uri): number | undefined {
    const own = this.of(script).timeLimit;
    return own === undefined ? settings.timeLimit() : own === 0 ? undefined : own;
  }

  async set(script: Uri, options: ScriptOptions): Promise<void> {
    await this.#memory.update(keyOf(script), { ...this.of(script), ...options });
    this.#changed.fire();
  }
}

function keyOf(script: Uri): string {
  return `script ${script.toString()}`;
}
