// The runs that this workspace's last window left alive: taken up again when the window opens, whether their panels show or not.
import { type Disposable, type Memento, Uri } from 'vscode';
import type { Run } from '../runs/run.ts';
import type { ActiveRuns } from './activeRuns.ts';

const key = 'liveRuns';

interface LiveRunMemory {
  readonly id: string;
  readonly scriptUri: string;
}

export class ResumedRuns implements Disposable {
  readonly #memory: Memento;
  readonly #runs: ActiveRuns;
  readonly #resumed = new Map<string, Promise<Run | undefined>>();
  readonly #listener: Disposable;

  /** `memory`: the workspace's, so that no window takes a run away from another. */
  constructor(memory: Memento, runs: ActiveRuns) {
    this.#memory = memory;
    this.#runs = runs;
    this.#listener = runs.onChange(({ change }) => {
      if (change === 'state') this.#remember();
    });
  }

  /** Takes up what was left; `resume` gives undefined for a run that is no more. */
  start(resume: (runId: string) => Promise<Run | undefined>): void {
    for (const { id, scriptUri } of this.#memory.get<readonly LiveRunMemory[]>(key, [])) {
      const resumed = resume(id).then((run) => {
        if (run !== undefined) this.#runs.add(Uri.parse(scriptUri), run);
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
    const live = this.#runs.live.map(({ run, scriptUri }) => ({ id: run.id, scriptUri: scriptUri.toString() }));
    void this.#memory.update(key, live);
  }
}
