// The user's side of a connection: an ssh_config and a known_hosts of their own, and a prompter that answers by a script.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection, ConnectOptions, Prompter } from '../../../client/src/targets/target.ts';
import { parseTarget } from '../../../client/src/targets/targets.ts';
import type { SshServer } from './sshServer.ts';

/** What the user says to each question, in order. `undefined` closes the prompt. */
export type Answers = readonly (boolean | string | undefined)[];

export class UserSide {
  readonly folder: string;
  /** Every question, as the user reads it. */
  readonly asked: string[] = [];
  #answers: (boolean | string | undefined)[] = [];

  static async make(): Promise<UserSide> {
    return new UserSide(await mkdtemp(join(tmpdir(), 'tracewright-user-')));
  }

  private constructor(folder: string) {
    this.folder = folder;
  }

  get knownHosts(): string {
    return join(this.folder, 'known_hosts');
  }

  /** From now on this is the user's ssh_config; UserKnownHostsFile is given to all hosts. */
  async configure(...lines: readonly string[]): Promise<string> {
    const file = join(this.folder, 'config');
    const rest = ['Host *', `UserKnownHostsFile ${this.knownHosts}`, 'GlobalKnownHostsFile none', ''];
    await writeFile(file, [...lines, ...rest].join('\n'));
    process.env.TRACEWRIGHT_SSH_CONFIG = file;
    return file;
  }

  /** Lines of ssh_config for a server of these tests; `more` comes first, and so wins over what follows. */
  host(alias: string, server: SshServer, ...more: readonly string[]): readonly string[] {
    return [`Host ${alias}`, ...more, `HostName ${server.address}`, `Port ${server.port}`, 'User root'];
  }

  /** Puts a server's keys on record, under its address. */
  async trust(...servers: readonly SshServer[]): Promise<void> {
    const lines = servers.flatMap(({ address, port, hostKeys }) =>
      hostKeys.map(({ publicLine }) => `[${address}]:${port} ${publicLine}`),
    );
    await this.writeKnownHosts(...lines);
  }

  async writeKnownHosts(...lines: readonly string[]): Promise<void> {
    await writeFile(this.knownHosts, lines.map((line) => `${line}\n`).join(''));
  }

  readKnownHosts(): Promise<string> {
    return readFile(this.knownHosts, 'utf8').catch(() => '');
  }

  connect(target: string, answers: Answers = [], options: Partial<ConnectOptions> = {}): Promise<Connection> {
    this.asked.length = 0;
    this.#answers = [...answers];
    return parseTarget(target).connect({ prompter: this.prompter, ...options });
  }

  readonly prompter: Prompter = {
    acceptHostKey: async ({ host, keyType, fingerprint }) => this.#next(`${host}: ${keyType} ${fingerprint}`) === true,
    answer: async ({ host, prompt, echo }) => {
      const answer = this.#next(`${host}: ${prompt}${echo ? ' (shown)' : ''}`);
      return typeof answer === 'string' ? answer : undefined;
    },
  };

  #next(question: string): boolean | string | undefined {
    this.asked.push(question);
    if (this.#answers.length === 0) throw new Error(`The user was asked unexpectedly: ${question}`);
    return this.#answers.shift();
  }

  async remove(): Promise<void> {
    delete process.env.TRACEWRIGHT_SSH_CONFIG;
    await rm(this.folder, { recursive: true, force: true });
  }
}
