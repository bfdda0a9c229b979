// QEMU's machine protocol over the program's standard input and output.
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

interface Reply {
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
  readonly event?: string;
  readonly QMP?: object;
}

interface Waiter {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** One command at a time or several: QEMU answers in order. */
export class Qmp {
  readonly #input: Writable;
  readonly #waiters: Waiter[] = [];

  constructor(input: Writable, output: Readable) {
    this.#input = input;
    // QEMU that goes first takes its pipe with it; the commands that waited are told by `close`.
    input.on('error', () => {});
    createInterface(output)
      .on('line', (line) => this.#take(JSON.parse(line)))
      .on('close', () => {
        for (const { reject } of this.#waiters.splice(0)) reject(new Error('QEMU has ended'));
      });
    void this.execute('qmp_capabilities').catch(() => {});
  }

  execute(command: string, words?: object): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.#input.write(`${JSON.stringify({ execute: command, ...(words && { arguments: words }) })}\n`);
    });
  }

  /** Asks until the answer's `status` is one of these. */
  async until(command: string, wanted: readonly string[]): Promise<void> {
    for (;;) {
      const { status } = (await this.execute(command)) as { status?: string };
      if (status !== undefined && wanted.includes(status)) return;
      if (status === 'failed') throw new Error(`${command} says: failed`);
      await delay(50);
    }
  }

  #take(reply: Reply): void {
    if (reply.event !== undefined || reply.QMP !== undefined) return;
    const waiter = this.#waiters.shift();
    if (reply.error === undefined) waiter?.resolve(reply.return);
    else waiter?.reject(new Error(reply.error.desc));
  }
}
