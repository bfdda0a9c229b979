// A network of its own between this machine and a namespace, whose link a test takes down and up; needs root.
import { runProgram } from './runProgram.ts';

export class Network {
  /** The namespace's end, reached from here. */
  readonly address: string;
  /** Words that run a command line in the namespace. */
  readonly prefix: readonly string[];
  readonly #name: string;
  readonly #link: string;

  static async make(): Promise<Network> {
    const network = new Network(process.pid);
    await network.#begin();
    return network;
  }

  private constructor(pid: number) {
    this.#name = `tracewright-${pid}`;
    this.#link = `tw${pid}`;
    // One of the addresses kept for tests of networks (RFC 2544), so that no real one is hidden.
    this.address = `198.18.${pid % 250}.2`;
    this.prefix = ['ip', 'netns', 'exec', this.#name];
  }

  async #begin(): Promise<void> {
    const here = this.address.replace(/2$/, '1');
    await runProgram('ip', 'netns', 'add', this.#name);
    await runProgram('ip', 'link', 'add', this.#link, 'type', 'veth', 'peer', 'eth0', 'netns', this.#name);
    await runProgram('ip', 'address', 'add', `${here}/30`, 'dev', this.#link);
    await runProgram('ip', '-n', this.#name, 'address', 'add', `${this.address}/30`, 'dev', 'eth0');
    await runProgram('ip', 'link', 'set', this.#link, 'up');
    await this.up();
  }

  /** Nothing gets through from now on, and nobody is told. Not at this machine's end: its route would go, too, and what is sent would leave by the default one. */
  async down(): Promise<void> {
    await runProgram('ip', '-n', this.#name, 'link', 'set', 'eth0', 'down');
  }

  async up(): Promise<void> {
    await runProgram('ip', '-n', this.#name, 'link', 'set', 'eth0', 'up');
  }

  /** Where a server in the namespace is started, and how. */
  get place(): { readonly address: string; readonly prefix: readonly string[] } {
    return { address: this.address, prefix: this.prefix };
  }

  /** From now on no more comes from the namespace; `rate` as tc(8) spells it. */
  async limit(rate: string): Promise<void> {
    const bucket = ['rate', rate, 'burst', '256kb', 'latency', '50ms'];
    await runProgram('ip', 'netns', 'exec', this.#name, 'tc', 'qdisc', 'add', 'dev', 'eth0', 'root', 'tbf', ...bucket);
  }

  /** What still runs in the namespace keeps it alive without a name. */
  async remove(): Promise<void> {
    await runProgram('ip', 'link', 'delete', this.#link);
    await runProgram('ip', 'netns', 'delete', this.#name);
  }
}
