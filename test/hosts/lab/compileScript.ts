// Compiles a SystemTap script in the lab's root file system into the caches of root and dev, as a run in the guest would.
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { LabRoot } from './buildLab.ts';
import { runProgram } from './runProgram.ts';

/** Milliseconds for one script and user. */
const limit = 1_500_000;

/** What stap complained, undefined when both users can run the script at once. */
export async function compileScript(root: LabRoot, script: string, native: string): Promise<string | undefined> {
  const shared = await mkdtemp(join(tmpdir(), 'tracewright-compile-'));
  try {
    await cp(script, join(shared, basename(script)));
    const stap = `stap -p4 -r ${root.release} /mnt/${basename(script)}`;
    // What stap found out about the kernel is the same for every user, so dev starts from root's.
    const steps = [
      'chmod 755 /mnt && chmod 644 /mnt/*',
      `${stap} >/dev/null`,
      'mkdir -p /home/dev/.systemtap && cp -an /root/.systemtap/cache /home/dev/.systemtap/',
      'chown -R dev:dev /home/dev/.systemtap',
      `su dev -c '${stap} >/dev/null'`,
    ];
    const words = [native, join(root.folder, 'root'), shared, 'sh', '-c', steps.join(' && ')];
    await runProgram('sh', words, { limit });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await rm(shared, { recursive: true, force: true });
  }
}
