// What runs of one script get: what it says itself in its first comment, else what the user set, remembered in the workspace.
import { EventEmitter, type Memento, type TextDocument, type Uri } from 'vscode';
import { type HeaderOptions, headerOptions } from '../../runs/headerOptions.ts';
import { type GivenOptions, mergeOptions } from '../../runs/mergeOptions.ts';
import { settings } from '../../settings.ts';
import type { RunOptions } from '../../tracers/tracer.ts';
import { traceScriptOf } from './traceScript.ts';

/** Set for one script; a process id is not, as the next process has another. */
export type ScriptOptions = Omit<GivenOptions, 'pid'>;

export class ScriptOptionsMemory {
  readonly #memory: Memento;
  readonly #changed = new EventEmitter<void>();
  readonly onChange = this.#changed.event;

  constructor(memory: Memento) {
    this.#memory = memory;
  }

  /** What a run gets. `given` is said for this run alone, and only the script itself says more than that. */
  runOptions(script: TextDocument, given: GivenOptions = {}): RunOptions {
    const tracer = traceScriptOf(script)?.tracer;
    const [timeLimit, outputLimit] = [settings.timeLimit(), settings.outputLimit()];
    return mergeOptions(ownOptions(script), given, this.#set(script.uri), {
      ...(timeLimit !== undefined && { timeLimit }),
      ...(outputLimit !== undefined && { outputLimit }),
      tracerOptions: tracer === undefined ? [] : settings.tracerOptions(tracer),
    });
  }

  /** What the user set for a script; the script's own options are not among it. */
  setFor(script: TextDocument): ScriptOptions {
    return this.#set(script.uri);
  }

  /** Sets some options, the others stay; undefined for one means that it is no longer set. */
  async set(script: Uri, options: { readonly [Key in keyof ScriptOptions]: ScriptOptions[Key] | undefined }) {
    const all = Object.entries({ ...this.#set(script), ...options }).filter(([, value]) => value !== undefined);
    await this.#memory.update(keyOf(script), Object.fromEntries(all));
    this.#changed.fire();
  }

  #set(script: Uri): ScriptOptions {
    return this.#memory.get<ScriptOptions>(keyOf(script), {});
  }
}

/** What a script says of its own runs. */
export function ownOptions(script: TextDocument): Omit<HeaderOptions, 'target'> {
  const { target: _, ...options } = headerOptions(script.getText());
  return options;
}

function keyOf(script: Uri): string {
  return `script ${script.toString()}`;
}
