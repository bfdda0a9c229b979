// A real second factor: counter-based one-time passwords (RFC 4226) that PAM checks with Debian's libpam-oath.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from './runProgram.ts';

export class OneTimePasswords {
  readonly #folder: string;
  readonly #key: string;
  #counter = 0;

  /** For one user; each code is good once, in the order in which they are given. */
  static async of(user: string): Promise<OneTimePasswords> {
    const folder = await mkdtemp(join(tmpdir(), 'tracewright-oath-'));
    const key = randomBytes(20).toString('hex');
    await writeFile(join(folder, 'users'), `HOTP ${user} - ${key}\n`, { mode: 0o600 });
    return new OneTimePasswords(folder, key);
  }

  private constructor(folder: string, key: string) {
    this.#folder = folder;
    this.#key = key;
  }

  /** A PAM service that asks for the user's password and then, in a round of its own, for a code. */
  get pam(): readonly string[] {
    return [
      'auth required pam_unix.so',
      `auth required pam_oath.so usersfile=${join(this.#folder, 'users')} window=20 digits=6`,
      'account required pam_unix.so',
      'session required pam_permit.so',
    ];
  }

  async next(): Promise<string> {
    return (await runProgram('oathtool', '-c', String(this.#counter++), this.#key)).trim();
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}
