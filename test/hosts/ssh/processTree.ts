// What a process started, and its end.
import { runProgram } from './runProgram.ts';

export interface Process {
  readonly pid: number;
  /** Of its program, its first 15 bytes. */
  readonly name: string;
}

/** What a process started, and what that started, the outermost first. */
export async function descendantsOf(parent: number): Promise<readonly Process[]> {
  const text = await runProgram('ps', '-o', 'pid=,comm=', '--ppid', String(parent)).catch(() => '');
  const children = [...text.matchAll(/(\d+) (.+)/g)].map(([, pid, name = '']) => ({ pid: Number(pid), name }));
  return [...children, ...(await Promise.all(children.map(({ pid }) => descendantsOf(pid)))).flat()];
}

export function killAll(processes: readonly Process[]): void {
  for (const { pid } of processes) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}
