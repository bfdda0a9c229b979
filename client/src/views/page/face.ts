// The face of a state: what stands where output would be while there is none, and how the run ended.
import type { RunStatus } from '../panelMessages.ts';
import { element } from './element.ts';
import { spellCount, spellDuration } from './words.ts';

export interface FaceEvents {
  rerun(): void;
  pickTarget(): void;
  showLog(): void;
}

const passNames = ['parse', 'resolve', 'translate', 'compile', 'start'];

/** A script with nothing to say for so long gets told what it waits for, in milliseconds. */
const silence = 3000;

/**
 * Shows the face that goes with a status. A `large` face fills the place of the output; a `strip` stands under it.
 * Nothing is shown while output speaks for itself.
 */
export class Face {
  readonly root = element('section', { class: 'face', 'aria-label': 'State of the run' });
  readonly #events: FaceEvents;
  #shown = '';

  constructor(events: FaceEvents) {
    this.#events = events;
  }

  /** `hits`: of all probes, where they are known. */
  show(status: RunStatus, hasOutput: boolean, now: number, hits: number | undefined): void {
    const isSilent = status.state === 'running' && !hasOutput && now - status.startedAt > silence;
    const key = JSON.stringify([
      status.runId,
      status.state,
      status.detail,
      status.how,
      status.proof,
      status.passes,
      hasOutput,
      isSilent && [hits, status.checks],
    ]);
    if (key === this.#shown) return;
    this.#shown = key;
    const parts = this.#parts(status, isSilent, hasOutput, hits);
    this.root.hidden = parts.length === 0;
    this.root.classList.toggle('large', !hasOutput);
    this.root.dataset.state = status.state;
    this.root.dataset.how = status.how;
    this.root.replaceChildren(...parts);
  }

  #parts(status: RunStatus, isSilent: boolean, hasOutput: boolean, hits: number | undefined): Node[] {
    switch (status.state) {
      case 'connecting':
        // Before there is more to tell, the detail has the title's words.
        return status.detail === `connecting to ${status.target}`
          ? [title(`Connecting to ${status.target}`)]
          : [title(`Connecting to ${status.target}`), detail(status.detail)];
      case 'preparing':
        return status.hasPasses
          ? [title(`Preparing on ${status.target}`), passBar(status), detail(status.detail)]
          : [title(`Starting on ${status.target}`), detail(status.detail)];
      case 'running':
        if (hasOutput) return [];
        return isSilent
          ? [title('Attached, no output yet'), ...checks(status, hits)]
          : [title('Attached'), detail(status.detail)];
      case 'reconnecting':
        return [title(`The connection to ${status.target} is gone`), detail(status.detail)];
      case 'stopping':
        return [title('Stopping'), detail(status.detail)];
      case 'ended':
        return this.#endParts(status);
    }
  }

  #endParts(status: RunStatus): Node[] {
    const isFailure = status.how === 'failed' || status.how === 'lost';
    const parts: Node[] = [title(endTitle(status))];
    // An end that went as it should is told by its title and its proof.
    if (isFailure || status.proof === '' || status.how === 'cost limit') parts.push(detail(status.detail));
    if (status.hasPasses && status.passes.length > 0 && isFailure) parts.push(passBar(status));
    if (status.proof !== '') parts.push(element('p', { class: 'proof' }, '✓ ', status.proof));
    else if (status.how !== '' && status.how !== 'failed') {
      parts.push(
        element(
          'p',
          { class: 'proof warning' },
          '⚠ It could not be proven that the kernel holds no probe of this run.',
        ),
      );
    }
    if (isFailure) {
      parts.push(
        element(
          'div',
          { class: 'buttons' },
          element('button', { class: 'primary', click: () => this.#events.rerun() }, 'Run again'),
          element('button', { click: () => this.#events.pickTarget() }, 'Pick another target'),
          element('button', { click: () => this.#events.showLog() }, 'Show the log'),
        ),
      );
    }
    return parts;
  }
}

function endTitle(status: RunStatus): string {
  const after = status.endedAt === null ? '' : ` after ${spellDuration(status.endedAt - status.startedAt)}`;
  switch (status.how) {
    case 'finished':
      return `Finished${after}`;
    case 'stopped':
      return `Stopped${after}`;
    case 'time limit':
      return `Ended by its time limit${after}`;
    case 'output limit':
      return `Ended by its output limit${after}`;
    case 'cost limit':
      return `Ended by its cost limit${after}`;
    case 'failed':
      return `Failed${after}`;
    case 'lost':
      return `Lost${after}`;
    case '':
      return 'Ended with the editor window';
  }
}

/** Where a run is silent because of its probes and where because of what they do. */
function silenceInWords(hits: number | undefined): string | undefined {
  if (hits === undefined) return undefined;
  if (hits === 0) return 'No probe was hit so far: what they wait for did not happen.';
  return `Its probes were hit ${spellCount(hits)} times and printed nothing so far: see Probes for each.`;
}

function title(text: string): HTMLElement {
  return element('h2', {}, text);
}

function detail(text: string): HTMLElement {
  return element('p', { class: 'detail' }, text);
}

/** What was looked at while nothing came; `hits`: what the kernel says of the probes. */
function checks(
  { checks: told, detail: text }: RunStatus,
  hits: Parameters<typeof silenceInWords>[0],
): readonly Node[] {
  const all = [silenceInWords(hits), ...told].filter((one) => one !== undefined);
  if (all.length === 0) return [detail(text)];
  const items = all.map((one) => element('li', {}, one));
  return [element('ul', { class: 'checks', 'aria-label': 'What was checked' }, ...items)];
}

/** SystemTap's five passes: those done with their times, the one that is on, those to come. */
function passBar(status: RunStatus): HTMLElement {
  const done = new Map(status.passes.map((pass) => [pass.pass, pass]));
  const current = status.state === 'ended' ? 0 : Math.max(0, ...done.keys()) + 1;
  const items = passNames.map((name, index) => {
    const pass = done.get(index + 1);
    const state = pass !== undefined ? 'done' : index + 1 === current ? 'current' : 'ahead';
    const time = pass === undefined ? '' : pass.cached ? 'cached' : spellDuration(pass.ms);
    const item = element(
      'li',
      { class: state },
      element('span', { class: 'name' }, `${index + 1} ${name}`),
      element('span', { class: 'number' }, time),
    );
    if (state === 'current') item.setAttribute('aria-current', 'step');
    return item;
  });
  return element('ol', { class: 'passes', 'aria-label': 'Passes' }, ...items);
}
