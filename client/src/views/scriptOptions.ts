// What runs of one script get: what it says itself in its first comment, else what the user set, remembered in the workspace.
import { EventEmitter, type Memento, type TextDocument, type Uri } from 'vscode';
import { headerOptions } from '../runs/headerOptions.ts';
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

  of(script: TextDocument): ScriptOptions {
    const { timeLimit, arguments: words } = headerOptions(script.getText());
    return {
      ...this.#set(script.uri),
      ...(timeLimit !== undefined && { timeLimit }),
      ...(words !== undefined && { arguments: words }),
    };
  }

  /** The limit that a run gets, in milliseconds: the script's own, else that of the settings; undefined: none. */
  timeLimitOf(script: TextDocument): number | undefined {
    const own = this.of(script).timeLimit;
    return own === undefined ? settings.timeLimit() : own === 0 ? undefined : own;
  }

  async set(script: Uri, options: ScriptOptions): Promise<void> {
    await this.#memory.update(keyOf(script), { ...this.#set(script), ...options });
    this.#changed.fire();
  }

  #set(script: Uri): ScriptOptions {
    return this.#memory.get<ScriptOptions>(keyOf(script), {});
  }
}

function keyOf(script: Uri): string {
  return `script ${script.toString()}`;
}
