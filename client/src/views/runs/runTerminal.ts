// A run as the terminal of a task: what it prints, what becomes of it, and its end as an exit code.
import { EventEmitter, type Pseudoterminal } from 'vscode';
import type { Run, RunState } from '../../runs/run.ts';

/** The terminal is given no more than so many lines each time it looks; a person reads no more, and the panel has all. */
const mostLines = 500;
/** Milliseconds between two looks. */
const pause = 100;
const interrupt = '\x03';

export class RunTerminal implements Pseudoterminal {
  readonly #written = new EventEmitter<string>();
  readonly #closed = new EventEmitter<number>();
  readonly onDidWrite = this.#written.event;
  readonly onDidClose = this.#closed.event;
  readonly #start: () => Promise<Run | undefined>;
  #run: Run | undefined;
  #isStopped = false;
  #nextLine = 0;
  #state = '';

  /** `start` gives undefined where the user did not let it start. */
  constructor(start: () => Promise<Run | undefined>) {
    this.#start = start;
  }

  open(): void {
    this.#follow().then(
      (code) => this.#closed.fire(code),
      (error: unknown) => {
        this.#say(error instanceof Error ? error.message : String(error));
        this.#closed.fire(1);
      },
    );
  }

  /** The terminal was closed. */
  close(): void {
    this.#stop();
  }

  handleInput(typed: string): void {
    if (typed.includes(interrupt)) this.#stop();
  }

  #stop(): void {
    this.#isStopped = true;
    void this.#run?.stop();
  }

  async #follow(): Promise<number> {
    const run = await this.#start();
    if (run === undefined) {
      this.#say('It was not started.');
      return 1;
    }
    this.#run = run;
    if (this.#isStopped) void run.stop();
    const ended = run.ended.then(() => true);
    for (let isOver = false; !isOver; ) {
      isOver = await Promise.race([ended, new Promise<false>((resolve) => setTimeout(() => resolve(false), pause))]);
      this.#sayState(run.state);
      await this.#printNew(run);
    }
    const end = await run.ended;
    this.#say(end.proof === undefined ? end.message : `${end.message} (${end.proof})`);
    if (end.how === 'failed' || end.how === 'lost') return end.exitCode || 1;
    return end.how === 'finished' ? (end.exitCode ?? 0) : 0;
  }

  async #printNew(run: Run): Promise<void> {
    const { lineCount } = run;
    const skipped = lineCount - this.#nextLine - mostLines;
    if (skipped > 0) {
      this.#say(`${skipped.toLocaleString('en')} lines more; the panel has them all`);
      this.#nextLine += skipped;
    }
    const lines = await run.lines(this.#nextLine, lineCount - this.#nextLine);
    this.#nextLine += lines.length;
    if (lines.length > 0) this.#written.fire(lines.map(({ text }) => `${inert(text)}\r\n`).join(''));
  }

  #sayState(state: RunState): void {
    const words = state.kind === 'connecting' ? state.waitingFor : state.kind;
    if (words === this.#state || state.kind === 'ended') return;
    this.#state = words;
    this.#say(words);
  }

  /** What is not the run's own output stands apart by its colour. */
  #say(text: string): void {
    this.#written.fire(`\x1b[2m${inert(text)}\x1b[0m\r\n`);
  }
}

/** Output is data: what would steer the terminal is shown, colours of the script's own excepted. */
function inert(text: string): string {
  return text.replace(/\x1b(?!\[[\d;]*m)|[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f]/g, '\ufffd');
}
