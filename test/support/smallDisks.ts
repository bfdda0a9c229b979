// A machine whose disks are soon full: the same one, with small file systems where runs are kept.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const mount = 'for d; do mount -t tmpfs -o size=4m tmpfs $d || exit; done; echo ready; exec cat';

/** Gives words that run a command line where each of the folders holds 4 MB, of nothing that was there. Needs root. */
export async function withSmallDisks(
  folders: readonly string[],
  use: (prefix: readonly string[]) => Promise<void>,
): Promise<void> {
  const keeper = spawn('unshare', ['-m', 'sh', '-c', mount, 'sh', ...folders], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    await once(keeper.stdout, 'data');
    await use(['nsenter', '-t', `${keeper.pid}`, '-m', '--']);
  } finally {
    keeper.stdin.end();
    await once(keeper, 'close');
  }
}
