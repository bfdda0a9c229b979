// Who we are to a host: agent, keys, keyboard-interactive, password, in OpenSSH's order, each prompt naming its host.
import { access, readFile } from 'node:fs/promises';
import ssh2, { type AnyAuthMethod, type AuthenticationType, type NextAuthHandler, type ParsedKey } from 'ssh2';
import type { Prompter } from '../target.ts';
import { chosenAgent } from './chosenAgent.ts';
import type { HostSettings } from './hostSettings.ts';

const mostTries = 3;

/** The methods of one connection, made as the host turns them down. */
export class Authentication {
  readonly #settings: HostSettings;
  readonly #hop: string;
  readonly #prompter: Prompter;
  readonly #attempts: AsyncGenerator<AnyAuthMethod, undefined>;
  readonly #tried: string[] = [];
  #allowed: readonly AuthenticationType[] = [];
  /** The user closed a prompt: nothing more is tried. */
  gaveUp = false;
  /** Certificates of the user that are there and were not offered, because that is not supported. */
  readonly certificates: string[] = [];

  constructor(settings: HostSettings, hop: string, prompter: Prompter) {
    this.#settings = settings;
    this.#hop = hop;
    this.#prompter = prompter;
    this.#attempts = this.#makeAttempts();
  }

  /** What was tried, for the message when all was in vain. */
  get tried(): readonly string[] {
    return this.#tried;
  }

  /** ssh2's authHandler. */
  readonly next = (
    left: readonly AuthenticationType[] | null,
    _partial: boolean | null,
    next: NextAuthHandler,
  ): void => {
    this.#allowed = left ?? [];
    // ssh2 takes `false` for "no more methods"; its type declarations leave that out.
    const giveUp = (): void => next(false as unknown as AuthenticationType);
    this.#attempts.next().then(({ value }) => (value === undefined ? giveUp() : next(value)), giveUp);
  };

  async *#makeAttempts(): AsyncGenerator<AnyAuthMethod, undefined> {
    const { user: username, agent, identitiesOnly } = this.#settings;
    // Asks the host what it takes, and lets in where it takes anybody.
    yield { type: 'none', username };
    if (this.#allows('publickey')) {
      await this.#tellCertificates();
      const offered =
        identitiesOnly && agent !== undefined ? await chosenAgent(agent, this.#settings.identityFiles) : agent;
      if (offered !== undefined) {
        this.#tried.push('the keys of the agent');
        yield { type: 'agent', username, agent: offered };
      }
      for (const file of this.#settings.identityFiles) {
        if (!this.#allows('publickey') || this.gaveUp) break;
        const key = await this.#readKey(file);
        if (key === undefined) continue;
        this.#tried.push(file);
        yield { type: 'publickey', username, key };
      }
    }
    for (let tries = 0; tries < mostTries && this.#allows('keyboard-interactive') && !this.gaveUp; tries++) {
      this.#tried.push('keyboard-interactive');
      yield { type: 'keyboard-interactive', username, prompt: this.#answerRounds };
    }
    for (let tries = 0; tries < mostTries && this.#allows('password') && !this.gaveUp; tries++) {
      const password = await this.#ask(`Password of ${username}`, false);
      if (password === undefined) break;
      this.#tried.push('password');
      yield { type: 'password', username, password };
    }
    return undefined;
  }

  readonly #answerRounds = (
    _name: string,
    instructions: string,
    _language: string,
    prompts: readonly { readonly prompt: string; readonly echo?: boolean }[],
    finish: (answers: string[]) => void,
  ): void => {
    void this.#answerAll(instructions, prompts).then(finish);
  };

  async #answerAll(
    instructions: string,
    prompts: readonly { readonly prompt: string; readonly echo?: boolean }[],
  ): Promise<string[]> {
    const answers: string[] = [];
    for (const { prompt, echo } of prompts) {
      const words = [instructions, prompt].filter((part) => part !== '').join(' ');
      answers.push((await this.#ask(words.trim(), echo === true)) ?? '');
    }
    return answers;
  }

  async #ask(prompt: string, echo: boolean): Promise<string | undefined> {
    if (this.gaveUp) return undefined;
    const answer = await this.#prompter.answer({ host: this.#hop, prompt, echo });
    if (answer === undefined) this.gaveUp = true;
    return answer;
  }

  /** The private key of a file; asks for its passphrase only when the file is there and locked. */
  async #readKey(file: string): Promise<ParsedKey | undefined> {
    const blob = await readFile(file).catch((error: NodeJS.ErrnoException) => error);
    if (blob instanceof Error) {
      if (blob.code !== 'ENOENT') this.#tried.push(`${file} (cannot be read)`);
      return undefined;
    }
    const unlocked = firstKey(blob);
    if (unlocked !== undefined) return unlocked;
    for (let tries = 0; tries < mostTries; tries++) {
      const passphrase = await this.#ask(`Passphrase of the key ${file}`, false);
      if (passphrase === undefined) return undefined;
      const key = firstKey(blob, passphrase);
      if (key !== undefined) return key;
    }
    this.#tried.push(`${file} (wrong passphrase, or no private key)`);
    return undefined;
  }

  /** ssh2 signs with plain keys only: a host that lets certificates in turns the bare key down, and that must not puzzle. */
  async #tellCertificates(): Promise<void> {
    const { identityFiles, certificateFiles } = this.#settings;
    for (const file of new Set([...certificateFiles, ...identityFiles.map((key) => `${key}-cert.pub`)])) {
      const isThere = await access(file).then(
        () => true,
        () => false,
      );
      if (isThere) this.certificates.push(file);
    }
  }

  #allows(method: AuthenticationType): boolean {
    return this.#allowed.includes(method);
  }
}

function firstKey(blob: Buffer, passphrase?: string): ParsedKey | undefined {
  const parsed = ssh2.utils.parseKey(blob, passphrase);
  if (parsed instanceof Error) return undefined;
  const key = Array.isArray(parsed) ? parsed[0] : parsed;
  return key?.isPrivateKey() ? key : undefined;
}
