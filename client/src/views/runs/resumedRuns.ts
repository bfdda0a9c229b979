// The runs that this workspace's last window left alive: taken up again when the window opens, whether their panels show or not.
import { type Disposable, type Memento, Uri } from 'vscode';
import type { Run } from '../../runs/run.ts';
import type { ActiveRuns } from './activeRuns.ts';
import { LiveRunMemory } from './liveRunMemory.ts';

export class ResumedRuns implements Disposable {
  readonly #memory: LiveRunMemory;
  readonly #runs: ActiveRuns;
  readonly #resumed = new Map<string, Promise<Run | undefined>>();
  readonly #listener: Disposable;

  /** `memory`: the workspace's, so that no window takes a run away from another. */
  constructor(memory: Memento, runs: ActiveRuns) {
    this.#memory = new LiveRunMemory(memory);
    this.#runs = runs;
    this.#listener = runs.onChange(({ change }) => {
      if (change === 'state') this.#remember();
    });
  }

  /** Takes up what was left; `resume` gives undefined for a run that is no more. */
  start(resume: (runId: string) => Promise<Run | undefined>): void {
    for (const { id, scriptUri } of this.#memory.left) {
      const resumed = resume(id).then((run) => {
        if (run !== undefined) this.#runs.add(Uri.parse(scriptUri), run);
        this.#memory.settle(id);
        return run;
      });
      this.#resumed.set(id, resumed);
    }
  }

  /** A run that was taken up, once that is done; undefined where there was none. */
  async get(runId: string): Promise<Run | undefined> {
    return await this.#resumed.get(runId);
  }

  dispose(): void {
    this.#listener.dispose();
  }

  #remember(): void {
    this.#memory.remember(
      this.#runs.live.map(({ run, scriptUri }) => ({ id: run.id, scriptUri: scriptUri.toString() })),
    );
  }
}
