// Remembers which runs of a window are alive, for the window that comes after it.

/** One run and the script it came from. */
export interface RememberedRun {
  readonly id: string;
  readonly scriptUri: string;
}

/** Where it is kept; a `Memento` of the editor is one. */
export interface RunStore {
  get<Value>(key: string, fallback: Value): Value;
  update(key: string, value: unknown): Thenable<void>;
}

const key = 'liveRuns';

/** What the last window left stays remembered until it is known what became of it, as this window may die as well. */
export class LiveRunMemory {
  readonly #store: RunStore;
  readonly #pending: Map<string, RememberedRun>;
  #live: readonly RememberedRun[] = [];

  constructor(store: RunStore) {
    this.#store = store;
    this.#pending = new Map(store.get<readonly RememberedRun[]>(key, []).map((run) => [run.id, run]));
  }

  /** What was left alive and is not settled yet. */
  get left(): readonly RememberedRun[] {
    return [...this.#pending.values()];
  }

  /** These runs of this window are alive now. */
  remember(live: readonly RememberedRun[]): void {
    this.#live = live;
    this.#write();
  }

  /** A run that was left is either among this window's or no more. */
  settle(id: string): void {
    this.#pending.delete(id);
    this.#write();
  }

  #write(): void {
    const runs = new Map([...this.left, ...this.#live].map((run) => [run.id, run]));
    void this.#store.update(key, [...runs.values()]);
  }
}
