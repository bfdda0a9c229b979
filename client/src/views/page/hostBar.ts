// The hosts of a run group: each with its state, the odd ones marked; a click shows one of them alone.
import type { HostStatus } from '../panelMessages.ts';
import { element, setText } from './element.ts';
import { spellCount } from './words.ts';

/** Colours that hosts take turns in. */
const hues = 6;

export class HostBar {
  readonly root = element('div', { class: 'hosts', role: 'toolbar', 'aria-label': 'Hosts', hidden: true });
  readonly #show: (host: string) => void;
  #buttons: readonly HostButton[] = [];

  /** `show`: by the user's hand; '' for all hosts. */
  constructor(show: (host: string) => void) {
    this.#show = show;
    this.root.addEventListener('keydown', (event) => {
      if (event.key === 'ArrowRight') this.#step(1);
      else if (event.key === 'ArrowLeft') this.#step(-1);
    });
  }

  /** `shown`: the host that is shown alone, '' where all are. */
  show(hosts: readonly HostStatus[], shown: string): void {
    this.root.hidden = hosts.length === 0;
    const names = ['', ...hosts.map(({ name }) => name)];
    if (names.join('\n') !== this.#buttons.map(({ name }) => name).join('\n')) {
      this.#buttons = names.map((name, index) => new HostButton(name, index, () => this.#show(name)));
      this.root.replaceChildren(...this.#buttons.map(({ root }) => root));
    }
    for (const [index, button] of this.#buttons.entries()) button.show(hosts[index - 1], hosts, shown);
  }

  #step(by: 1 | -1): void {
    const at = this.#buttons.findIndex(({ root }) => root === document.activeElement);
    this.#buttons[(at + by + this.#buttons.length) % this.#buttons.length]?.root.focus();
  }
}

/** The colour of a host by its number; the same in the bar and in the log. */
export function hueOf(host: number): string {
  return String(host % hues);
}

class HostButton {
  readonly root: HTMLButtonElement;
  /** '' for all hosts. */
  readonly name: string;
  readonly #state = element('span', { class: 'host-state' });
  readonly #note = element('span', { class: 'host-note' });

  constructor(name: string, index: number, click: () => void) {
    this.name = name;
    const label = element('span', { class: 'host-name' }, name === '' ? 'All hosts' : name);
    if (name !== '') label.dataset.hue = hueOf(index - 1);
    this.root = element('button', { class: 'host', click }, label, this.#state, this.#note);
  }

  show(host: HostStatus | undefined, all: readonly HostStatus[], shown: string): void {
    this.root.setAttribute('aria-pressed', String(shown === this.name));
    if (host === undefined) {
      const wrong = all.filter(isWrong).length;
      setText(this.#state, `${all.length - wrong} of ${all.length}`);
      setText(this.#note, '');
      return;
    }
    this.root.dataset.state = host.state;
    this.root.dataset.how = host.how;
    this.root.dataset.environment = host.environment;
    this.root.classList.toggle('odd', host.odd !== '');
    setText(this.#state, host.state === 'running' ? spellCount(host.lineCount) : host.how || host.state);
    setText(this.#note, host.odd === '' ? '' : 'stands out');
    this.root.title = [host.environment, host.odd, host.detail].filter((words) => words !== '').join('\n');
  }
}

function isWrong({ how }: HostStatus): boolean {
  return how === 'failed' || how === 'lost';
}
