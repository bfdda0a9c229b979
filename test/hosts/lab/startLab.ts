// Starts a guest of the lab in seconds, from its saved state; as many at once as memory allows (1 GB each).
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildLab } from './buildLab.ts';
import { LabGuest } from './guest.ts';
import { runProgram } from './runProgram.ts';

export interface LabOptions {
  /** Gets a line for each step, also of building the lab where that is still to do. */
  readonly onProgress?: (line: string) => void;
  /** Any free one when left out. */
  readonly port?: number;
}

/** What a guest writes to its disk is gone when it stops. It ends with this process at the latest. */
export async function startLab({ onProgress = () => {}, port }: LabOptions = {}): Promise<LabGuest> {
  const lab = await buildLab(onProgress);
  const folder = await mkdtemp(join(tmpdir(), 'tracewright-disk-'));
  const disk = join(folder, 'disk.qcow2');
  try {
    await runProgram('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', lab.disk, '-F', 'qcow2', disk]);
    const guest = await LabGuest.start({ root: lab.root, disk, state: lab.state, ...(port !== undefined && { port }) });
    return guest;
  } finally {
    // The guest has it open; the name is not needed again.
    await rm(folder, { recursive: true, force: true });
  }
}
