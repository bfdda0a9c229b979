// What benches of runs share: a flood of lines such as tracers print, and a command's output as a user gets it, by `ssh` or in a shell.
import { spawn } from 'node:child_process';
import { onTarget } from './target.ts';

/** On the target. */
export const millionLines = '/var/tmp/tracewright-bench.txt';
/** A program for `sh` that prints them as often as it takes: a file of 100 million would fill the memory that client and browser share with it here. */
export const floodProgram = '/var/tmp/tracewright-bench.flood.sh';

/** How a tracer prints a line. */
export type LineForm = 'text' | 'bpftraceJson';

/** Lines, no two alike: moment, program, pid, system call, microseconds, result. */
const program = `BEGIN {
  srand(1)
  programs = split("nginx postgres sshd python3 kworker/2:1H redis-server java ksoftirqd/1", name)
  calls = split("read write openat recvfrom sendto fsync epoll_wait futex", call)
  for (i = 0; i < 1000000; i++) {
    moment += rand() / 5000
    line = sprintf("%.6f %-14s %6d %-10s %7d us = %d", moment, name[1 + int(rand() * programs)], 300 + rand() * 32000, call[1 + int(rand() * calls)], exp(rand() * 11), rand() * 4096)
    print before line after
  }
}`;

const around: Readonly<Record<LineForm, readonly [string, string]>> = {
  text: ['', ''],
  // awk reads escapes in what is assigned on its command line.
  bpftraceJson: ['{"type": "printf", "data": "', String.raw`\\n"}`],
};

/** Makes `floodProgram`. `removeFlood` takes it away. */
export async function makeFlood(target: string, form: LineForm, millions: number): Promise<void> {
  const [before, after] = around[form];
  const lines = `awk -v 'before=${before}' -v 'after=${after}' '${program}' >${millionLines}`;
  // What is repeated lies far beyond what a packer looks back.
  await onTarget(target, `${lines}; echo 'for i in $(seq ${millions}); do cat ${millionLines}; done' >${floodProgram}`);
}

export async function removeFlood(target: string): Promise<void> {
  await onTarget(target, `rm -f ${millionLines} ${floodProgram}`);
}

/** Times from the start, in milliseconds. */
export interface Course {
  readonly first: number;
  readonly last: number;
  readonly bytes: number;
}

/** What a shell of the target prints, as a user would run it there. */
export function theirs(target: string, command: string, input = ''): Promise<Course> {
  const config = process.env.TRACEWRIGHT_SSH_CONFIG;
  const [file, ...words] =
    target === 'local'
      ? ['sh', '-c', command]
      : ['ssh', ...(config === undefined ? [] : ['-F', config]), target, command];
  const start = performance.now();
  const child = spawn(file as string, words, { stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.end(input);
  let [first, last, bytes] = [0, 0, 0];
  child.stdout.on('data', (piece: Buffer) => {
    last = performance.now() - start;
    if (bytes === 0) first = last;
    bytes += piece.length;
  });
  return new Promise((resolve) => child.once('close', () => resolve({ first, last, bytes })));
}

/** Megabytes a second while they came. */
export function rateOf({ first, last, bytes }: Course): number {
  return bytes / 1000 / (last - first);
}
