// Runs a program to its end; its standard output, or an error that holds what it complained.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface ProgramOptions {
  /** Gets each line of standard output as it comes. */
  readonly onLine?: (line: string) => void;
  /** Milliseconds. */
  readonly limit?: number;
}

/** Rejects when the program ends with another code than 0, or not within the limit. */
export async function runProgram(
  program: string,
  words: readonly string[],
  { onLine, limit }: ProgramOptions = {},
): Promise<string> {
  const child = spawn(program, words, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(limit !== undefined && { timeout: limit, killSignal: 'SIGKILL' as const }),
  });
  let output = '';
  let complaint = '';
  if (onLine !== undefined) createInterface(child.stdout).on('line', onLine);
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  const [code, signal] = await once(child, 'close');
  if (code !== 0)
    throw new Error(`${[program, ...words].join(' ')} ended with ${code ?? signal}:\n${output}${complaint}`);
  return output;
}
