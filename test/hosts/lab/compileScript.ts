// Compiles a SystemTap script in the lab's root file system into root's cache, as a run in the guest would. The lab's other
// users need no cache of their own: who may run stap there has sudo, and runs it as root.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { headerOptions } from '../../../client/src/runs/headerOptions.ts';
import type { LabRoot } from './buildLab.ts';
import type { LabScript } from './labScripts.ts';
import { runProgram } from './runProgram.ts';

/** Milliseconds for one script. */
const limit = 1_500_000;

/** What stap complained, undefined when the script can run at once. */
export async function compileScript(
  root: LabRoot,
  { name, text }: LabScript,
  native: string,
): Promise<string | undefined> {
  const shared = await mkdtemp(join(tmpdir(), 'tracewright-compile-'));
  try {
    await writeFile(join(shared, name), text);
    // A counted copy is read from stdin in the guest, too: its path would be part of its module.
    const fromStdin = ['sh', '-c', 'file=$0; exec "$@" - <"$file"', `/mnt/${name}`];
    const { command } = headerOptions(text);
    const stap = ['stap', '-p4', '-r', root.release, ...(command === undefined ? [] : ['-c', command])];
    const words = [native, join(root.folder, 'root'), shared, ...fromStdin, ...stap];
    await runProgram('sh', words, { limit });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await rm(shared, { recursive: true, force: true });
  }
}
