// Compiles a SystemTap script in the lab's root file system into root's cache, as a run in the guest would. The lab's other
// users need no cache of their own: who may run stap there has sudo, and runs it as root.
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { LabRoot } from './buildLab.ts';
import { runProgram } from './runProgram.ts';

/** Milliseconds for one script. */
const limit = 1_500_000;

/** What stap complained, undefined when the script can run at once. */
export async function compileScript(root: LabRoot, script: string, native: string): Promise<string | undefined> {
  const shared = await mkdtemp(join(tmpdir(), 'tracewright-compile-'));
  try {
    await cp(script, join(shared, basename(script)));
    const stap = ['stap', '-p4', '-r', root.release, `/mnt/${basename(script)}`];
    const words = [native, join(root.folder, 'root'), shared, ...stap];
    await runProgram('sh', words, { limit });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await rm(shared, { recursive: true, force: true });
  }
}
