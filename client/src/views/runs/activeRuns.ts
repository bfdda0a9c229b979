// The runs of this window: the newest of each script, and when any of them changes.
import { EventEmitter, type Uri } from 'vscode';
import type { Run, RunChange } from '../../runs/run.ts';

/** One run and the script it came from. */
export interface ScriptRun {
  readonly scriptUri: Uri;
  readonly run: Run;
}

export class ActiveRuns {
  readonly #newest = new Map<string, ScriptRun>();
  readonly #changed = new EventEmitter<ScriptRun & { readonly change: RunChange }>();
  readonly onChange = this.#changed.event;

  add(scriptUri: Uri, run: Run): ScriptRun {
    const scriptRun = { scriptUri, run };
    this.#newest.set(scriptUri.toString(), scriptRun);
    run.onChange((change) => this.#changed.fire({ ...scriptRun, change }));
    this.#changed.fire({ ...scriptRun, change: 'state' });
    return scriptRun;
  }

  /** The newest run of a script, alive or ended. */
  of(scriptUri: Uri): ScriptRun | undefined {
    return this.#newest.get(scriptUri.toString());
  }

  /** Runs that have not ended, the newest last. */
  get live(): readonly ScriptRun[] {
    return [...this.#newest.values()].filter(({ run }) => run.state.kind !== 'ended').sort(byStart);
  }

  /** All of this window's scripts' newest runs, the newest last. */
  get all(): readonly ScriptRun[] {
    return [...this.#newest.values()].sort(byStart);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

function byStart(a: ScriptRun, b: ScriptRun): number {
  return a.run.startedAt - b.run.startedAt;
}
