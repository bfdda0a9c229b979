// The one header line, always there: which run, where, in what state, how fast, how much, what was lost; and its buttons.

import type { RunFigures } from '../../runs/figures.ts';
import { spellShare } from '../../runs/figureWords.ts';
import type { RunStatus } from '../panelMessages.ts';
import { element, setText } from './element.ts';
import { LineRate } from './lineRate.ts';
import { spellBytes, spellClock, spellCount, spellLines, spellRate } from './words.ts';

export interface HeaderEvents {
  stop(): void;
  rerun(): void;
  clear(): void;
  toggleFollow(): void;
  find(): void;
  save(): void;
}

export class Header {
  readonly root: HTMLElement;
  readonly #script = element('span', { class: 'script' });
  readonly #target = element('span', { class: 'target' });
  readonly #environment = element('span', { class: 'environment' });
  readonly #state = element('span', { class: 'state' });
  readonly #clock = element('span', { class: 'number', title: 'Time since the start' });
  readonly #rate = element('span', { class: 'number', title: 'Lines a second, over the last seconds' });
  readonly #lines = element('span', { class: 'number lines' });
  readonly #size = element('span', { class: 'number', title: 'Size of the output' });
  readonly #losses = element('span', { class: 'losses' });
  readonly #cost = element('span', { class: 'number cost' });
  readonly #stop: HTMLButtonElement;
  readonly #rerun: HTMLButtonElement;
  readonly #follow: HTMLButtonElement;
  /** Tells a screen reader of a change of state, and of nothing else. */
  readonly #announcer = element('div', { class: 'for-screen-reader', role: 'status' });
  readonly #lineRate = new LineRate();
  #status: RunStatus | undefined;
  #figures: RunFigures | null = null;

  constructor(events: HeaderEvents) {
    this.#stop = element('button', { class: 'primary', click: () => events.stop() }, '■ Stop');
    this.#rerun = element('button', { class: 'primary', click: () => events.rerun() }, '▶ Run again');
    this.#follow = element(
      'button',
      { class: 'toggle', 'aria-pressed': 'true', click: () => events.toggleFollow() },
      'Follow',
    );
    const find = element('button', { title: 'Find in all lines (Ctrl+F or /)', click: () => events.find() }, 'Find');
    const clear = element('button', { title: 'Forget the lines shown so far', click: () => events.clear() }, 'Clear');
    const save = element('button', { title: 'Export the run to a file', click: () => events.save() }, 'Export');
    this.root = element(
      'header',
      { 'aria-label': 'Run' },
      element('h1', {}, this.#script, ' on ', this.#target, ' ', this.#environment),
      element(
        'div',
        { class: 'facts' },
        this.#state,
        this.#clock,
        this.#rate,
        this.#lines,
        this.#size,
        this.#losses,
        this.#cost,
      ),
      element('div', { class: 'buttons' }, this.#follow, find, save, clear, this.#stop, this.#rerun),
      this.#announcer,
    );
  }

  show(status: RunStatus): void {
    if (status.runId !== this.#status?.runId) this.#lineRate.reset();
    const isNewState = status.state !== this.#status?.state || status.runId !== this.#status.runId;
    this.#status = status;
    this.root.dataset.run = status.runId;
    setText(this.#script, status.script);
    setText(this.#target, status.target);
    this.#target.title = [status.kernel, status.rights && `Runs ${status.rights}`].filter(Boolean).join('\n');
    setText(this.#environment, status.environment);
    this.#environment.dataset.environment = status.environment;
    setText(this.#state, stateWords(status));
    this.#state.dataset.state = status.state;
    this.#state.dataset.how = status.how;
    this.#state.title = status.detail;
    setText(this.#lines, spellLines(status.lineCount));
    setText(this.#size, spellBytes(status.byteCount));
    this.#showLosses(status);
    this.#showCost();
    const isLive = status.state !== 'ended';
    this.#stop.hidden = !isLive;
    this.#stop.disabled = status.state === 'stopping';
    this.#rerun.hidden = isLive;
    if (isNewState)
      setText(this.#announcer, `${status.script} on ${status.target}: ${stateWords(status)}. ${status.detail}`);
    this.#lineRate.add(Date.now(), status.lineCount);
    this.tick();
  }

  /** What changes with time alone. */
  tick(): void {
    const status = this.#status;
    if (status === undefined) return;
    setText(this.#clock, spellClock((status.endedAt ?? Date.now()) - status.startedAt));
    setText(this.#rate, status.state === 'running' ? spellRate(this.#lineRate.perSecond(Date.now())) : '');
  }

  /** What the probes cost; null while that is not known. */
  showFigures(figures: RunFigures | null): void {
    this.#figures = figures;
    this.#showCost();
  }

  #showCost(): void {
    const [figures, status] = [this.#figures, this.#status];
    if (status === undefined) return;
    if (figures === null) {
      setText(this.#cost, status.untold === '' ? '' : 'cost not told');
      this.#cost.title = status.untold;
      return;
    }
    const { cpus, share } = figures;
    setText(this.#cost, `cost ${spellShare(share)}`);
    const span = status.state === 'ended' ? 'over the whole run' : 'over the last seconds';
    this.#cost.title = `Part of one CPU that the probes took ${span}; ${status.target} has ${cpus}. The view Probes tells it for each.`;
  }

  showFollowing(isFollowing: boolean): void {
    this.#follow.setAttribute('aria-pressed', String(isFollowing));
    this.#follow.title = isFollowing ? 'Showing the newest line' : 'Show the newest line again (End)';
  }

  #showLosses(status: RunStatus): void {
    const total = status.losses.reduce((sum, loss) => sum + loss.count, 0);
    setText(
      this.#losses,
      total === 0 ? 'nothing lost' : status.losses.map((l) => `${spellCount(l.count)} ${l.what}`).join(' · '),
    );
    this.#losses.classList.toggle('warning', total > 0);
    this.#losses.title = status.losses
      .map((loss) => remedyFor(loss.what))
      .filter((text) => text !== '')
      .join('\n');
  }
}

/** The state in one or two words. */
export function stateWords(status: RunStatus): string {
  if (status.state !== 'ended') return status.state;
  if (status.how === '') return 'ended';
  return status.how.endsWith('limit') ? `ended by its ${status.how}` : status.how;
}

function remedyFor(loss: string): string {
  switch (loss) {
    case 'lost events':
      return 'Events were lost between kernel and tracer: print less, count in the kernel, or give the tracer larger buffers.';
    case 'skipped probes':
      return 'The kernel skipped probes to protect itself: put a predicate first, or probe a quieter place.';
    case 'dropped output':
      return 'Output was dropped before it reached the editor: it came faster than the connection could carry.';
    default:
      return '';
  }
}
