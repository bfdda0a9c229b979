// Reads the first of what a program says; what it says after that is left to others.
import type { RemoteProcess } from '../targets/target.ts';

/** Until `mark` has come on stdout, which `stdout` ends with, or the program ended. Rejects where the connection goes. */
export async function saidUntil(
  child: RemoteProcess,
  mark: string,
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  let said = Buffer.alloc(0);
  let stderr = '';
  const complains = (bytes: Buffer) => {
    stderr += bytes.toString('utf8');
  };
  child.stderr.on('data', complains);
  await new Promise<void>((resolve, reject) => {
    const says = (bytes: Buffer) => {
      said = Buffer.concat([said, bytes]);
      const found = said.indexOf(mark);
      if (found < 0) return;
      child.stdout.off('data', says).pause();
      const rest = said.subarray(found + mark.length);
      if (rest.length > 0) child.stdout.unshift(rest);
      said = said.subarray(0, found + mark.length);
      resolve();
    };
    child.stdout.on('data', says).resume();
    child.exited.then(() => resolve(), reject);
  });
  child.stderr.off('data', complains);
  return { stdout: said.toString('utf8'), stderr };
}
