// A user account of this machine that a test makes and removes; needs root.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { runProgram } from './runProgram.ts';

export interface Account {
  readonly name: string;
  readonly password: string;
  remove(): Promise<void>;
}

/** An account with a home folder, a POSIX shell and a password that PAM takes. */
export async function makeAccount(): Promise<Account> {
  const name = `tw${process.pid}`;
  const password = `pass ${name} 'ü`;
  await runProgram('useradd', '--create-home', '--shell', '/bin/sh', name);
  const chpasswd = spawn('chpasswd', { stdio: ['pipe', 'inherit', 'inherit'] });
  chpasswd.stdin.end(`${name}:${password}\n`);
  const [code] = await once(chpasswd, 'exit');
  if (code !== 0) throw new Error(`chpasswd ended with ${code}.`);
  return {
    name,
    password,
    remove: async () => {
      await runProgram('userdel', '--remove', '--force', name);
    },
  };
}
