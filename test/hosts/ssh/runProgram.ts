// Runs a program of this machine to its end, for what the hosts need made.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** What it printed. Rejects with its complaint when it fails. */
export async function runProgram(program: string, ...argv: readonly string[]): Promise<string> {
  const { stdout } = await execute(program, argv, { maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}
