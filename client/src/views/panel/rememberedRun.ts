// A run of the window before this one, as its page remembers it, until it is found out what became of it.
import type { RunStatus } from '../panelMessages.ts';

export class RememberedRun {
  #status: RunStatus;
  #isStopWanted = false;

  /** `status`: the last that the page was told. */
  constructor(status: RunStatus) {
    const detail = `${status.target} is asked what became of this run.`;
    this.#status = status.state === 'ended' ? status : { ...status, state: 'connecting', detail };
  }

  get status(): RunStatus {
    return this.#status;
  }

  /** Whether Stop was pressed while the run was looked for. */
  get isStopWanted(): boolean {
    return this.#isStopWanted;
  }

  stopWhenFound(): void {
    if (this.#status.state === 'ended') return;
    this.#isStopWanted = true;
    const detail = `${this.#status.target} is asked what became of this run; it is stopped as soon as it is found.`;
    this.#status = { ...this.#status, detail };
  }

  /** Neither target nor history has it: what was remembered is all that is left. */
  gone(): void {
    if (this.#status.state === 'ended') return;
    const detail = 'The window that watched it was reloaded; the target ends such a run by itself.';
    this.#status = { ...this.#status, state: 'ended', how: '', detail, endedAt: Date.now() };
  }
}
