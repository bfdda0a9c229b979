// Decides about the key that a host shows: known goes on, unknown is asked about, changed and revoked are refused.
import { type Prompter, TargetError } from '../target.ts';
import type { HostSettings } from './hostSettings.ts';
import { fingerprint, KnownHosts, keyType, rememberHostKey } from './knownHosts.ts';

// Signature algorithms by the key type they prove: an RSA key serves three.
const algorithmsOf: Readonly<Record<string, readonly string[]>> = { 'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256'] };
const offered = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
];

export class HostKeys {
  readonly #settings: HostSettings;
  readonly #known: KnownHosts;
  readonly #hop: string;
  readonly #prompter: Prompter;
  /** Why the last key was refused. */
  refusal: TargetError | undefined;

  private constructor(settings: HostSettings, known: KnownHosts, hop: string, prompter: Prompter) {
    this.#settings = settings;
    this.#known = known;
    this.#hop = hop;
    this.#prompter = prompter;
  }

  /** `hop`: host and hop as the user knows them. */
  static async of(settings: HostSettings, hop: string, prompter: Prompter): Promise<HostKeys> {
    return new HostKeys(settings, await KnownHosts.read(settings.knownHostsFiles), hop, prompter);
  }

  /** Host key algorithms in the order to ask for them. */
  get algorithms(): readonly string[] {
    const { hostKeyName, bareKeyName } = this.#settings;
    const types = [...this.#known.typesOf(hostKeyName), ...this.#known.typesOf(bareKeyName)];
    const first = types.flatMap((type) => algorithmsOf[type] ?? [type]);
    return [...new Set([...first.filter((name) => offered.includes(name)), ...offered])];
  }

  /** Whether to go on with this key; never true for one that nobody vouched for. */
  async accept(key: Buffer): Promise<boolean> {
    const { hostKeyName, bareKeyName, knownHostsFiles } = this.#settings;
    const type = keyType(key);
    const verdict = this.#known.judge(hostKeyName, type, key);
    if (verdict.kind === 'unknown' && this.#known.judge(bareKeyName, type, key).kind === 'known') return true;
    switch (verdict.kind) {
      case 'known':
        return true;
      case 'changed':
        return this.#refuse(
          `The host key of ${this.#hop} has changed: it is now ${fingerprint(key)} (${type}), another one is on record at ${verdict.file}:${verdict.line}. Somebody may be listening in. If the host was really set up anew, remove that line and try again.`,
        );
      case 'revoked':
        return this.#refuse(
          `The host key of ${this.#hop} is revoked at ${verdict.file}:${verdict.line}. Do not connect; ask whoever runs the host.`,
        );
      case 'unknown': {
        const note = verdict.authority
          ? ' (known_hosts names a certificate authority for it, which is not supported)'
          : '';
        const question = { host: `${this.#hop}${note}`, keyType: type, fingerprint: fingerprint(key) };
        if (!(await this.#prompter.acceptHostKey(question))) {
          return this.#refuse(`The host key of ${this.#hop} was not accepted, so nothing was sent to it.`);
        }
        const file = knownHostsFiles[0];
        if (file !== undefined) await rememberHostKey(file, hostKeyName, type, key);
        return true;
      }
    }
  }

  #refuse(message: string): false {
    this.refusal = new TargetError(message);
    return false;
  }
}
