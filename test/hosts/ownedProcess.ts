// Starts servers and guests that end with this process, however it ends.
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';

/** On Linux the kernel ends the program when this process is gone, even by SIGKILL. */
export function spawnOwned(program: string, words: readonly string[], options: SpawnOptions): ChildProcess {
  if (process.platform !== 'linux') return spawn(program, words, options);
  return spawn('setpriv', ['--pdeathsig', 'TERM', '--', program, ...words], options);
}

/** Ends a program and all of its group, where it was started with `detached`; returns when it is gone. */
export async function endOwned(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  const signal = (name: NodeJS.Signals): void => {
    try {
      process.kill(process.platform === 'win32' ? Number(child.pid) : -Number(child.pid), name);
    } catch {
      // It went in the meantime.
    }
  };
  signal('SIGTERM');
  const timer = setTimeout(() => signal('SIGKILL'), 5000);
  await exited;
  clearTimeout(timer);
}
