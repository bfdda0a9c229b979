// An agent that shows only the keys the configuration names: `IdentitiesOnly yes`.
import { readFile } from 'node:fs/promises';
import ssh2, { type IdentityCallback, type ParsedKey, type SignCallback, type SigningRequestOptions } from 'ssh2';

/** Undefined where no public half of the files is at hand, so that no key of the agent could be told to be one of them. */
export async function chosenAgent(socket: string, identityFiles: readonly string[]): Promise<ChosenAgent | undefined> {
  const halves = await Promise.all(identityFiles.map(publicHalf));
  const known = halves.filter((half) => half !== undefined);
  return known.length === 0 ? undefined : new ChosenAgent(socket, known);
}

class ChosenAgent extends ssh2.BaseAgent<ParsedKey> {
  readonly #agent: ssh2.BaseAgent;
  readonly #chosen: readonly Buffer[];

  /** `chosen`: public keys in SSH's own form. */
  constructor(socket: string, chosen: readonly Buffer[]) {
    super();
    this.#agent = ssh2.createAgent(socket);
    this.#chosen = chosen;
  }

  override getIdentities(done: IdentityCallback<ParsedKey>): void {
    this.#agent.getIdentities((error, keys) => {
      if (error) return done(error);
      const parsed = (keys ?? []).flatMap((entry): ParsedKey[] => {
        const key = typeof entry === 'object' && 'pubKey' in entry ? entry.pubKey : entry;
        const one = typeof key === 'string' || Buffer.isBuffer(key) ? ssh2.utils.parseKey(key) : key;
        return one instanceof Error || Array.isArray(one) ? [] : [one as ParsedKey];
      });
      done(
        undefined,
        parsed.filter((key) => this.#chosen.some((half) => half.equals(key.getPublicSSH()))),
      );
    });
  }

  override sign(
    key: ParsedKey,
    data: Buffer,
    options: SigningRequestOptions | SignCallback,
    done?: SignCallback,
  ): void {
    if (typeof options === 'function') this.#agent.sign(key, data, options);
    else this.#agent.sign(key, data, options, done);
  }
}

/** Out of the `.pub` beside a private key, or of the file itself where it is one or is not locked. */
async function publicHalf(file: string): Promise<Buffer | undefined> {
  for (const name of [`${file}.pub`, file]) {
    const blob = await readFile(name).catch(() => undefined);
    const parsed = blob === undefined ? undefined : ssh2.utils.parseKey(blob);
    if (parsed === undefined || parsed instanceof Error) continue;
    return (Array.isArray(parsed) ? parsed[0] : parsed)?.getPublicSSH();
  }
  return undefined;
}
