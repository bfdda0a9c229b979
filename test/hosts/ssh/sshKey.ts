// Key pairs made by ssh-keygen.
import { readFile } from 'node:fs/promises';
import { runProgram } from './runProgram.ts';

export type KeyType = 'ed25519' | 'rsa' | 'ecdsa';

export interface SshKey {
  /** The private half; the public one is beside it, in `.pub`. */
  readonly file: string;
  /** `type base64`, without a comment. */
  readonly publicLine: string;
  /** `SHA256:…`, as ssh-keygen says it. */
  readonly fingerprint: string;
}

export async function makeKey(file: string, type: KeyType, passphrase = ''): Promise<SshKey> {
  const size = type === 'rsa' ? ['-b', '2048'] : [];
  await runProgram('ssh-keygen', '-q', '-t', type, ...size, '-N', passphrase, '-C', '', '-f', file);
  const publicLine = (await readFile(`${file}.pub`, 'utf8')).trim();
  const [, fingerprint = ''] = (await runProgram('ssh-keygen', '-l', '-f', `${file}.pub`)).split(' ');
  return { file, publicLine, fingerprint };
}
