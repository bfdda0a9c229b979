// Which runs the panels of this workspace showed last, kept at once: the editor writes a panel's own memory down only now and then.
import type { PanelMemory } from '../panelMessages.ts';
import type { RunStore } from '../runs/liveRunMemory.ts';

const key = 'shownRuns';

/** So many scripts are remembered. */
const mostShown = 10;

export class ShownRuns {
  readonly #store: RunStore;
  /** One a script, the newest last. */
  #shown: readonly PanelMemory[];

  /** `store`: the workspace's. */
  constructor(store: RunStore) {
    this.#store = store;
    this.#shown = store.get<readonly PanelMemory[]>(key, []);
  }

  /** The script's panel shows this from now on. */
  note(memory: PanelMemory): void {
    const others = this.#shown.filter(({ script }) => script !== memory.script);
    this.#shown = [...others, memory].slice(-mostShown);
    void this.#store.update(key, this.#shown);
  }

  /**
   * What a panel showed that the editor brings back: `kept` is what the editor has of it, which may be of an earlier run, or nothing. Then its tab's
   * `title` tells; undefined where that fits no script, or several. `isOpen`: scripts whose panel is back already.
   */
  recall(kept: PanelMemory | undefined, title: string, isOpen: (script: string) => boolean): PanelMemory | undefined {
    if (kept !== undefined) {
      const last = this.#shown.find(({ script }) => script === kept.script);
      return last === undefined || last.status.wholeId === kept.status.wholeId ? kept : last;
    }
    const fitting = this.#shown.filter(({ script, status }) => !isOpen(script) && isTitleOf(status.script, title));
    return fitting.length === 1 ? fitting[0] : undefined;
  }
}

/** A panel's title is its script's name, and the target's once there is a run. */
function isTitleOf(script: string, title: string): boolean {
  return title === script || title.startsWith(`${script} on `);
}
