// The processes of a target, to choose the one that a run follows.
import type { Connection } from '../targets/target.ts';
import { runToEnd } from './runToEnd.ts';

export interface ProcessOnTarget {
  readonly pid: number;
  readonly user: string;
  /** Its command line. */
  readonly command: string;
}

// The second form is busybox's, which always means all of them.
const list = 'ps -A -o pid= -o user= -o args= 2>/dev/null || ps -o pid,user,args';

/** All but the kernel's threads and those that this look itself started; the newest first. */
export async function listProcesses(connection: Connection): Promise<readonly ProcessOnTarget[]> {
  const { stdout } = await runToEnd(connection, ['sh', '-c', list]);
  const processes = stdout.toString('utf8').split('\n').flatMap(parseProcess);
  return processes.filter(({ command }) => !command.startsWith('[') && !command.includes(list)).reverse();
}

function parseProcess(line: string): readonly ProcessOnTarget[] {
  const [, pid, user = '', command = ''] = /^\s*(\d+)\s+(\S+)\s+(.+)$/.exec(line) ?? [];
  return pid === undefined ? [] : [{ pid: Number(pid), user, command }];
}
