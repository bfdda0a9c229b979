// Keeps what is under the pointer where it is: news waits while someone aims at it, presses on it or has some of it selected.

/** Milliseconds after the pointer's last move in which it may still be on its way to a press. */
const aiming = 500;

export class Steady {
  readonly #root: HTMLElement;
  readonly #settled: () => void;
  #isPressed = false;
  #isAimed = false;
  #hasNews = false;
  #timer: number | undefined;

  /** `settled`: what waited can be shown. */
  constructor(root: HTMLElement, settled: () => void) {
    this.#root = root;
    this.#settled = settled;
    root.addEventListener('pointermove', () => this.#aim());
    root.addEventListener('pointerleave', () => this.#rest());
    root.addEventListener('pointerdown', () => {
      this.#isPressed = true;
    });
    // A press may end anywhere, and before its click is told.
    for (const end of ['pointerup', 'pointercancel'] as const)
      addEventListener(end, () => {
        if (!this.#isPressed) return;
        this.#isPressed = false;
        this.#aim();
      });
    document.addEventListener('selectionchange', () => this.#settle());
  }

  /** Whether news has to wait now; `settled` is called when that is over. */
  holds(): boolean {
    this.#hasNews = this.#isPressed || this.#isAimed || this.#isSelected();
    return this.#hasNews;
  }

  #aim(): void {
    this.#isAimed = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#rest(), aiming);
  }

  #rest(): void {
    clearTimeout(this.#timer);
    this.#isAimed = false;
    this.#settle();
  }

  #settle(): void {
    if (this.#hasNews && !this.holds()) this.#settled();
  }

  #isSelected(): boolean {
    const selection = getSelection();
    return selection?.isCollapsed === false && this.#root.contains(selection.anchorNode);
  }
}
